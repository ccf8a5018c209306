"""Sign-in: from a target to its role session. It knows no screen; questions go to a Prompter."""
