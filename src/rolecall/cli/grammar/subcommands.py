"""The commands of `rolecall`: names, usage, and the module of each."""

from typing import Any


class Subcommand:
    """A command of the program. Its module is imported only when the command is used.

    `module`: its name below rolecall.cli.commands, with ARGUMENTS, the parts of its grammar, and
    `run`. `summary`: empty for a command that only scripts use and no list shows.
    """

    # Neither NamedTuple nor importlib: they take 0.3 and 0.4 ms of the 20 ms of a held session.
    __slots__ = ("module", "summary", "usage")

    def __init__(self, module: str, usage: str, summary: str) -> None:
        self.module = module
        self.usage = usage
        self.summary = summary

    def load(self) -> Any:
        """Imports the module, and returns it."""
        return __import__(f"rolecall.cli.commands.{self.module}", fromlist=["run"])


PICKER = Subcommand("picker", "rolecall [--stay]", "Open the picker.")

SUBCOMMANDS = {
    "list": Subcommand(
        "accounts.list", "rolecall list [QUERY] [--json]", "List targets, one a line."
    ),
    "export": Subcommand(
        "role.export",
        "rolecall export ACCOUNT [ROLE] | --profile N [options]",
        "Print export lines of a role, or those that use a profile.",
    ),
    "profile": Subcommand(
        "role.profile",
        "rolecall profile ACCOUNT [ROLE] [--name N] [--dynamic] [--dry-run] [options]",
        "Write a named profile to the AWS tools' shared files, and print its name.",
    ),
    "credential-process": Subcommand(
        "role.credential_process",
        "rolecall credential-process ACCOUNT ROLE [options]",
        "Answer an AWS SDK that asks for credentials: JSON.",
    ),
    "copy": Subcommand(
        "role.copy",
        "rolecall copy ACCOUNT [ROLE] [--command] [options]",
        "Copy export lines to the clipboard, or the command that makes them.",
    ),
    "exec": Subcommand(
        "role.exec",
        "rolecall exec ACCOUNT [ROLE] [--min-ttl T] [--refresh] [options] -- CMD ...",
        "Run CMD as the role.",
    ),
    "console": Subcommand(
        "role.console",
        "rolecall console ACCOUNT [ROLE] [--print] [--service S] [options]",
        "Sign in to the web console, in the browser.",
    ),
    "sessions": Subcommand(
        "sessions.sessions",
        "rolecall sessions [--json]",
        "Show what is held now, and for how long.",
    ),
    "renew": Subcommand(
        "sessions.renew",
        "rolecall renew ACCOUNT [ROLE] | --all [options]",
        "Take a new session in the place of a held one, and rewrite its profiles.",
    ),
    "forget": Subcommand(
        "sessions.forget",
        "rolecall forget ACCOUNT [ROLE] | --all | --expired",
        "Forget a role's session and its profiles, or all of them.",
    ),
    "trust-policy": Subcommand(
        "accounts.trust_policy",
        "rolecall trust-policy bastion|saml|group ID ... [options]",
        "Print the IAM policies that a bastion or a SAML provider needs.",
    ),
    "demo": Subcommand(
        "demo",
        "rolecall demo [-- CMD ...]",
        "Open the picker (or run CMD) against an embedded AWS, touching nothing of yours.",
    ),
    "assume-role": Subcommand(
        "role.assume_role",
        "assume-role [ACCOUNT] [ROLE] [MFA] [REGION] [options]",
        "The classic command: same grammar, same variables.",
    ),
    "init": Subcommand(
        "shell.init",
        "rolecall init bash|zsh|fish|powershell [--prompt]",
        "Print what the shell's rc file evaluates: functions, completion, prompt segment.",
    ),
    "complete": Subcommand("shell.complete", "rolecall complete [--line] -- WORD ...", ""),
    "stored-keys": Subcommand("shell.stored_keys", "rolecall stored-keys PROFILE", ""),
}


def overview() -> str:
    """Returns what `rolecall --help` prints."""
    listed = [PICKER, *(SUBCOMMANDS[name] for name in listed_names())]
    width = max(len(_short(command)) for command in listed)
    lines = ["Rolecall: become an AWS role in a few keystrokes, and see for how long.", ""]
    for command in listed:
        lines.append(f"  {_short(command):{width}}  {command.summary}")
    lines += [
        "",
        "ACCOUNT is an alias, a 12-digit id or a role ARN; ROLE is `read` where none is given.",
        "Options of a command: rolecall COMMAND --help",
        "Version: rolecall --version",
    ]
    return "\n".join(lines) + "\n"


def listed_names() -> list[str]:
    """The names of the commands that the help lists."""
    return [name for name, command in SUBCOMMANDS.items() if command.summary]


def _short(command: Subcommand) -> str:
    return command.usage.removesuffix(" [options]")


def near(name: str) -> str:
    """Returns a hint for a command that does not exist: the one meant, or all names."""
    import difflib  # deferred: only a wrong command needs it

    names = listed_names()
    found = difflib.get_close_matches(name, names, 1)
    return f"Is `rolecall {found[0]}` meant?" if found else f"There are: {', '.join(names)}."
