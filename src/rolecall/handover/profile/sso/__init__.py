"""What Rolecall writes about IAM Identity Center into the files of the AWS tools."""
