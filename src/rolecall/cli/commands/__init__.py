"""The commands: their names, their grammar, and the room each lives in."""

from typing import NamedTuple


class Command(NamedTuple):
    room: str
    usage: str
    does: str  # empty: for scripts, not for people; nowhere listed


PICKER = Command("picker", "rolecall [--stay]", "Open the picker.")

COMMANDS = {
    "list": Command("accounts.list", "rolecall list [QUERY] [--json]", "List targets, one a line."),
    "export": Command(
        "role.export",
        "rolecall export ACCOUNT [ROLE] | --profile N [options]",
        "Print export lines of a role, or those that use a profile.",
    ),
    "profile": Command(
        "role.profile",
        "rolecall profile ACCOUNT [ROLE] [--name N] [--dynamic] [--dry-run] [options]",
        "Write a named profile to the AWS tools' shared files, and print its name.",
    ),
    "credential-process": Command(
        "role.credential_process",
        "rolecall credential-process ACCOUNT ROLE [options]",
        "Answer an AWS SDK that asks for credentials: JSON.",
    ),
    "copy": Command(
        "role.copy",
        "rolecall copy ACCOUNT [ROLE] [--command] [options]",
        "Copy export lines to the clipboard, or the command that makes them.",
    ),
    "exec": Command(
        "role.exec",
        "rolecall exec ACCOUNT [ROLE] [--min-ttl T] [--refresh] [options] -- CMD ...",
        "Run CMD as the role.",
    ),
    "console": Command(
        "role.console",
        "rolecall console ACCOUNT [ROLE] [--print] [--service S] [options]",
        "Sign in to the web console, in the browser.",
    ),
    "sessions": Command(
        "sessions.sessions",
        "rolecall sessions [--json]",
        "Show what is held now, and for how long.",
    ),
    "renew": Command(
        "sessions.renew",
        "rolecall renew ACCOUNT [ROLE] | --all [options]",
        "Take a new session in the place of a held one, and rewrite its profiles.",
    ),
    "forget": Command(
        "sessions.forget",
        "rolecall forget ACCOUNT [ROLE] | --all | --expired",
        "Forget a role's session and its profiles, or all of them.",
    ),
    "trust-policy": Command(
        "accounts.trust_policy",
        "rolecall trust-policy bastion|saml|group ID ... [options]",
        "Print the IAM policies that a bastion or a SAML provider needs.",
    ),
    "demo": Command(
        "demo",
        "rolecall demo [-- CMD ...]",
        "Open the picker (or run CMD) against an embedded AWS, touching nothing of yours.",
    ),
    "assume-role": Command(
        "role.assume_role",
        "assume-role [ACCOUNT] [ROLE] [MFA] [REGION] [options]",
        "The classic command: same grammar, same variables.",
    ),
    "init": Command(
        "shell.init",
        "rolecall init bash|zsh|fish|powershell [--prompt]",
        "Print what the shell's rc file evaluates: functions, completion, prompt segment.",
    ),
    "complete": Command("shell.complete", "rolecall complete [--line] -- WORD ...", ""),
    "stored-keys": Command("shell.stored_keys", "rolecall stored-keys PROFILE", ""),
}


def overview() -> str:
    """What `rolecall --help` says."""
    listed = [PICKER, *(COMMANDS[name] for name in listed_names())]
    width = max(len(_short(command)) for command in listed)
    lines = ["Rolecall: become an AWS role in a few keystrokes, and see for how long.", ""]
    for command in listed:
        lines.append(f"  {_short(command):{width}}  {command.does}")
    lines += [
        "",
        "ACCOUNT is an alias, a 12-digit id or a role ARN; ROLE is `read` where none is given.",
        "Options of a command: rolecall COMMAND --help",
        "Version: rolecall --version",
    ]
    return "\n".join(lines) + "\n"


def listed_names() -> list[str]:
    """The commands that are for people."""
    return [name for name, command in COMMANDS.items() if command.does]


def _short(command: Command) -> str:
    return command.usage.removesuffix(" [options]")


def near(name: str) -> str:
    """A hint for a command that does not exist."""
    import difflib  # deferred: only a wrong command needs it

    names = listed_names()
    found = difflib.get_close_matches(name, names, 1)
    return f"Is `rolecall {found[0]}` meant?" if found else f"There are: {', '.join(names)}."
