"""Renewing a held session, also in its profiles."""

import configparser
from datetime import timedelta
from pathlib import Path

import pytest

from rolecall.core.errors import Cancelled, Refused, RolecallError
from rolecall.core.model import RoleSession
from rolecall.core.state.state import load_state
from rolecall.demo.faults import Proceed, Refuse, refuse
from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.handover.profile.our_profiles import our_profiles_if_readable
from rolecall.signin.plan import Options
from rolecall.signin.prompters import SilentPrompter, WouldAsk
from rolecall.signin.renewal import Renewed, plan_again, renew
from tests.drivers.saml_visitor import PORTAL, SamlVisitor
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def hand(visitor: Visitor, session: RoleSession, *names: str) -> None:
    write_profiles(visitor.paths.aws_credentials, dict.fromkeys(names, session), {})


def holders(visitor: Visitor) -> dict[str, str]:
    held = our_profiles_if_readable(visitor.paths.aws_credentials)
    return {name: profile.access_key_id for name, profile in held.items()}


def renewed(visitor: Visitor, *codes: str) -> Renewed:
    desk = visitor.desk()
    (session,) = desk.store.role_sessions()
    return renew(desk, plan_again(desk, session), ScriptedPrompter(*codes))


def test_a_held_session_is_renewed_without_a_question_in_every_profile_it_was_in(
    visitor: Visitor,
) -> None:
    old = visitor.sign_in().session
    hand(visitor, old, "staging-read", "terraform")
    visitor.clock.advance(60)
    done = renewed(visitor)
    new = done.signed_in.session
    assert visitor.actions == ["AssumeRole"]
    assert new.credentials.access_key_id != old.credentials.access_key_id
    assert new.credentials.expiration - old.credentials.expiration == timedelta(seconds=60)
    assert done.profiles == ("staging-read", "terraform")
    assert done.replaced == (old.credentials.access_key_id,)
    assert holders(visitor) == dict.fromkeys(
        ("staging-read", "terraform"), new.credentials.access_key_id
    )
    assert visitor.desk().store.role_sessions() == [new]
    key = configparser.RawConfigParser()
    key.read(visitor.paths.aws_credentials)
    secret = key["terraform"]["aws_secret_access_key"]
    assert secret == new.credentials.secret_access_key.reveal()


def test_profiles_of_other_sessions_and_of_other_tools_stay(visitor: Visitor) -> None:
    old = visitor.sign_in().session
    other = visitor.become("staging", "developer").session
    hand(visitor, old, "mine")
    hand(visitor, other, "developer")
    key_id = old.credentials.access_key_id
    visitor.append(
        visitor.paths.aws_credentials, "[copied]", f"aws_access_key_id = {key_id}", "region = x"
    )
    desk = visitor.desk()
    done = renew(desk, plan_again(desk, old), ScriptedPrompter())
    assert done.profiles == ("mine",)
    assert holders(visitor)["developer"] == other.credentials.access_key_id
    assert key_id in Path(visitor.paths.aws_credentials).read_text()


def test_a_code_is_asked_only_when_the_mfa_session_is_over(visitor: Visitor) -> None:
    old = visitor.sign_in().session
    hand(visitor, old, "staging-read")
    visitor.clock.advance(11 * 3600)  # the role expired ten hours ago, the MFA session did not
    assert renewed(visitor).profiles == ("staging-read",)
    visitor.clock.advance(2 * 3600)
    visitor.aws.calls.clear()
    done = renewed(visitor, visitor.code())
    assert done.signed_in.asked_code
    assert done.profiles == ("staging-read",)
    assert visitor.aws.times_called("GetSessionToken") == 1


def test_a_refusal_leaves_the_old_session_and_its_profiles(visitor: Visitor) -> None:
    old = visitor.sign_in().session
    hand(visitor, old, "staging-read")
    before = Path(visitor.paths.aws_credentials).read_bytes()
    visitor.aws.faults.add("AssumeRole", refuse(refusals.access_denied("no")))
    with pytest.raises(Refused):
        renewed(visitor)
    assert visitor.desk().store.role_sessions() == [old]
    assert Path(visitor.paths.aws_credentials).read_bytes() == before


def test_who_leaves_the_question_keeps_the_old_session(visitor: Visitor) -> None:
    old = visitor.sign_in().session
    visitor.clock.advance(12 * 3600)
    desk = visitor.desk()
    with pytest.raises(Cancelled):
        renew(desk, plan_again(desk, old), ScriptedPrompter(visitor.code(), leave_at=3))
    assert visitor.desk().store.role_sessions() == [old]


def test_a_profile_that_cannot_be_written_is_told_before_aws_is_asked(visitor: Visitor) -> None:
    hand(visitor, visitor.sign_in().session, "staging-read")
    Path(visitor.paths.aws_credentials).chmod(0o400)
    with pytest.raises(Refused, match="read-only"):
        renewed(visitor)
    assert visitor.actions == []


