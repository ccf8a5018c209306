"""The documentation that `rolecall docs` shows: a Markdown page per topic, beside this file."""

import os

from rolecall.core.errors import RolecallError

TOPICS = {  # in the order of the list: from the first day to the last
    "picker": "search, keys, marks, protected accounts, the session board",
    "shell": "shell integration, prompt, completion, use without it",
    "profiles": "named profiles, one command, clipboard, web console",
    "scope": "less than the whole role: read-only, policies, tags, elevate",
    "commands": "every command and shared option, exit statuses, JSON",
    "saml": "sign in through a SAML identity provider",
    "identity-center": "sign in with IAM Identity Center or `aws login`",
    "aws-setup": "the AWS side: bastion with MFA, SAML provider",
    "config": "config.toml: every setting",
    "variables": "environment variables it reads and sets",
    "files": "what it keeps and where, and how it stays safe",
    "troubleshooting": "what went wrong, and what to do about it",
    "coming-from": "assume-role, aws-vault, Granted, AWSume, saml2aws",
    "comparison": "what the others do better, and what Rolecall does",
    "uninstalling": "remove Rolecall and everything it keeps",
}
_COMMENT = "<!-- "  # marks the parts that are generated from the code


def page(topic: str) -> str:
    """Returns the page of a topic as it is shown, without comments. Raises RolecallError."""
    path = os.path.join(os.path.dirname(__file__), f"{topic}.md")
    try:
        with open(path, encoding="utf-8") as file:
            return "".join(line for line in file if not line.startswith(_COMMENT))
    except OSError as error:
        raise RolecallError(
            f"The page {topic} cannot be read: {error.strerror}.", "Reinstall Rolecall."
        ) from None
