"""This machine's clock, by the Date header of AWS's answer."""

import sys

from rolecall.doctor.finding import Area, Finding, failing, not_asked, ok, warning

_FAR, _OFF = 5 * 60, 30  # seconds
_SET = {
    "darwin": "Set the clock: sudo sntp -sS time.apple.com",
    "win32": "Set the clock: w32tm /resync",
}


def is_wrong(off: float) -> bool:
    """Whether AWS may refuse requests for their time; `off` is in seconds."""
    return abs(off) > _FAR


def clock_finding(off: float | None) -> Finding:
    """Returns the finding for a clock that is `off` seconds ahead; None: AWS sent no date."""
    if off is None:
        return not_asked(Area.CLOCK, "The time: the answer of AWS has none.")
    if abs(off) <= _OFF:
        return ok(Area.CLOCK, "This machine's clock agrees with AWS's")
    text = f"This machine is {_span(abs(off))} {'ahead of' if off > 0 else 'behind'} AWS"
    remedy = _SET.get(sys.platform, "Set the clock: sudo timedatectl set-ntp true")
    if is_wrong(off):
        return failing(Area.CLOCK, f"{text}, which refuses requests and MFA codes.", remedy)
    return warning(Area.CLOCK, f"{text}; MFA codes may be refused.", remedy)


def _span(seconds: float) -> str:
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {unit}"
    return f"{round(seconds)} seconds"
