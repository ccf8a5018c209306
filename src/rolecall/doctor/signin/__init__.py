"""Checks of what a sign-in needs: the base profile, AWS's answers, the system keyring."""
