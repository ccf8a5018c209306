"""The system keyring (the extra `keyring`), asked by a child process that can be killed."""
