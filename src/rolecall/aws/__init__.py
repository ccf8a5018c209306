"""The calls to AWS. The only package that imports boto3, so import it late: that takes 0.4 s."""
