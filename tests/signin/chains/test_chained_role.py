"""A role that another role takes: each hop a session of its own, against the embedded AWS."""

from pathlib import Path

import pytest

from rolecall.core.errors import ConfigError, Refused
from rolecall.demo.world.bastion import CHAINED
from rolecall.signin.plan import NO_OPTIONS, Options
from rolecall.signin.renewal import plan_again, renew
from rolecall.signin.services import SignedIn
from rolecall.signin.targets.exact_target import exact_target, plan_exactly
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

HOP = ("audit", "auditor")
TAKEN = ["GetSessionToken", "AssumeRole", "AssumeRole"]


def _taken(visitor: Visitor) -> list[str]:
    return [action for action in visitor.actions if action in TAKEN]


def _to_the_end(visitor: Visitor, *answers: str) -> SignedIn:
    return visitor.become(*CHAINED, *answers)


def test_one_code_leads_over_the_auditor_to_the_archive(visitor: Visitor) -> None:
    signed_in = _to_the_end(visitor, visitor.code())
    assert visitor.holder(signed_in) == ("arn:aws:sts::012345678901:assumed-role/archivist/alice")
    assert _taken(visitor) == TAKEN
    assert sorted(visitor.held) == ["mfa", "role", "role"]
    assert signed_in.asked_code


def test_the_hop_is_a_session_that_serves_its_own_target(visitor: Visitor) -> None:
    _to_the_end(visitor, visitor.code())
    visitor.aws.calls.clear()
    plan = visitor.plan("auditor")
    held = visitor.desk().sign_in.held(plan)
    assert held is not None
    assert visitor.follow(plan, ScriptedPrompter()).session == held.session
    assert visitor.actions == []


def test_a_held_hop_needs_neither_code_nor_login(visitor: Visitor) -> None:
    visitor.follow(visitor.plan("auditor"), ScriptedPrompter(visitor.code()))
    for login in visitor.desk().store.logins():
        visitor.desk().store.forget(login)
    visitor.aws.calls.clear()
    _to_the_end(visitor)
    assert _taken(visitor) == ["AssumeRole"]
    assert visitor.last("AssumeRole").parameters["RoleArn"].endswith("role/archivist")


def test_a_hop_that_aws_has_revoked_is_taken_anew(visitor: Visitor) -> None:
    hop = visitor.follow(visitor.plan("auditor"), ScriptedPrompter(visitor.code()))
    visitor.aws.world.revoke(hop.session.access_key_id)
    visitor.aws.calls.clear()
    signed_in = _to_the_end(visitor)
    assert _taken(visitor) == ["AssumeRole", "AssumeRole", "AssumeRole"]
    assert "archivist" in visitor.holder(signed_in)


def test_a_chain_gives_an_hour_and_says_so(visitor: Visitor) -> None:
    plan = visitor.plan(*CHAINED, Options(duration="4h"))
    signed_in = visitor.follow(plan, ScriptedPrompter(visitor.code()))
    assert visitor.last("AssumeRole").parameters["DurationSeconds"] == "3600"
    assert "at most 1 h for a role that is taken with another role" in signed_in.notes[0]
    first = next(call for call in visitor.aws.calls if call.action == "AssumeRole")
    assert first.parameters["DurationSeconds"] == "3600"
    assert "TokenCode" not in first.parameters, "no code of its own for a role on the way"


def test_a_code_that_is_given_begins_the_whole_chain_anew(visitor: Visitor) -> None:
    _to_the_end(visitor, visitor.code())
    visitor.clock.advance(60)
    visitor.aws.calls.clear()
    plan = visitor.plan(*CHAINED, Options(mfa_code=visitor.code()))
    visitor.follow(plan, ScriptedPrompter(visitor.code()))
    assert _taken(visitor) == TAKEN


