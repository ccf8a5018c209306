"""An assertion that becomes valid in a moment is awaited, by AWS's clock, and only then."""

import pytest

from rolecall.core.errors import Cancelled, Refused
from rolecall.demo.faults import refuse
from rolecall.demo.sts import saml_refusals
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.signin.schemes.saml_role import take_role
from rolecall.signin.services import SignedIn
from tests.drivers.off_clock import HOUR, OffClock
from tests.drivers.saml_visitor import CALL, SamlVisitor
from tests.drivers.scripted_prompter import ScriptedPrompter

EARLY = 3.0  # seconds


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def off(saml: SamlVisitor) -> OffClock:
    """A visitor at an identity provider whose clock is a little ahead."""
    saml.__class__ = OffClock
    assert isinstance(saml, OffClock)
    saml.aws.signing_clock = saml.clock
    saml.aws.idp.clock = lambda: saml.clock() + EARLY
    saml.aws.idp.not_before = 0
    return saml


class Waits:
    """Lets the time pass that is waited, and remembers it."""

    def __init__(self, off: OffClock) -> None:
        self._off = off
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self._off.clock.advance(seconds)


def answer(off: OffClock, waits: Waits, leave_at: int | None = None) -> SignedIn:
    prompter = ScriptedPrompter(logins=[off.alice], leave_at=leave_at)
    return take_role(off.desk().sign_in.services, off.saml_plan(), prompter, wait=waits)


@pytest.mark.parametrize("ahead", [-HOUR, -EARLY - 1, 0, EARLY + 1, HOUR / 2])
def test_this_machines_clock_does_not_matter(off: OffClock, ahead: float) -> None:
    off.ahead = ahead
    waits = Waits(off)
    answer(off, waits)
    assert EARLY <= sum(waits.seconds) <= EARLY + 1.5
    assert (len(off.logins), off.calls) == (1, 2)


def test_a_refusal_for_another_reason_is_not_waited_out(off: OffClock) -> None:
    off.aws.faults.add(CALL, refuse(saml_refusals.too_late()))
    waits = Waits(off)
    with pytest.raises(Refused):
        answer(off, waits)
    assert waits.seconds == []
    assert off.calls == 1


def test_it_is_waited_in_short_looks_at_whether_the_user_has_left(off: OffClock) -> None:
    waits = Waits(off)
    answer(off, waits)
    assert max(waits.seconds) <= 0.2
    assert len(waits.seconds) >= EARLY / 0.2


def test_who_leaves_meanwhile_has_nothing_more_asked(off: OffClock) -> None:
    # Gathering, a login, authenticating, keeping, asking AWS; then the looks.
    waits = Waits(off)
    with pytest.raises(Cancelled):
        answer(off, waits, leave_at=8)
    assert len(waits.seconds) == 3
    assert (len(off.logins), off.calls) == (1, 1)
