"""Checks of what lies between here and AWS: proxies, certificates, endpoints."""
