"""What `rolecall --help` prints: every command, by what one wants to do."""

from rolecall.cli.grammar.subcommands import SUBCOMMANDS, listed_names
from rolecall.cli.help.examples import OVERVIEW
from rolecall.cli.help.lines import column_for, examples_section, paragraph, section, usage_line

GROUPS = {
    "Choose a role": ("pick", "list", "explain"),
    "Use a role": (
        "export",
        "exec",
        "elevate",
        "console",
        "profile",
        "copy",
        "credential-process",
        "assume-role",
    ),
    "Sessions": ("sessions", "renew", "forget", "sso"),
    "Set up, try and read": ("init", "doctor", "trust-policy", "demo", "docs"),
}

_WHAT = "Rolecall: become an AWS role in a few keystrokes, and see for how long."
_WORDS = (
    "ACCOUNT is an alias, a 12-digit id or a role ARN; ROLE is `read` if you name none.",
    "Something does not work? rolecall doctor finds out why.",
    "Every command explains itself: rolecall COMMAND --help",
    "rolecall --version prints the version.",
)


def overview(width: int) -> str:
    """Returns the help of the whole program."""
    usage = "rolecall [COMMAND] [ACCOUNT [ROLE]] [options]"
    parts = [paragraph(_WHAT, width), usage_line(usage, width)]
    parts.append(paragraph("Without a command it opens the picker.", width))
    column = column_for(listed_names(), width)
    for title, names in groups().items():
        rows = [(name, SUBCOMMANDS[name].summary) for name in names]
        parts.append(section(title, rows, column, width))
    parts.append(examples_section(OVERVIEW, width))
    parts.append("\n".join(paragraph(line, width) for line in _WORDS))
    return "\n\n".join(parts) + "\n"


def groups() -> dict[str, tuple[str, ...]]:
    """Returns the names of the commands by title; one that has no group stands under "More"."""
    listed = listed_names()
    found = {
        title: tuple(name for name in names if name in listed) for title, names in GROUPS.items()
    }
    grouped = {name for names in found.values() for name in names}
    left = tuple(name for name in listed if name not in grouped)
    return found | ({"More": left} if left else {})