def test_who_is_denied_on_the_way_learns_which_role_it_was(visitor: Visitor) -> None:
    visitor.aws.world.role(*HOP).trusts = set()
    with pytest.raises(Refused) as refused:
        _to_the_end(visitor, visitor.code())
    assert "auditor in audit" in refused.value.message
    assert "audit · auditor takes log-archive · archivist" in refused.value.hint
    visitor.aws.world.role(*HOP).trusts = {visitor.user.arn}
    visitor.aws.world.role(*CHAINED).trusts = set()
    with pytest.raises(Refused) as refused:
        _to_the_end(visitor)
    assert "archivist in log-archive" in refused.value.message


def test_another_way_to_the_same_role_is_another_session(visitor: Visitor) -> None:
    world = visitor.aws.world
    world.role(*CHAINED).trusts.add(world.role("staging", "admin").arn)
    visitor.append(
        visitor.paths.config_file,
        "[accounts.log-archive.role.archivist]",
        'via = "staging admin"',
        'external_id = ""',
    )
    by_profile = _by_profile(visitor)
    by_config = visitor.follow(visitor.plan("012345678901", "archivist"), ScriptedPrompter())
    assert by_config.session.request != by_profile.session.request
    assert by_config.session.request.via != by_profile.session.request.via
    assert len(visitor.desk().store.role_sessions()) == 4


def _by_profile(visitor: Visitor) -> SignedIn:
    return visitor.follow(visitor.plan("archivist"), ScriptedPrompter(visitor.code()))


def test_a_chained_session_is_renewed_by_the_same_way(visitor: Visitor) -> None:
    first = _to_the_end(visitor, visitor.code())
    visitor.clock.advance(1800)
    visitor.aws.calls.clear()
    desk = visitor.desk()
    renewed = renew(desk, plan_again(desk, first.session), ScriptedPrompter())
    assert renewed.signed_in.session.request == first.session.request
    assert renewed.signed_in.session.access_key_id != first.session.access_key_id
    assert _taken(visitor) == ["AssumeRole"]


def test_a_chain_that_has_changed_is_not_renewed_by_another_way(visitor: Visitor) -> None:
    first = _to_the_end(visitor, visitor.code())
    config = Path(visitor.paths.aws_config)
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("source_profile = auditor", "source_profile = default"))
    with pytest.raises(ConfigError, match="Other roles lead to log-archive · archivist now"):
        plan_again(visitor.desk(), first.session)
    assert visitor.desk().store.role_session(first.session.request, visitor.now) is not None


def test_a_dynamic_profile_goes_by_the_chain_that_it_was_written_with(visitor: Visitor) -> None:
    plan = visitor.plan(*CHAINED)
    exact = exact_target(plan)
    assert plan_exactly(visitor.desk(), exact, NO_OPTIONS).request == plan.request
    with pytest.raises(ConfigError, match="Other roles lead to log-archive · archivist"):
        plan_exactly(visitor.desk(), exact._replace(via="0" * 40), NO_OPTIONS)


def test_a_role_on_the_way_is_taken_whole_though_it_is_read_only_by_default(
    visitor: Visitor,
) -> None:
    table = "[accounts.audit.role.auditor]"
    visitor.append(visitor.paths.config_file, table, "read_only = true")
    visitor.append(
        visitor.paths.config_file,
        "[accounts.log-archive.role.archivist]",
        'via = "audit auditor"',
        'external_id = ""',
    )
    plan = visitor.plan("012345678901", "archivist")
    assert plan.hop is not None and plan.hop.target.scope.read_only is False
    first = visitor.follow(plan, ScriptedPrompter(visitor.code()))
    assert "archivist" in visitor.holder(first)
    visitor.clock.advance(1800)
    desk = visitor.desk()
    renewed = renew(desk, plan_again(desk, first.session), ScriptedPrompter())
    assert "archivist" in visitor.holder(renewed.signed_in)
    own = visitor.plan("888899990000", "auditor")
    assert own.scope.read_only and desk.sign_in.held(own) is None
