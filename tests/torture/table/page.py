"""The page with the table, made of what full runs have kept."""

import re
from collections.abc import Sequence

from tests.torture.cases import CASES
from tests.torture.table.kept import Group

GATE = "G0"
NAMES = {
    "F": "Files",
    "S": "Shell output",
    "M": "SAML",
    "T": "STS, MFA, time, cache",
    "C": "Clipboard",
    "U": "Terminal and machine",
    "G": "All together",
}
_LEAKS = re.compile(r"([\d,]+) leaks of ([\d,]+) secrets in ([\d,]+) places")
HEAD = """\
# The scoreboard

What Rolecall survives: one line per case, with the figure that was measured in the full form, and
what other programs do on the same case where they can be run beside it. It is written by

```sh
.venv/bin/python -m tests.torture --full
```

which takes long; CI runs the short form of every case with the other tests, and fails where one
fails, or where a secret shows up in any output, process or left file of the whole run (G0).

"""


def page(groups: Sequence[Group], beside: dict[str, dict[str, str]]) -> str:
    """Returns the page in Markdown; a case that was not run in full says so."""
    results = {case: found for group in groups for case, found in group.cases.items()}
    if leaks := _leaks(groups):
        outcome = "failed" if any(g.cases.get(GATE, ("",))[0] == "failed" for g in groups) else ""
        results[GATE] = (outcome or "passed", leaks)
    passed = sum(outcome == "passed" for outcome, _ in results.values())
    lines = [f"**{passed} of {len(CASES)} cases passed in full.**", "", *_measured(groups)]
    for letter, name in NAMES.items():
        lines += ["", f"## {name}", ""]
        lines += ["| id | promise | result | figure | beside |", "| --- | --- | --- | --- | --- |"]
        for case in sorted(case for case in CASES if case[0] == letter):
            outcome, figure = results.get(case, ("not run in full", ""))
            others = "<br>".join(
                f"{tool}: {said}" for tool, said in sorted(beside.get(case, {}).items())
            )
            cells = (case, CASES[case], outcome, figure, others)
            lines.append(f"| {' | '.join(map(_cell, cells))} |")
    return HEAD + "\n".join(lines) + "\n"


def _leaks(groups: Sequence[Group]) -> str:
    """The gate's figures of all groups' runs as one."""
    watched = [group for group in groups if GATE in group.cases]
    found = [m.groups() for one in watched if (m := _LEAKS.search(one.cases[GATE][1]))]
    if not found:
        return ""
    leaks, secrets, places = (
        sum(int(number.replace(",", "")) for number in column)
        for column in zip(*found, strict=True)
    )
    names = ", ".join(group.name for group in watched)
    return f"{leaks:,} leaks of {secrets:,} secrets in {places:,} places, in the runs of {names}"


def _measured(groups: Sequence[Group]) -> list[str]:
    """When and on what each group was run; groups of one day and machine share a line."""
    runs: dict[str, list[str]] = {}
    for group in groups:
        where = ", ".join(
            value if name == "machine" else f"{name} {value}" for name, value in group.facts.items()
        )
        minutes = max(1, round(group.seconds / 60))
        runs.setdefault(f"{group.day}: {where}", []).append(f"{group.name} ({minutes} min)")
    return [f"- {', '.join(names)} on {where}" for where, names in runs.items()]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
