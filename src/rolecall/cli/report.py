"""Lays out findings for a person: a heading for each area, a state and a text in each line."""

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from rolecall.cli.help.lines import paragraph, terminal_width
from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, State

_TITLES = {
    Area.CREDENTIALS: "Base credentials",
    Area.MFA: "MFA devices",
    Area.CLOCK: "Clock",
    Area.ENDPOINTS: "AWS endpoints",
    Area.NETWORK: "Proxy and certificates",
    Area.FILES: "Files",
    Area.ACCOUNTS: "Accounts",
    Area.SHELL: "This shell",
    Area.INTEGRATION: "Shell integration",
    Area.CLIPBOARD: "Clipboard",
    Area.KEYRING: "System keyring",
}
_COLUMN = 2 + max(len(state.value) for state in State) + 2  # where the texts begin
_LONGEST = 1_000  # characters of a text
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_COLORS = {
    State.OK: "\x1b[32m",
    State.WARNING: "\x1b[33m",
    State.FAILING: "\x1b[1;31m",
    State.NOT_ASKED: "\x1b[2m",
}


def report(findings: Sequence[Finding], env: Mapping[str, str]) -> str:
    """Returns the whole report; with colors where stdout is a terminal that may show them."""
    width = terminal_width(env)
    colored = os.isatty(1) and not env.get("NO_COLOR") and env.get("TERM", "dumb") != "dumb"
    lines: list[str] = []
    for area, found in groupby(findings, attrgetter("area")):
        title = _TITLES[area]
        lines.append(f"{_BOLD}{title}{_PLAIN}" if colored else title)
        for finding in found:
            lines += _lines(finding, width, colored)
    return "\n".join([*lines, "", *paragraph(_sum(findings), width).split("\n"), ""])


def _lines(finding: Finding, width: int, colored: bool) -> Iterator[str]:
    word, indent = finding.state.value, " " * _COLUMN
    shown = f"{_COLORS[finding.state]}{word}{_PLAIN}" if colored else word
    first, *rest = paragraph(safe_text(finding.text, _LONGEST), width, indent).split("\n")
    yield f"  {shown}{' ' * (_COLUMN - 2 - len(word))}{first[_COLUMN:]}"
    yield from rest
    if finding.remedy:
        yield paragraph(f"hint: {safe_text(finding.remedy, _LONGEST)}", width, indent)


def _sum(findings: Sequence[Finding]) -> str:
    """Returns the last line: how many there are of each state, and where something fails."""
    counts = {state: sum(one.state is state for one in findings) for state in State}
    if counts[State.OK] == len(findings):
        return f"All {len(findings)} checks are ok."
    words = [f"{count} {_word(state, count)}" for state, count in counts.items() if count]
    areas = dict.fromkeys(_TITLES[one.area] for one in findings if one.state is State.FAILING)
    where = f" Failing: {', '.join(areas)}." if areas else " Nothing is failing."
    return f"{', '.join(words)}.{where}"


def _word(state: State, count: int) -> str:
    return f"{state.value}s" if state is State.WARNING and count != 1 else state.value
