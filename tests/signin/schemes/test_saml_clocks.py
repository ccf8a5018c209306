"""Only AWS judges a new assertion, whatever the local clock or the IdP's says."""

import re
from collections.abc import Callable

import pytest

from rolecall.core.errors import Refused
from rolecall.demo.faults import refuse
from rolecall.demo.sts import saml_refusals
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.signin.schemes.saml_role import LONGEST_WAIT, take_role
from rolecall.signin.services import SignedIn
from tests.drivers.off_clock import HOUR, OffClock
from tests.drivers.saml_visitor import CALL, LAB, PORTAL, SamlVisitor
from tests.drivers.scripted_prompter import ScriptedPrompter


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def off(saml: SamlVisitor) -> OffClock:
    saml.__class__ = OffClock
    assert isinstance(saml, OffClock)
    # AWS sends the Date of the clock it judges by.
    saml.aws.signing_clock = saml.clock
    return saml


@pytest.mark.parametrize("ahead", [-86_400, -HOUR, -300, -90, -2, 2, 90, 299, 301, 3_000])
def test_a_machine_whose_clock_is_off_logs_in_once(off: OffClock, ahead: float) -> None:
    off.ahead = ahead
    signed_in = off.log_in(PORTAL, "read")
    assert off.holder(signed_in).endswith("assumed-role/read/alice")
    off.clock.advance(60)
    off.without_prompt(PORTAL, "support")
    off.clock.advance(234)
    off.without_prompt(LAB, "read")
    assert (len(off.logins), off.calls) == (1, 3)
    off.clock.advance(2)  # less than 5 s are left by every clock
    off.log_in(LAB, "researcher")
    assert (len(off.logins), off.calls) == (2, 4)


@pytest.mark.parametrize("lifetime", [60, 300, 8 * HOUR])
@pytest.mark.parametrize("ahead", [-HOUR, -120, 0, 120, 3_000])
def test_an_assertion_is_kept_for_as_long_as_it_says_of_itself(
    off: OffClock, ahead: float, lifetime: float
) -> None:
    off.ahead, off.aws.idp.lifetime = ahead, lifetime
    off.log_in()
    (held,) = off.desk().store.logins()
    assert (held.expiration - off.now).total_seconds() == pytest.approx(min(lifetime, 300), abs=1)


@pytest.mark.parametrize(("before", "after"), [(HOUR / 2, 0), (0, -200), (-200, 0)])
def test_a_clock_that_is_set_right_meanwhile_costs_no_second_login(
    off: OffClock, before: float, after: float
) -> None:
    off.ahead = before
    off.log_in(PORTAL, "read")
    off.ahead = after
    off.without_prompt(PORTAL, "support")
    assert len(off.logins) == 1


def test_a_session_that_is_over_by_a_wrong_clock_names_it_and_keeps_the_login(
    off: OffClock,
) -> None:
    """The session is useless: every tool on this machine would take it for expired."""
    off.ahead = HOUR + 60
    with pytest.raises(Refused) as raised:
        off.log_in()
    assert "clock" in raised.value.hint
    off.ahead = 0
    off.without_prompt()
    assert (len(off.logins), off.calls) == (1, 2)


def test_a_kept_assertion_that_starts_long_after_now_is_forgotten(off: OffClock) -> None:
    off.log_in(PORTAL, "read")
    off.clock.advance(-600)
    with pytest.raises(Refused, match="not valid yet") as raised:
        off.without_prompt(LAB, "read")
    assert "clock" in raised.value.hint
    off.log_in(LAB, "read")  # it does not prevent anything
    assert (len(off.logins), off.calls) == (2, 2)


def refused(off: OffClock) -> Refused:
    with pytest.raises(Refused) as raised:
        off.log_in()
    assert (len(off.logins), off.calls) == (1, 1), "AWS is asked, once"
    assert (raised.value.message + raised.value.hint).isprintable()
    return raised.value


@pytest.mark.parametrize("ahead", [0.0, -HOUR, HOUR])
def test_an_assertion_that_is_over_is_refused_by_aws_and_the_clock_named(
    off: OffClock, ahead: float
) -> None:
    off.ahead, off.aws.idp.lifetime = ahead, -90
    error = refused(off)
    assert error.code == "ExpiredTokenException"
    assert error.message == "AWS says that the assertion has expired."
    assert re.match("By AWS's clock it expired 1 m (29|30) s ago: the IdP's clock is b", error.hint)
    assert bool(re.search("This machine's clock is .* ahead", error.hint)) == (ahead > 0)
    assert bool(re.search("This machine's clock is .* behind", error.hint)) == (ahead < 0)
    assert off.desk().store.logins() == []


def test_an_assertion_that_begins_later_is_refused_by_aws_and_the_clock_named(
    off: OffClock,
) -> None:
    off.aws.idp.not_before = 120
    error = refused(off)
    assert error.code == "InvalidIdentityToken"
    assert re.fullmatch(
        "AWS says: Response is not valid yet. "
        r"By AWS's clock it begins in 2 m( 1 s)?: the IdP's clock is ahead.",
        error.advice,
    )


def test_an_idp_with_a_slow_clock_is_named(off: OffClock) -> None:
    off.aws.idp.clock = lambda: off.clock() - 400
    assert re.search("By AWS's clock it expired 1 m (39|40) s ago", refused(off).hint)


def test_a_refusal_for_another_reason_is_told_as_before(off: OffClock) -> None:
    off.aws.faults.add(CALL, refuse(saml_refusals.too_late()))
    assert refused(off).advice == "Log in again. If you just did, the IdP's clock is wrong."


def answer(off: OffClock, wait: Callable[[float], None]) -> SignedIn:
    """Log in as the sign-in does; `wait` advances the time that it waits."""
    prompter = ScriptedPrompter(logins=[off.alice])
    return take_role(off.desk().sign_in.services, off.saml_plan(), prompter, wait=wait)


@pytest.mark.parametrize("early", [0.5, 2.0, 9.0])
def test_an_idp_a_little_ahead_is_waited_for(off: OffClock, early: float) -> None:
    """AWS does not accept the assertion yet, but will in a moment, without another login."""
    off.aws.idp.clock = lambda: off.clock() + early
    off.aws.idp.not_before = 0
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        off.clock.advance(seconds)

    answer(off, wait)
    assert early <= sum(waited) <= early + 1.5
    assert (len(off.logins), off.calls) == (1, 2)


def test_nobody_is_made_to_wait_for_long(off: OffClock) -> None:
    off.aws.idp.not_before = LONGEST_WAIT + 5
    with pytest.raises(Refused, match="does not accept the assertion"):
        answer(off, lambda seconds: pytest.fail("waits"))
    assert off.calls == 1


def test_an_idp_that_stays_ahead_is_asked_for_once_more_only(off: OffClock) -> None:
    off.aws.idp.not_before = 3
    with pytest.raises(Refused, match="does not accept the assertion"):
        answer(off, lambda seconds: None)  # as if no time passed
    assert (len(off.logins), off.calls) == (1, 2)
