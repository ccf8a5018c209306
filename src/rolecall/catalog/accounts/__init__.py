"""~/.aws/accounts: read, scanned where it is damaged, and written to."""
