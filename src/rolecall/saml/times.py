"""The times of an assertion: how long it is held, and how a wrong clock explains a refusal.

AssumeRoleWithSAML is not signed, so this machine's clock does not matter: AWS compares the IdP's
times with its own clock. A new assertion is therefore always sent. Only a held one is checked here,
and only by the time that has passed since it was received.
"""

from datetime import datetime, timedelta

from rolecall.core.countdown import words_for
from rolecall.core.errors import Refused
from rolecall.core.process.machine_clock import clock_difference, how_to_set_clock
from rolecall.saml.assertion import REDEEMABLE, Assertion

SKEW = timedelta(minutes=5)  # by which the clock may be set back while an assertion is held


def lifetime(assertion: Assertion) -> timedelta:
    """Returns how long AWS accepts it, by the IdP's clock: at most 5 minutes from IssueInstant."""
    begins, until = assertion.issued or assertion.not_before, assertion.usable_until
    if begins is None or until is None:
        return REDEEMABLE
    return max(timedelta(), min(until - begins, REDEEMABLE))


def check_held(assertion: Assertion, started: datetime, now: datetime) -> None:
    """Raises Refused where the clock was set back since the assertion was received, at `started`.

    Whether a held assertion has expired is checked by the store, which has its `lifetime`.
    """
    if started <= now + SKEW or (assertion.not_before or started) <= now + SKEW:
        return
    early = _words((assertion.not_before or started) - now)
    raise Refused(
        "The identity provider's assertion is not valid yet: "
        f"it will be in {early}, by this machine's clock.",
        f"This machine's clock was set back. {how_to_set_clock()}",
    )


def seconds_until_valid(assertion: Assertion, now: datetime) -> float:
    """Returns the seconds until the assertion is valid at `now`; 0 where it is valid."""
    early = assertion.not_before - now if assertion.not_before else timedelta()
    return max(0.0, early.total_seconds())


def clock_explanation(assertion: Assertion, now: datetime, aws_now: datetime | None) -> str:
    """Returns how a wrong clock explains a refusal; empty where it does not.

    `now` is this machine's time, `aws_now` the Date of AWS's response, None where it had none.
    """
    judge, whose = (aws_now, "AWS's") if aws_now else (now, "this machine's")
    ahead, behind = ("the IdP's clock is ahead", "the IdP's clock is behind")
    if aws_now is None:
        ahead, behind = (
            f"{ahead}, or this machine's is behind",
            f"{behind}, or this machine's is ahead",
        )
    until, words = assertion.usable_until, []
    if early := seconds_until_valid(assertion, judge):
        begins = _words(timedelta(seconds=early))
        words.append(f"By {whose} clock it begins in {begins}: {ahead}.")
    elif until is not None and judge >= until:
        words.append(f"By {whose} clock it expired {_words(judge - until)} ago: {behind}.")
    if words and aws_now is None:
        words.append(how_to_set_clock())
    if aws_now and (off := clock_difference(now, aws_now)):
        words.append(f"This machine's clock is {off}. {how_to_set_clock()}")
    return " ".join(words)


def _words(span: timedelta) -> str:
    seconds = max(1, -int(-span.total_seconds() // 1))
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} m {rest} s" if 0 < minutes < 10 and rest else words_for(seconds)
