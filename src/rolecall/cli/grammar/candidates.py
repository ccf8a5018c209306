"""What may stand at a place of the command line: commands, options, accounts, roles, profiles.

Read from the parsers and the user's files alone: nothing secret, and nobody is asked.
"""

import os
from argparse import Action
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import NamedTuple

from rolecall.cli.commands import COMMANDS, PICKER, Command, listed_names
from rolecall.cli.grammar.full_parser import FullParser
from rolecall.cli.grammar.parser import Parser
from rolecall.cli.shells import SHELLS
from rolecall.core.model import SAML, Target, parse_account_id
from rolecall.core.safe_text import safe_text
from rolecall.handover.shell.dialects import SHELLS as DIALECTS
from rolecall.handover.shell.exports import FORMS
from rolecall.signin.desk import Desk, open_desk

CLASSIC = "assume-role"
LONGEST = 1_000  # characters of a candidate
_DURATIONS = ("15m", "1h", "2h", "4h", "8h", "12h")
_REGIONS = (
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "ca-central-1",
    "sa-east-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
)
_SERVICES = (
    "cloudformation",
    "cloudwatch",
    "ec2",
    "ecs",
    "eks",
    "iam",
    "lambda",
    "rds",
    "s3",
    "secretsmanager",
    "sqs",
    "ssm",
    "vpc",
)


def candidates(words: Sequence[str], env: Mapping[str, str]) -> list[str]:
    """What the last of `words` may become; the first is the program's name, as typed.

    Raises RolecallError where the user's files cannot be used.
    """
    program, *before, current = words
    name = os.path.basename(program).removesuffix(".exe")
    if name == CLASSIC:
        command = COMMANDS[CLASSIC]
    elif not before and not current.startswith("-"):
        return _fitting(listed_names(), current)
    elif not before or before[0].startswith("-"):
        command = PICKER
    elif before[0] in COMMANDS:
        command = COMMANDS[before.pop(0)]
    else:
        return []
    return _of_command(command, before, current, env)


def _of_command(
    command: Command, before: Sequence[str], current: str, env: Mapping[str, str]
) -> list[str]:
    # deferred: of the commands only the one named is needed
    room = import_module(f"rolecall.cli.commands.{command.room}")
    grammar = Parser(command.usage, command.does)
    room.arguments(grammar)
    parser = grammar.full()
    place = _place(parser, before)
    if place.foreign:
        return []
    if place.option is None and current.startswith("-") and not place.bare:
        option, equals, begun = current.partition("=")
        if not equals:
            return _fitting(_options(parser, before), current)
        known = _by_option(parser).get(option)
        found = _values(known, place, begun, env) if known else []
        return [f"{option}={value}" for value in _fitting(found, begun)]
    wanted = place.option or place.positional
    found = _values(wanted, place, current, env) if wanted else []
    # Behind no `--`, it would be read as an option.
    found = [value for value in found if place.bare or not value.startswith("-")]
    if not found and not wanted and not current:
        found = _options(parser, before)
    return _fitting(found, current)


def _fitting(found: Iterable[str], begun: str) -> list[str]:
    """Those that continue what was begun, once each; not one that a terminal would obey."""
    fitting = (value for value in found if value.startswith(begun))
    return [value for value in dict.fromkeys(fitting) if safe_text(value, LONGEST) == value]


class _Place(NamedTuple):
    """Where the cursor is: at an option's value, at a positional, at neither.

    `bare`: behind `--`. `foreign`: these words are another program's.
    """

    option: Action | None
    positional: Action | None
    account: str
    bare: bool
    foreign: bool


def _place(parser: FullParser, before: Sequence[str]) -> _Place:
    options = _by_option(parser)
    left = [action for action in parser._actions if not action.option_strings]
    pending: Action | None = None
    account, bare = "", False
    for word in before:
        if pending:
            pending = None
        elif word == "--" and not bare:
            bare = True
        elif word.startswith("-") and not bare:
            action = options.get(word)
            pending = action if action and action.nargs != 0 else None
        elif left:
            if left[0].metavar == "ACCOUNT":
                account = word
            if left[0].nargs not in ("*", "+"):
                del left[0]
    foreign = bare and parser.takes_command
    return _Place(pending, left[0] if left else None, account, bare, foreign)


def _by_option(parser: FullParser) -> dict[str, Action]:
    return {name: action for action in parser._actions for name in action.option_strings}


def _options(parser: FullParser, before: Sequence[str]) -> list[str]:
    """The long options not given yet; those of the whole program too, where it is alone."""
    given = {word.partition("=")[0] for word in before}
    names = [
        name
        for action in parser._actions
        if given.isdisjoint(action.option_strings)
        for name in action.option_strings
        if name.startswith("--")
    ]
    return [*names, "--version"] if parser.usage == PICKER.usage and not before else names


def _values(action: Action, place: _Place, begun: str, env: Mapping[str, str]) -> Iterable[str]:
    if action.choices is not None:
        return [str(choice) for choice in action.choices]
    option = next(iter(action.option_strings[-1:]), "")
    kind = "FORM" if action.metavar == "FORM" else option or str(action.metavar)
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in ("ACCOUNT", "QUERY"):
        return _accounts(open_desk(env), begun)
    if kind == "ROLE":
        return [target.role for target in _targets(open_desk(env), place.account)]
    if kind == "MFA":
        schemes = {target.scheme for target in _targets(open_desk(env), place.account)}
        return _REGIONS if SAML in schemes else ()  # with SAML, the region is the third word
    if kind == "--base-profile":
        profiles = open_desk(env).profiles.by_name.values()
        return [profile.name for profile in profiles if not profile.is_ours]
    if kind == "--role-profile":
        profiles = open_desk(env).profiles.by_name.values()
        return [profile.name for profile in profiles if profile.role_arn and not profile.is_ours]
    if kind == "--profile":
        return list(open_desk(env).profiles.by_name)
    if kind == "--name":  # another's cannot be written over
        profiles = open_desk(env).profiles.by_name.values()
        return [profile.name for profile in profiles if profile.is_ours]
    return []


_FIXED: Mapping[str, Sequence[str]] = {
    "--clear-after": ("0", "20", "45", "120"),
    "--service": _SERVICES,
    "--region": _REGIONS,
    "REGION": _REGIONS,
    "--duration": _DURATIONS,
    "--shell": DIALECTS,
    "FORM": FORMS,
    "SHELL": tuple(SHELLS),
}


def _accounts(desk: Desk, begun: str) -> Iterable[str]:
    if begun.startswith("arn:"):
        return [target.arn for target in desk.catalog.targets if not target.why_not]
    names = [alias for target in desk.catalog.targets for alias in target.aliases]
    if begun[:1].isdigit():
        names += [target.account_id for target in desk.catalog.targets]
    return names


def _targets(desk: Desk, account: str) -> list[Target]:
    """What can be assumed in the account of that name, in any case where none has it exactly."""
    targets = [target for target in desk.catalog.targets if not target.why_not]
    account_id, folded = parse_account_id(account), account.casefold()
    return (
        [target for target in targets if account in target.aliases]
        or [target for target in targets if target.account_id == account_id]
        or [target for target in targets if folded in map(str.casefold, target.aliases)]
    )
