"""Completion: the candidates for a word of a command line.

They come from the grammar of the commands and from the user's files: no secret is read and nothing
is asked.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rolecall.catalog.ways.which_way import way_of
from rolecall.cli.grammar.grammar import Argument, Grammar, Option
from rolecall.cli.grammar.subcommands import PICKER, SUBCOMMANDS, Subcommand, listed_names
from rolecall.cli.shells import SHELLS
from rolecall.core.model import SAML, Target, parse_account_id
from rolecall.core.safe_text import safe_text
from rolecall.docs import TOPICS
from rolecall.handover.shell.dialects import SHELLS as DIALECTS
from rolecall.handover.shell.exports import FORMS
from rolecall.signin.desk import Desk, open_desk

CLASSIC = "assume-role"
LONGEST = 1_000  # characters of a candidate
_SEARCHED = ("ACCOUNT", "QUERY", "ROLE")
_SHORTEST = 2  # letters of a word that is searched for
_MOST_SEARCHED = 100  # rows
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
    """Returns the candidates for the last of `words`; the first is the program's name, as typed.

    Raises RolecallError where the user's files cannot be used.
    """
    program, *before, current = words
    name = os.path.basename(program).removesuffix(".exe")
    if name == CLASSIC:
        command = SUBCOMMANDS[CLASSIC]
    elif not before and not current.startswith("-"):
        return _fitting(listed_names(), current)
    elif not before or before[0].startswith("-"):
        command = PICKER
    elif before[0] in SUBCOMMANDS:
        command = SUBCOMMANDS[before.pop(0)]
    else:
        return []
    return _of_command(command, before, current, env)


def _of_command(
    command: Subcommand, before: Sequence[str], current: str, env: Mapping[str, str]
) -> list[str]:
    grammar = Grammar(command.usage, command.summary, command.load().ARGUMENTS)
    place = _place(grammar, before)
    if place.is_foreign:
        return []
    if place.option is None and current.startswith("-") and not place.after_dashes:
        flag, equals, begun = current.partition("=")
        if not equals:
            return _fitting(_flags(command, grammar, before), current)
        option = grammar.options.get(flag)
        found = _values(option, place, begun, env) if option and option.metavar else []
        return [f"{flag}={value}" for value in _fitting(found, begun)]
    wanted = place.option or place.argument
    found = _values(wanted, place, current, env) if wanted else []
    # Before `--`, a value with a dash would be read as an option.
    found = [value for value in found if place.after_dashes or not value.startswith("-")]
    if not found and not wanted and not current:
        found = _flags(command, grammar, before)
    fitting = _fitting(found, current)
    if not fitting and wanted and wanted.metavar in _SEARCHED and len(current) >= _SHORTEST:
        named = _found(wanted.metavar, place.account, current, env)
        return _fitting((name for name in named if place.after_dashes or name[:1] != "-"), "")
    return fitting


def _fitting(found: Iterable[str], begun: str) -> list[str]:
    """Returns those that begin with `begun`, once each, without any that a terminal would obey."""
    fitting = (value for value in found if value and value.startswith(begun))
    return [value for value in dict.fromkeys(fitting) if safe_text(value, LONGEST) == value]


def _found(kind: str, account: str, query: str, env: Mapping[str, str]) -> Iterator[str]:
    """Yields the accounts, or the roles of an account, that the picker's search finds by name."""
    # deferred: only a word that no name begins with is searched for
    from rolecall.core.search.index import Index, highlights

    desk = open_desk(env)
    assumable = [target for target in desk.catalog.targets if not target.why_not]
    targets = targets_in(desk, account) if kind == "ROLE" else assumable
    for row in Index(targets).search(query)[:_MOST_SEARCHED]:
        spans = highlights(targets[row], query)
        if kind == "ROLE" and spans.role:
            yield targets[row].role
        elif kind != "ROLE" and spans.account:
            yield targets[row].alias


class _Place(NamedTuple):
    """Where the cursor is: at the value of an option, at an argument, or at neither.

    `is_foreign`: the word belongs to the command line of another program.
    """

    option: Option | None
    argument: Argument | None
    account: str
    after_dashes: bool
    is_foreign: bool


