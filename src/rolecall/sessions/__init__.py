"""Sessions: those that Rolecall holds, and those of other tools."""
