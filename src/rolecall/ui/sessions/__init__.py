"""The session board: the tab with all sessions, their time left and their hand-overs."""