def _place(grammar: Grammar, before: Sequence[str]) -> _Place:
    left = grammar.arguments.copy()
    pending: Option | None = None
    account, after_dashes = "", False
    for word in before:
        if pending:
            pending = None
        elif word == "--" and not after_dashes:
            after_dashes = True
        elif word.startswith("-") and not after_dashes:
            option = grammar.options.get(word)
            pending = option if option and option.metavar else None
        elif left:
            if left[0].metavar == "ACCOUNT":
                account = word
            if not left[0].many:
                del left[0]
    is_foreign = after_dashes and grammar.after_dashes is not None
    return _Place(pending, left[0] if left else None, account, after_dashes, is_foreign)


def _flags(command: Subcommand, grammar: Grammar, before: Sequence[str]) -> list[str]:
    """Returns the long flags not given yet, with those of the whole program where it is alone."""
    given = {word.partition("=")[0] for word in before}
    options = dict.fromkeys(grammar.options.values())
    flags = [
        flag
        for option in options
        if given.isdisjoint(option.flags)
        for flag in option.flags
        if flag.startswith("--")
    ]
    return [*flags, "--version"] if command is PICKER and not before else flags


def _values(
    wanted: Argument | Option, place: _Place, begun: str, env: Mapping[str, str]
) -> Iterable[str]:
    flag = wanted.flags[-1] if isinstance(wanted, Option) else ""
    kind = "FORM" if wanted.metavar == "FORM" else flag or wanted.metavar
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in ("ACCOUNT", "QUERY"):
        return _accounts(open_desk(env), begun)
    if kind == "ROLE":
        return [target.role for target in targets_in(open_desk(env), place.account)]
    if kind == "MFA":
        schemes = {target.scheme for target in targets_in(open_desk(env), place.account)}
        return _REGIONS if SAML in schemes else ()  # with SAML, the region is the third word
    if kind == "--base-profile":
        profiles = open_desk(env).profiles.by_name.values()
        return [profile.name for profile in profiles if not profile.is_ours]
    if kind == "--role-profile":
        profiles = open_desk(env).profiles.by_name.values()
        return [profile.name for profile in profiles if profile.role_arn and not profile.is_ours]
    if kind == "NAME":
        return list(open_desk(env).catalog.centers.by_name)
    if kind == "--through":
        return map(way_of, targets_in(open_desk(env), place.account))
    if kind == "--profile":
        return list(open_desk(env).profiles.by_name)
    if kind == "--name":  # a profile of another tool cannot be written over
        profiles = open_desk(env).profiles.by_name.values()
        return [profile.name for profile in profiles if profile.is_ours]
    return []


_FIXED: Mapping[str, Sequence[str]] = {
    "--clear-after": ("0", "20", "45", "120"),
    "--service": _SERVICES,
    "login|logout": ("login", "logout"),
    "--region": _REGIONS,
    "REGION": _REGIONS,
    "--duration": _DURATIONS,
    "--shell": DIALECTS,
    "FORM": FORMS,
    "SHELL": tuple(SHELLS),
    "TOPIC": tuple(TOPICS),
}


def _accounts(desk: Desk, begun: str) -> Iterable[str]:
    if begun.startswith("arn:"):
        return [target.arn for target in desk.catalog.targets if not target.why_not]
    names = [alias for target in desk.catalog.targets for alias in target.aliases]
    if begun[:1].isdigit():
        names += [target.account_id for target in desk.catalog.targets]
    return names


def targets_in(desk: Desk, account: str) -> list[Target]:
    """Returns the targets in an account, by its exact alias, its id, or its alias in any case."""
    targets = [target for target in desk.catalog.targets if not target.why_not]
    account_id, folded = parse_account_id(account), account.casefold()
    return (
        [target for target in targets if account in target.aliases]
        or [target for target in targets if target.account_id == account_id]
        or [target for target in targets if folded in map(str.casefold, target.aliases)]
    )