def test_without_a_profile_a_read_only_file_is_no_obstacle(visitor: Visitor) -> None:
    visitor.sign_in()
    Path(visitor.paths.aws_credentials).chmod(0o400)
    assert renewed(visitor).profiles == ()


def test_a_file_that_turns_bad_meanwhile_is_said_and_the_session_is_kept(
    visitor: Visitor,
) -> None:
    old = visitor.sign_in().session
    hand(visitor, old, "staging-read")
    path = Path(visitor.paths.aws_credentials)

    def spoil(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        path.write_text(path.read_text() + "[default]\n")
        return proceed()

    visitor.aws.faults.add("AssumeRole", spoil)
    done = renewed(visitor)
    assert isinstance(done.unwritten, RolecallError)
    assert done.profiles == ()
    assert visitor.desk().store.role_sessions() == [done.signed_in.session]


def test_a_profile_written_while_the_question_stood_is_rewritten_too(visitor: Visitor) -> None:
    old = visitor.sign_in().session

    def hand_over(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        hand(visitor, old, "late")
        return proceed()

    visitor.aws.faults.add("AssumeRole", hand_over)
    assert renewed(visitor).profiles == ("late",)


def test_a_renewal_is_no_use_that_moves_the_recents(visitor: Visitor) -> None:
    visitor.sign_in()
    before = load_state(visitor.paths.state_file)
    visitor.clock.advance(10)
    renewed(visitor)
    assert load_state(visitor.paths.state_file) == before


def test_it_is_renewed_by_the_identity_and_in_the_region_it_had(visitor: Visitor) -> None:
    user = visitor.user
    visitor.append(
        visitor.paths.aws_credentials,
        "[second]",
        f"aws_access_key_id = {user.access_key_id}",
        f"aws_secret_access_key = {user.secret}",
    )
    plan = visitor.plan("staging", "read", Options(base_profile="second", region="ap-south-1"))
    visitor.follow(plan, ScriptedPrompter(visitor.code()))
    session = renewed(visitor).signed_in.session
    assert (session.base_profile, session.region) == ("second", "ap-south-1")
    assert session.account_name == "staging"
    assert len(visitor.desk().store.role_sessions()) == 1


def test_the_same_role_by_another_identity_keeps_its_session_and_profile(
    visitor: Visitor,
) -> None:
    user = visitor.user
    visitor.append(
        visitor.paths.aws_credentials,
        "[second]",
        f"aws_access_key_id = {user.access_key_id}",
        f"aws_secret_access_key = {user.secret}",
    )
    first = visitor.sign_in().session
    plan = visitor.plan("staging", "read", Options(base_profile="second"))
    second = visitor.follow(plan, ScriptedPrompter(visitor.code(windows=1))).session
    hand(visitor, first, "first")
    hand(visitor, second, "other")
    desk = visitor.desk()
    assert renew(desk, plan_again(desk, first), ScriptedPrompter()).profiles == ("first",)
    assert holders(visitor)["other"] == second.credentials.access_key_id
    assert second in visitor.desk().store.role_sessions()


def test_a_role_typed_by_id_is_found_again(visitor: Visitor) -> None:
    visitor.become("222233334444", "ops/deploy", visitor.code())
    done = renewed(visitor)
    assert visitor.holder(done.signed_in).endswith("222233334444:assumed-role/deploy/alice")
    assert len(visitor.desk().store.role_sessions()) == 1


def test_unasking_goes_on_while_the_mfa_session_lasts_and_asks_nobody_after(
    visitor: Visitor,
) -> None:
    old = visitor.sign_in().session
    desk = visitor.desk()
    plan = plan_again(desk, old)
    assert renew(desk, plan, SilentPrompter()).signed_in.new
    visitor.clock.advance(12 * 3600)
    with pytest.raises(WouldAsk):
        renew(visitor.desk(), plan, SilentPrompter())
    assert visitor.aws.times_called("GetSessionToken") == 0


# SAML


def test_a_saml_role_is_renewed_without_a_login_while_the_assertion_lasts(
    saml: SamlVisitor,
) -> None:
    old = saml.log_in(PORTAL, "support").session
    hand(saml, old, "portal")
    saml.clock.advance(30)
    done = renewed(saml)
    assert done.profiles == ("portal",)
    assert done.signed_in.session.base_profile == old.base_profile
    assert len(saml.logins) == 1
    assert len(saml.desk().store.role_sessions()) == 1


def test_a_stored_login_is_not_sent_where_nobody_asked(saml: SamlVisitor) -> None:
    saml.store_login()
    old = saml.without_prompt(PORTAL, "support").session
    saml.clock.advance(3_000)
    desk = saml.desk()
    with pytest.raises(WouldAsk):
        renew(desk, plan_again(desk, old), SilentPrompter())
    assert len(saml.logins) == 1
    assert renew(desk, plan_again(desk, old), ScriptedPrompter()).signed_in.new
    assert len(saml.logins) == 2
