"""`rolecall list`: the targets, one per line."""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.catalog.ways.qualifiers import Qualifiers
from rolecall.cli.grammar.grammar import Argument, Namespace, Switch
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell
from rolecall.cli.table import table
from rolecall.core.countdown import clock_text
from rolecall.core.errors import ConfigError, RolecallError
from rolecall.core.model import Target, rfc3339, seconds_left
from rolecall.core.paths import shown
from rolecall.signin.desk import Desk, open_desk

if TYPE_CHECKING:
    from rolecall.core.search.index import Index

_MOST_PROBLEMS = 10
_MOST_GUESSES = 10


ARGUMENTS = (
    Argument("query", "QUERY", "words to search for, as in the picker", many=True),
    Switch("--json", "print JSON, with every detail"),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    desk = open_desk(env, forgiving=True)
    _print_problems(desk.catalog.problems)
    query = " ".join(args.query)
    targets: Sequence[Target] = desk.catalog.targets
    if not targets:
        return _nothing_known(desk, args.json, status=1 if query else 0)
    if query.strip():
        index = _index(desk)
        targets = [targets[position] for position in index.search(query)]
        if not targets:
            return _no_match(desk, index, query, args.json)
    expirations = _expirations(desk)
    if args.json:
        base = desk.catalog.account_targets.base_profile
        records = [_record(target, expirations.get(target), base) for target in targets]
        return Outcome(json.dumps(records, indent=2) + "\n")
    now = desk.clock()
    way_of = Qualifiers(desk.catalog.targets).of
    lines = [_line(target, expirations.get(target), now, way_of(target)) for target in targets]
    return Outcome(table(lines, aligned=os.isatty(1)))


def _print_problems(problems: Sequence[ConfigError]) -> None:
    """Prints a line for each, on stderr: rows may be missing because of them."""
    for problem in problems[:_MOST_PROBLEMS]:
        tell(f"{problem.message} {problem.hint}".strip())
    if len(problems) > _MOST_PROBLEMS:
        tell(f"... and {len(problems) - _MOST_PROBLEMS} more.")


def _index(desk: Desk) -> "Index":
    """Returns the index that the picker searches as well: the order is the same."""
    # deferred: the whole list is printed without it, and without its 17 modules
    from rolecall.core.search.index import Index
    from rolecall.core.state.preferences import preferences
    from rolecall.core.state.state import load_state

    state = load_state(desk.paths.state_file)
    targets, at = desk.catalog.targets, desk.clock().timestamp()
    return Index(targets, *preferences(targets, state.recents, state.pins, at))


def _nothing_known(desk: Desk, as_json: bool, *, status: int) -> Outcome:
    tell("No account is known yet.")
    path = shown(desk.paths.accounts_file, desk.env)
    tell(f'hint: Write names and ids to {path}: {{"production": "123456789012"}}')
    return Outcome("[]\n" if as_json else "", status=status)


def _no_match(desk: Desk, index: "Index", query: str, as_json: bool) -> Outcome:
    """Says that nothing was found, and on stderr what may have been meant."""
    data = "[]\n" if as_json else ""
    # deferred: only a query without a match needs it
    from rolecall.core.search.guesses import guesses

    guessed = [desk.catalog.targets[position] for position in guesses(index, query)]
    if guessed:
        tell(f'No match for "{query}". Did you mean:')
        for target in guessed[:_MOST_GUESSES]:
            tell(f"  {target.alias} {target.role}")
    else:
        tell(f'No match for "{query}".')
        tell("hint: rolecall list shows all; to a role not listed: rolecall export ACCOUNT ROLE.")
    return Outcome(data, status=1)


def _expirations(desk: Desk) -> dict[Target, datetime]:
    held = {session.arn for session in desk.store.role_sessions()}
    found = {}
    for target in desk.catalog.targets:
        # Plans only targets whose role is held: planning all would take seconds.
        if target.arn not in held:
            continue
        with suppress(RolecallError):  # what cannot be planned is not held
            if signed_in := desk.sign_in.held(desk.plan(target)):
                found[target] = signed_in.session.credentials.expiration
    return found


def _line(target: Target, expiration: datetime | None, now: datetime, way: str) -> tuple[str, ...]:
    left = clock_text(seconds_left(expiration, now)) if expiration else ""
    last = target.why_not or " ".join(filter(None, (target.scope.mark, left)))
    if target.role_profile and target.role_profile not in target.aliases:
        last = f"{last} (profile {target.role_profile})".strip()
    elif target.idp and way:  # another way leads to the account as well
        last = f"{last} ({way})".strip()
    return target.alias, target.role, target.account_id, last


def _record(target: Target, expiration: datetime | None, base_profile: str) -> dict[str, object]:
    return {
        "account_id": target.account_id,
        "aliases": list(target.aliases),
        "role": target.role,
        "arn": target.arn,
        "scheme": target.scheme,
        "through": target.idp or target.base_profile or base_profile,
        "sources": list(target.sources),
        "protected": target.protected,
        "scope": target.scope.record if target.scope else None,
        "expires": rfc3339(expiration) if expiration else None,
    }
