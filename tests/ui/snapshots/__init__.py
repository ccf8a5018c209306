"""Snapshots of every screen and dialog, compared with approved ones.

After a wanted change: pytest tests/ui/snapshots --snapshot-update, then look at each one.
"""
