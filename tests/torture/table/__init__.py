"""The table of a full run: what was measured, kept group by group, and the page made of it."""
