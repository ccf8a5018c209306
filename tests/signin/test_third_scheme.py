"""A scheme that nobody has written: its own class and one entry in SCHEMES are all it takes."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from rolecall.cli.main import main
from rolecall.core.errors import InputNeeded
from rolecall.core.login import Login, LoginKind
from rolecall.core.model import Credentials, RoleSession, Target, seconds_left
from rolecall.core.secret import Secret
from rolecall.handover.profile.our_profiles import our_profiles
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.forgetting import forget_session
from rolecall.signin.many.many import Many
from rolecall.signin.many.many_profiles import write_many
from rolecall.signin.many.role_progress import Progress, Status
from rolecall.signin.mfa.base_kinds import Base
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import MfaDevice, MfaQuestion, Prompter, SilentPrompter
from rolecall.signin.renewal import plan_again, renew
from rolecall.signin.schemes import SCHEMES
from rolecall.signin.schemes.provider import ProviderScheme
from rolecall.signin.services import Services, SignedIn
from rolecall.signin.way import way_to
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.targets.target_view import TargetView, view_of
from tests.drivers.picker import WorldAround
from tests.drivers.scripted_prompter import ScriptedPrompter

SERIAL = count(1)


class Badge(ProviderScheme):
    """A Scheme: the number on a badge opens a gate for eight hours, which gives out roles."""

    kind = LoginKind(
        name="badge",
        reserve=timedelta(seconds=30),
        title="Badge",
        subject="A badge",
        prefix="badge at",
        label="badge",
        question="badge",
        anew="the number of one",
        stays="The badge at {} stays valid.",
        name_field="gate",
    )
    call = "gate:TakeRole"
    result = "number"

    def take(
        self, services: Services, plan: Plan, prompter: Prompter, *, anew: bool, renew: bool
    ) -> SignedIn:
        if self.login(services, plan) is None:
            device = MfaDevice("badge-reader")
            answer = prompter.mfa_code(MfaQuestion(plan.target, "", (device,), device))
            began, token = services.clock().replace(microsecond=0), Secret(f"badge-{answer.code}")
            ends = began + timedelta(hours=8)
            services.store.keep_login(
                Login("badge", plan.base, plan.through, "bea", began, ends, secret=token)
            )
        prompter.progress(Step.ASKING_ROLE, plan.target.role)
        ends = (services.clock() + timedelta(seconds=plan.duration)).replace(microsecond=0)
        key_id = f"ASIABADGE{next(SERIAL):011}"
        return services.keep_role(
            plan, Credentials(key_id, Secret("s" * 40), Secret("t" * 40), ends), prompter
        )


@pytest.fixture(autouse=True)
def _entry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(SCHEMES, "badge", Badge)
    yield


def at_the_gate(desk: Desk, alias: str, role: str) -> Target:
    found = next(t for t in desk.catalog.targets if (t.alias, t.role) == (alias, role))
    return found._replace(scheme="badge", idp="gate-7")


def take(world: WorldAround, alias: str, role: str, *numbers: str) -> SignedIn:
    desk = open_desk(world.env, world.now)
    return desk.become(desk.plan(at_the_gate(desk, alias, role)), ScriptedPrompter(*numbers))


def card(world: WorldAround, alias: str, role: str) -> TargetView:
    """What the card says of a target, from what the store holds."""
    desk = open_desk(world.env, world.now)
    held, target = HeldSessions(desk), at_the_gate(desk, alias, role)
    held.refresh()
    plan, session = desk.plan(target), held.session(target, "default")
    login = held.login(target, "default")
    left = seconds_left(login.expiration, world.now()) if login else 0
    way = way_to(plan, Base.NONE, login_left=left)
    return view_of(target, session, login, plan, held.profiles_of(session), world.now(), way)


def test_it_takes_roles_and_asks_for_one_login(world: WorldAround) -> None:
    first = take(world, "sandbox", "developer", "4711")
    assert first.new and first.session.base_profile == "badge:gate-7"
    assert take(world, "sandbox", "developer").session == first.session
    second = take(world, "staging", "read")
    assert second.new and second.session.credentials != first.session.credentials
    (login,) = open_desk(world.env, world.now).store.logins()
    assert (login.kind, login.name, login.user_name) == ("badge", "gate-7", "bea")
    assert login.secret.reveal() == "badge-4711"
    assert not world.aws.calls
    world.clock.advance(8 * 3600 - 29)
    with pytest.raises(AssertionError, match="more often than expected"):
        take(world, "staging", "read")


def test_the_card_says_what_it_asks_and_what_is_held(world: WorldAround) -> None:
    view = card(world, "sandbox", "developer")
    assert view.plan == ("No session yet. Enter gives 1 h,", "after a badge at gate-7.")
    assert ("via", "gate-7") in view.facts and not dict(view.facts).get("badge")
    take(world, "staging", "read", "4711")
    view = card(world, "sandbox", "developer")
    assert view.plan[0] == "No session yet. Enter gives 1 h, no badge:"
    assert view.plan[1] == "the one at gate-7 lasts 8 h."
    assert ("badge", "8 h left") in view.facts and ("via", "gate-7 · bea") in view.facts
    assert card(world, "staging", "read").held


async def test_the_board_lists_it_and_forgets_it(world: WorldAround) -> None:
    take(world, "sandbox", "developer", "4711")
    world.clock.advance(60)
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.see("gate-7 · bea")
        assert walk.picker.sessions.count == 2
        assert "Badge" in walk.text and "Role sessions" in walk.text
        await walk.press("ctrl+home", "up", "ctrl+y")
        assert "A badge only assumes roles" in walk.message
        await walk.press("ctrl+d", "enter")
        await walk.until(lambda: "Forgot the badge at gate-7" in walk.message, "it is forgotten")
        assert "asks for a badge" in walk.message
    assert open_desk(world.env, world.now).store.logins() == []


def test_sessions_lists_it(world: WorldAround, capfd: pytest.CaptureFixture[str]) -> None:
    take(world, "sandbox", "developer", "4711")
    assert main(["sessions"], world.env) == 0
    first, second = capfd.readouterr().out.splitlines()
    assert first.startswith("Badge\tbea\tgate-7\t") and second.startswith("sandbox\tdeveloper")
    assert main(["sessions", "--json"], world.env) == 0
    assert '"gate": "gate-7"' in capfd.readouterr().out


def test_it_is_renewed_in_its_profiles_without_a_question(world: WorldAround) -> None:
    old = take(world, "sandbox", "developer", "4711").session
    world.clock.advance(1800)
    desk = open_desk(world.env, world.now)
    write_many(desk, [Progress(plan_again(desk, old), Status.HELD, SignedIn(old))])
    renewed = renew(desk, plan_again(desk, old), SilentPrompter())
    new = renewed.signed_in.session
    assert new.expiration == old.expiration + timedelta(seconds=1800)
    assert renewed.profiles == ("sandbox-developer",)
    assert held_by(desk) == [new.access_key_id]
    desk.store.forget(desk.store.logins()[0])
    with pytest.raises(InputNeeded):
        renew(desk, plan_again(desk, new), SilentPrompter())


def held_by(desk: Desk) -> list[str]:
    return [held.access_key_id for held in our_profiles(desk.paths.aws_credentials).values()]


def test_many_roles_take_one_login(world: WorldAround) -> None:
    desk, prompter = open_desk(world.env, world.now), ScriptedPrompter("4711")
    roles = (("sandbox", "developer"), ("staging", "read"), ("staging", "admin"))
    plans = [desk.plan(at_the_gate(desk, *role)) for role in roles]
    outcomes = Many(desk, plans, prompter).run()
    assert [one.status for one in outcomes] == [Status.HELD] * 3
    assert len(prompter.questions) == 1


def test_no_profile_of_the_aws_config_is_read_for_it(world: WorldAround) -> None:
    desk = open_desk(world.env, world.now)
    plan = desk.plan(at_the_gate(desk, "sandbox", "developer"))
    assert (plan.settings_profile, plan.base.profile) == ("", "badge:gate-7")


def test_it_is_forgotten(world: WorldAround) -> None:
    session: RoleSession = take(world, "sandbox", "developer", "4711").session
    desk = open_desk(world.env, world.now)
    assert forget_session(desk.paths, desk.store, session.request).sessions == 1
    assert desk.store.role_sessions() == [] and len(desk.store.logins()) == 1
