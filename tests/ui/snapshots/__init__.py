"""Pictures of every screen and dialog, held against those that were approved by eye.

After a wanted change: pytest tests/ui/snapshots --snapshot-update, then look at each one.
"""
