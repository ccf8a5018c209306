"""The questions the picker asks over the page."""
