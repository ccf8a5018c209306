"""The picker: the only package that imports textual, and it never meets boto3."""
