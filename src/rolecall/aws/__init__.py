"""The calls to AWS: the only package that imports boto3. Import it late: that costs 0.4 s."""
