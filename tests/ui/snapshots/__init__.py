"""Snapshots of every screen and dialog, compared with approved ones.

After an intended change: pytest tests/ui/snapshots --snapshot-update, then review each one.
"""
