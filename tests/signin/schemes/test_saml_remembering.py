"""What a SAML login stores for the next run: roles and user, and nothing of a refused one."""

import subprocess
import sys
from pathlib import Path

import pytest

from rolecall.catalog.discovered import load_discovered
from rolecall.core.errors import RolecallError
from rolecall.core.state.state import load_state
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import Role, SamlProvider, World
from rolecall.signin.plan import Options
from tests.drivers.saml_visitor import CALL, LAB, PORTAL, SamlVisitor


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def roles_of(saml: SamlVisitor, account: str) -> list[str]:
    return [target.role for target in saml.desk().catalog.targets if target.alias == account]


def test_the_roles_of_the_assertion_are_targets_from_then_on(saml: SamlVisitor) -> None:
    assert roles_of(saml, LAB) == ["read"]
    desk = saml.desk()
    plan = saml.plan(PORTAL, "read")
    signed_in = saml.log_in(PORTAL, "read")
    listed = {(target.alias, target.role) for target in desk.listed(plan, signed_in)}
    assert listed == {*((PORTAL, "read"), (PORTAL, "support"), (LAB, "read"), (LAB, "researcher"))}
    assert roles_of(saml, LAB) == ["read", "researcher"]
    (researcher,) = (t for t in saml.desk().catalog.targets if t.role == "researcher")
    assert (researcher.sources, researcher.tags) == (("SAML: demo-idp",), ("data",))


def test_what_the_next_assertion_no_longer_lists_is_gone(saml: SamlVisitor) -> None:
    saml.log_in()
    saml.aws.idp.roles = [pair for pair in saml.aws.idp.roles if "researcher" not in pair]
    saml.clock.advance(400)
    saml.log_in(LAB, "read")
    assert roles_of(saml, LAB) == ["read"]


def test_a_role_typed_and_listed_is_not_remembered_as_typed(saml: SamlVisitor) -> None:
    """It would remain after the IdP no longer lists it."""
    saml.log_in(LAB, "researcher")
    assert load_state(saml.paths.state_file).typed_roles == {}
    assert list(load_state(saml.paths.state_file).recents) == ["565656567878/researcher"]


def test_a_bastions_role_lists_nothing(saml: SamlVisitor) -> None:
    plan = saml.plan("staging", "read")
    signed_in = saml.become("staging", "read", saml.code())
    assert saml.desk().listed(plan, signed_in) == []
    assert load_discovered(saml.paths.discovered) == {}


@pytest.mark.parametrize("spoil", ["audience", "recipient"])
def test_a_refused_assertion_leaves_nothing(saml: SamlVisitor, spoil: str) -> None:
    setattr(saml.aws.idp, spoil, "https://sp.example.com")
    with pytest.raises(RolecallError):
        saml.log_in()
    assert load_discovered(saml.paths.discovered) == {}
    assert not Path(saml.paths.state_file).exists()


def test_the_login_is_remembered_where_aws_refuses_the_role(saml: SamlVisitor) -> None:
    saml.aws.world.role(PORTAL, "read").trusts.clear()
    with pytest.raises(RolecallError):
        saml.log_in()
    assert load_state(saml.paths.state_file).saml_users == {"demo-idp": "alice@example.com"}
    assert roles_of(saml, LAB) == ["read", "researcher"]


def test_a_role_of_an_account_no_file_names_is_taken_by_its_id(saml: SamlVisitor) -> None:
    world, account_id = saml.aws.world, "999988887777"
    provider = world.add_saml_provider(SamlProvider(account_id, "demo-idp", saml.aws.idp.issuer))
    role = world.add_role(Role(account_id, "admin", trusts={provider.arn}, needs_mfa=False))
    saml.aws.idp.roles.append(f"{provider.arn}, {role.arn}")
    saml.log_in(PORTAL, "read")
    signed_in = saml.without_prompt(account_id, "")
    assert saml.holder(signed_in) == "arn:aws:sts::999988887777:assumed-role/admin/alice"
    assert len(saml.logins) == 1


def test_the_plan_is_made_of_files_and_options_alone(saml: SamlVisitor) -> None:
    plan = saml.plan(LAB, "researcher", Options(region="eu-north-1", duration="2h"))
    assert (plan.region, plan.duration, plan.session_name) == ("eu-north-1", 7200, "")
    assert plan.base == ("saml:demo-idp", saml.aws.idp_url)
    assert (plan.mfa_serial, plan.device, plan.user_name) == ("", "", "")
    assert saml.desk().sign_in.login(plan) is None
    assert saml.plan(LAB, "researcher").region == "eu-central-1"  # the base profile's
    assert saml.actions == [] and saml.logins == []
    saml.write_login("username = bob\npassword = x\n")
    plan = saml.plan(LAB, "researcher")
    assert plan.base == ("saml:demo-idp", f"bob {saml.aws.idp_url}")
    assert plan.user_name == "bob"


def test_an_mfa_session_has_no_part_in_a_saml_role(saml: SamlVisitor) -> None:
    saml.become("staging", "read", saml.code())
    signed_in = saml.log_in()
    assert signed_in.login is None
    assert saml.last(CALL).access_key_id == ""
    assert saml.without_prompt().login is None


TWO = """
import os, sys
from datetime import UTC, datetime
from rolecall.catalog.discovered import save_discovered
from rolecall.core.paths import paths_from
path = paths_from(os.environ).discovered
sys.stdin.readline()
for number in range(20):
    save_discovered(path, sys.argv[1], (f"arn:aws:iam::111111111111:role/r{number}",))
"""


def test_two_processes_at_once_lose_nothing_of_each_other(saml: SamlVisitor) -> None:
    names = ("one", "two", "three")
    running = [
        subprocess.Popen([sys.executable, "-c", TWO, name], env=saml.env, stdin=subprocess.PIPE)
        for name in names
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.close()
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert load_discovered(saml.paths.discovered) == {
        name: ("arn:aws:iam::111111111111:role/r19",) for name in names
    }
