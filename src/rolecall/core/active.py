"""The sign that Rolecall is resolving a base profile: who sees it in its environment is within."""

ACTIVE = "ROLECALL_ACTIVE"
