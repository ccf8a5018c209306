"""One row of the planner's table, and the reader of its text."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rolecall.core.settings.settings import parse_duration

_CALLS: Mapping[str, tuple[str, ...]] = {
    "-": (),
    "role": ("sts:AssumeRole",),
    "session, role": ("sts:GetSessionToken", "sts:AssumeRole"),
    "role, role": ("sts:AssumeRole", "sts:AssumeRole"),
    "session, role, role": ("sts:GetSessionToken", "sts:AssumeRole", "sts:AssumeRole"),
    "saml": ("sts:AssumeRoleWithSAML",),
    "login, saml": ("login", "sts:AssumeRoleWithSAML"),
}


class Row(NamedTuple):
    """A situation, and what comes of it: the calls, the questions, the seconds asked for.

    No seconds: it cannot be done, and nothing is called.
    """

    base: str  # a name in BASES
    target: tuple[str, str]
    devices: str  # a name in DEVICES
    with_mfa: bool  # whether a code is wanted, and needed
    wanted: str  # an option; empty for none
    longest: int  # seconds: MaxSessionDuration of the role
    calls: tuple[str, ...]
    asks: int
    seconds: int

    def __str__(self) -> str:
        mfa = "mfa" if self.with_mfa else "no mfa"
        name = f"{self.base}-{self.devices} devices-{mfa}-{self.wanted or 'usual'}"
        return f"{self.target[1]}-{name}"


def rows(target: tuple[str, str], text: str) -> list[Row]:
    """Returns the rows of a text: columns two blanks apart, the first line names them."""
    return [_row(target, line.split("  ")) for line in text.strip().splitlines()[1:]]


def _row(target: tuple[str, str], columns: Sequence[str]) -> Row:
    cells = [cell.strip() for cell in columns if cell.strip()]
    base, devices, mfa, wanted, longest, calls, asks, lasts = cells
    return Row(
        base,
        target,
        devices,
        mfa == "yes",
        "" if wanted == "-" else wanted,
        parse_duration(longest),
        _CALLS[calls],
        int(asks),
        0 if lasts == "-" else parse_duration(lasts),
    )
