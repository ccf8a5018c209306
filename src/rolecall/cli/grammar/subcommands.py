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
        "accounts.list", "rolecall list [QUERY] [--json]", "List accounts and roles, one a line."
    ),
    "pick": Subcommand(
        "pick",
        "rolecall pick [QUERY] [options]",
        "Pick a target by its number, in plain lines: for screen readers and dumb terminals.",
    ),
    "explain": Subcommand(
        "role.explain",
        "rolecall explain ACCOUNT [ROLE] [--json] [options]",
        "Show the way to a role: the steps, what you will be asked, and how long it lasts.",
    ),
    "export": Subcommand(
        "role.export",
        "rolecall export ACCOUNT [ROLE] | --profile N [options]",
        "Print the export lines of a role, or of a profile, for the shell to evaluate.",
    ),
    "profile": Subcommand(
        "role.profile",
        "rolecall profile ACCOUNT [ROLE] [--name N] [--dynamic] [--dry-run] [options]",
        "Write a named profile for every AWS tool, and print its name.",
    ),
    "credential-process": Subcommand(
        "role.credential_process",
        "rolecall credential-process ACCOUNT ROLE [options]",
        "Print credentials as JSON, for the credential_process of an AWS profile.",
    ),
    "copy": Subcommand(
        "role.copy",
        "rolecall copy ACCOUNT [ROLE] [--command] [options]",
        "Copy a role's export lines to the clipboard, or the command that prints them.",
    ),
    "exec": Subcommand(
        "role.exec",
        "rolecall exec ACCOUNT [ROLE] [--min-ttl T] [--refresh] [options] -- CMD ...",
        "Run one command as the role.",
    ),
    "console": Subcommand(
        "role.console",
        "rolecall console ACCOUNT [ROLE] [--print] [--service S] [options]",
        "Open the AWS console as the role, in the browser.",
    ),
    "elevate": Subcommand(
        "role.elevate",
        "rolecall elevate ACCOUNT [ROLE] --reason TEXT [--for T] [options]",
        "Take all of a role that is read-only by default, for a while.",
    ),
    "sessions": Subcommand(
        "sessions.sessions",
        "rolecall sessions [--json]",
        "Show your sessions, and when they expire.",
    ),
    "renew": Subcommand(
        "sessions.renew",
        "rolecall renew ACCOUNT [ROLE] | --all [options]",
        "Replace a session by a new one, also in its profiles.",
    ),
    "forget": Subcommand(
        "sessions.forget",
        "rolecall forget ACCOUNT [ROLE] | --all | --expired",
        "Delete stored sessions, and the profiles written from them.",
    ),
    "sso": Subcommand(
        "sso",
        "rolecall sso login|logout [NAME] [--device | --browser]",
        "Sign in to an IAM Identity Center and list what it gives, or sign out.",
    ),
    "doctor": Subcommand(
        "doctor",
        "rolecall doctor [--json] [--no-input]",
        "Find what is wrong with keys, clock, files, shell and network, and how to fix it.",
    ),
    "trust-policy": Subcommand(
        "accounts.trust_policy",
        "rolecall trust-policy bastion|saml|group ID ... [options]",
        "Print the IAM policies that a bastion or a SAML provider needs.",
    ),
    "demo": Subcommand(
        "demo",
        "rolecall demo [-- CMD ...]",
        "Open the picker, or run CMD, against an embedded AWS; nothing of yours is touched.",
    ),
    "assume-role": Subcommand(
        "role.assume_role",
        "assume-role [ACCOUNT] [ROLE] [MFA] [REGION] [options]",
        "The classic command: same arguments, same variables.",
    ),
    "init": Subcommand(
        "shell.init",
        "rolecall init bash|zsh|fish|powershell [--prompt]",
        "Print the shell integration: functions, completion, prompt segment.",
    ),
    "docs": Subcommand(
        "docs", "rolecall docs [TOPIC]", "Show the documentation: a page, or the list of pages."
    ),
    "complete": Subcommand("shell.complete", "rolecall complete [--line] -- WORD ...", ""),
    "stored-keys": Subcommand("shell.stored_keys", "rolecall stored-keys PROFILE", ""),
}


def listed_names() -> list[str]:
    """The names of the commands that the help lists."""
    return [name for name, command in SUBCOMMANDS.items() if command.summary]
