"""Signing in to an IAM Identity Center, keeping its session alive, and taking roles by it."""
