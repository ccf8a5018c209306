"""The picker as numbered lines: matches on stderr, and a question on the terminal.

Nothing here moves the cursor or draws over a line: screen readers, Emacs' shell and dumb terminals
read it from top to bottom.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from rolecall.catalog.resolve import role_in_account
from rolecall.cli.output import tell
from rolecall.cli.table import table
from rolecall.cli.terminal.terminal import Terminal
from rolecall.core.countdown import words_for
from rolecall.core.errors import Cancelled, ConfigError, Refused, RolecallError
from rolecall.core.model import Target, seconds_left
from rolecall.core.paths import shown
from rolecall.core.search.guesses import guesses
from rolecall.core.search.index import Index, free_text_roles
from rolecall.core.state.preferences import preferences
from rolecall.core.state.state import load_state
from rolecall.signin.desk import Desk
from rolecall.signin.targets.target_words import name_to_type

_MOST, _LEAST = 20, 5  # lines of a page
_BESIDE = 3  # lines of a window that the heading and the question take
_NUMBER = 3  # digits; longer numbers are searched for, as they are parts of an account id
_ATTEMPTS = 3  # at the name of a protected account
_QUESTION = "Number, or letters to search (empty: cancel): "


class _Matches(NamedTuple):
    """What a query finds, the best first; `guessed`: nothing matches it as typed.

    `new`: roles that are in no list, with an account that the query names in full.
    """

    query: str
    targets: Sequence[Target]
    guessed: bool = False
    new: Sequence[Target] = ()


def ask_for_target(desk: Desk, terminal: Terminal, query: str) -> Target:
    """Returns the target whose number is typed. Raises Cancelled for an empty line."""
    if not desk.catalog.targets:
        for problem in desk.catalog.problems:
            raise problem
        path = shown(desk.paths.accounts_file, desk.env)
        raise ConfigError(
            "There are no accounts yet.",
            f'Add them to {path}: {{"production": "123456789012"}}',
        )
    search = _Search(desk)
    found = search.matches(query)
    while True:
        page = [*found.targets[: _page_size()], *found.new]
        _show(desk, found, page)
        while True:
            typed = terminal.ask(_QUESTION)
            if not typed:
                raise Cancelled
            if not (typed.isdecimal() and len(typed) <= _NUMBER):
                break
            if 1 <= int(typed) <= len(page):
                return page[int(typed) - 1]
            terminal.show(f"There is no {typed}: {_numbers(len(page))}.")
        found = search.further(found, typed)


def _numbers(count: int) -> str:
    if not count:
        return "type letters to search"
    return "the only number is 1" if count == 1 else f"type a number from 1 to {count}"


def ask_for_name(terminal: Terminal, target: Target) -> None:
    """Asks for the name of a protected account. Raises Cancelled, or Refused for a wrong one."""
    name = name_to_type(target.alias, target.account_id)
    what = "id" if name == target.account_id else "name"
    terminal.show(f"{target.alias} is protected. {target.note}".strip())
    for _ in range(_ATTEMPTS):
        typed = terminal.ask(f"Type the account's {what}, {name}, to assume {target.role}: ")
        if typed == name:
            return
        if not typed:
            raise Cancelled
        terminal.show(f"That is not {name}.")
    raise Refused(f"{target.alias} is protected, and its {what} was not typed.", "Try again.")


class _Search:
    """The targets in the order of the picker: pinned, then used often, then as listed."""

    def __init__(self, desk: Desk) -> None:
        self._catalog = desk.catalog
        self._targets = desk.catalog.targets
        state, at = load_state(desk.paths.state_file), desk.clock().timestamp()
        self._used, self._pinned = preferences(self._targets, state.recents, state.pins, at)
        self._index = Index(self._targets, self._used, self._pinned)

    def matches(self, query: str) -> _Matches:
        """Returns what a query finds; where nothing matches, what it may have meant."""
        if not query.strip():
            first = [
                target
                for target in self._targets
                if target.arn in self._used or target.arn in self._pinned
            ]
            first.sort(key=lambda one: (one.arn not in self._pinned, -self._used.get(one.arn, 0.0)))
            known = set(first)
            return _Matches("", (*first, *(one for one in self._targets if one not in known)))
        new = list(self._new(query))
        if found := self._index.search(query):
            return _Matches(query, [self._targets[place] for place in found], new=new)
        guessed = [] if new else guesses(self._index, query)
        return _Matches(query, [self._targets[place] for place in guessed], not new, new)

    def _new(self, query: str) -> Iterator[Target]:
        for line in free_text_roles(self._index, query):
            if line.is_sure:
                of_account = line.account.account_id
                known = [target for target in self._targets if target.account_id == of_account]
                yield role_in_account(self._catalog, known, line.role)

    def further(self, before: _Matches, typed: str) -> _Matches:
        """Returns what both queries find together, else what the new one finds."""
        both = self.matches(f"{before.query} {typed}")
        return self.matches(typed) if before.guessed or both.guessed else both


def _page_size() -> int:
    for handle in (2, 0, 1):
        with suppress(OSError):
            lines = os.get_terminal_size(handle).lines
            return max(_LEAST, min(lines - _BESIDE, _MOST)) if lines else _MOST
    return _MOST


def _show(desk: Desk, found: _Matches, page: Sequence[Target]) -> None:
    tell(_heading(desk, found))
    rows = [
        (f"{number:>2}", *_cells(desk, target, is_new=target in found.new))
        for number, target in enumerate(page, 1)
    ]
    for line in table(rows, aligned=True).splitlines() if rows else ():
        tell(f"  {line}")
    if more := len(found.targets) + len(found.new) - len(page):
        tell(f"  … and {more:,} more: type letters to narrow the search.")


def _heading(desk: Desk, found: _Matches) -> str:
    count = len(found.targets)
    if found.guessed:
        return f'No match for "{found.query}".' + (" Did you mean:" if count else "")
    whole = len(desk.catalog.targets)
    if not found.query:
        return f"{count:,} targets:"
    return f'{count:,} of {whole:,} targets match "{found.query}":'


def _cells(desk: Desk, target: Target, *, is_new: bool) -> tuple[str, ...]:
    state = [target.why_not] if target.why_not else ["new role"] if is_new else []
    if not state:
        with suppress(RolecallError):  # what cannot be planned is not held
            if held := desk.sign_in.held(desk.plan(target)):
                seconds = seconds_left(held.session.expiration, desk.clock())
                state.append(f"{words_for(seconds)} left")
    if target.scope.mark and not target.why_not:
        state.append(target.scope.mark)
    if target.protected:
        state.append("protected")
    return target.alias, target.role, target.account_id, ", ".join(state)
