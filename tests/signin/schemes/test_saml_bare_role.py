"""A role with a path, requested by its name alone, is found in a new assertion."""

from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.core.state.state import load_state
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import Role, World
from tests.drivers.program import Program, exported
from tests.drivers.saml_visitor import CALL, LAB, PORTAL, SamlVisitor

ACCOUNT = "arn:aws:iam::343434345656"
PROVIDER = f"{ACCOUNT}:saml-provider/demo-idp"
DEV = f"{ACCOUNT}:role/team/dev"


def list_role(world: World, role: str) -> None:
    """Add a role of the portal's account to the IdP's assertions."""
    path, slash, name = role.rpartition("/")
    made = Role("343434345656", name, path + slash, trusts={PROVIDER})
    world.roles[made.arn] = made
    world.idp.roles.append(f"{made.arn},{PROVIDER}")


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    world = demo_world(clock)
    list_role(world, "team/dev")
    return world


def test_the_bare_name_is_enough_before_anything_was_discovered(saml: SamlVisitor) -> None:
    signed_in = saml.log_in(PORTAL, "dev")
    assert saml.last(CALL).parameters["RoleArn"] == DEV
    assert (signed_in.session.arn, signed_in.session.role) == (DEV, "team/dev")
    assert saml.holder(signed_in).endswith("assumed-role/dev/alice")


def test_what_is_kept_and_remembered_is_the_role_itself(saml: SamlVisitor) -> None:
    saml.log_in(PORTAL, "dev")
    (held,) = saml.desk().store.role_sessions()
    assert (held.arn, held.role) == (DEV, "team/dev")
    state = load_state(saml.paths.state_file)
    assert not any(state.typed_roles.values()), "the assertion lists it: nobody typed it by hand"
    assert [key for key in state.recents if "dev" in key] == [
        key for key in state.recents if "team/dev" in key
    ]
    for role in ("dev", "team/dev"):  # now discovered: held under both names
        assert not saml.without_prompt(PORTAL, role).new
    assert (len(saml.logins), saml.calls) == (1, 1)


def test_it_is_found_in_a_held_assertion_as_well(saml: SamlVisitor) -> None:
    saml.log_in(LAB, "read")
    Path(saml.paths.discovered).unlink()
    assert saml.without_prompt(PORTAL, "dev").session.arn == DEV
    assert len(saml.logins) == 1


def test_the_exact_name_comes_first(saml: SamlVisitor) -> None:
    list_role(saml.aws.world, "dev")
    assert saml.log_in(PORTAL, "dev").session.arn == f"{ACCOUNT}:role/dev"


def test_several_of_that_name_are_refused_and_named(saml: SamlVisitor) -> None:
    list_role(saml.aws.world, "ops/dev")
    with pytest.raises(Refused) as raised:
        saml.log_in(PORTAL, "dev")
    assert "several" in raised.value.message
    assert "team/dev" in raised.value.hint and "ops/dev" in raised.value.hint
    assert saml.calls == 0
    assert saml.without_prompt(PORTAL, "ops/dev").session.role == "ops/dev"


@pytest.mark.parametrize("role", ["other/dev", "de", "Dev", "team"])
def test_no_other_name_is_taken_for_it(saml: SamlVisitor, role: str) -> None:
    with pytest.raises(Refused, match="does not list"):
        saml.log_in(PORTAL, role)
    assert saml.calls == 0


def test_on_the_command_line(program: Program) -> None:
    idp = program.aws.idp
    file = Path(program.paths.saml_file)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.touch(0o600)
    file.write_text(f"username = {idp.user}\npassword = {idp.password}\n")
    done = program.run("profile", PORTAL, "dev")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{PORTAL}-dev\n"
    assert f"{DEV}" in program.run("sessions", "--json").stdout
    done = program.run("export", PORTAL, "dev")
    assert exported(done.stdout)["AWS_ACCOUNT_ROLE"] == "team/dev"
    done = program.run("profile", PORTAL, "dev", "--dynamic", "--name", "again")
    assert done.returncode == 0, done.stderr
    assert "team/dev" in Path(program.paths.aws_config).read_text()


def test_exec_with_refresh_asks_for_the_role_itself(program: Program) -> None:
    idp = program.aws.idp
    file = Path(program.paths.saml_file)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.touch(0o600)
    file.write_text(f"username = {idp.user}\npassword = {idp.password}\n")
    look = ("sh", "-c", 'cat "$AWS_CONFIG_FILE"')
    done = program.run("exec", PORTAL, "dev", "--refresh", "--", *look)
    assert done.returncode == 0, done.stderr
    assert "team/dev" in done.stdout
