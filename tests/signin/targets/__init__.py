"""How a target is named: in a command that is copied, and in a profile that calls us."""
