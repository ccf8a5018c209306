"""The environment as a file: the `.env` format, or a JSON object.

Parsers of `.env` files agree on bare values alone: docker takes quotes literally, compose expands
`$`, python-dotenv and Node's dotenv cut off what they take for a comment, and a shell that sources
the file runs what follows a blank. A value is therefore written bare, or refused. A `.env` file
cannot unset a variable: it is for an environment without other credentials.
"""

import json
import re

from rolecall.core.errors import Refused
from rolecall.handover.shell.dialects import refuse_control
from rolecall.handover.shell.variables import Variables

# \w: letters and digits of every script. zsh expands =ls, also after a colon.
_BARE = r"(?!=)(?!.*:=)[\w+/=.:@,-]*"


def dotenv(variables: Variables) -> str:
    """A line `NAME=value` per variable; raises Refused for a value that parsers disagree on."""
    for name, value in variables.values:
        if not re.fullmatch(_BARE, value):
            raise Refused(
                f"The value of {name} has characters that programs read differently in .env files.",
                "Use --shell json, or another name for it.",
            )
    return "".join(f"{name}={value}\n" for name, value in variables.values)


def json_object(variables: Variables) -> str:
    """One object with null for variables to unset; raises Refused for control characters."""
    for name, value in variables.values:
        refuse_control(name, value)
    return json.dumps(dict.fromkeys(variables.unset) | dict(variables.values), indent=2) + "\n"
