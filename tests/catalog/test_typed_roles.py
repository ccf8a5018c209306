"""Roles typed once become targets, in addition to those of the files."""

from pathlib import Path

import pytest

from rolecall.catalog.catalog import TYPED
from rolecall.core.state.state import State
from tests.catalog.files import PRODUCTION, STAGING, Home, only, rows


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def typed(**roles: tuple[str, ...]) -> State:
    return State(typed_roles={name.removeprefix("id"): found for name, found in roles.items()})


def test_a_typed_role_of_a_known_account_has_its_names(home: Home) -> None:
    state = typed(id111111111111=("auditor",))
    catalog = home.catalog({"production": PRODUCTION}, state=state)
    assert rows(catalog) == [("production", "read"), ("production", "auditor")]
    read, auditor = catalog.targets
    assert auditor.sources == (TYPED,)
    assert (auditor.account_id, auditor.aliases) == (PRODUCTION, ("production",))
    assert TYPED not in read.sources, "the default role's row stays"


def test_a_typed_role_of_an_account_in_no_file_is_a_row_by_its_id(home: Home) -> None:
    target = only(home.catalog(state=typed(id222222222222=("ops/auditor",))))
    assert (target.account_id, target.aliases, target.role) == (STAGING, (), "ops/auditor")


def test_a_role_that_a_file_knows_stays_the_files(home: Home) -> None:
    config = f"[accounts.production]\nid = '{PRODUCTION}'\nroles = ['auditor']"
    target = only(home.catalog(config=config, state=typed(id111111111111=("auditor",))))
    assert TYPED not in target.sources


@pytest.mark.parametrize("account", ["id", "id11111111111", "id1111111111111", "idproduction"])
def test_what_is_no_account_id_in_the_state_is_passed_over(home: Home, account: str) -> None:
    state = typed(**{account: ("auditor",)})
    assert rows(home.catalog({"production": PRODUCTION}, state=state)) == [("production", "read")]


@pytest.mark.parametrize("role", ["", "a b", "x" * 600, "$(touch pwned)"])
def test_what_is_no_role_in_the_state_is_passed_over(home: Home, role: str) -> None:
    state = typed(id111111111111=(role, "auditor"))
    found = rows(home.catalog({"production": PRODUCTION}, state=state))
    assert found == [("production", "read"), ("production", "auditor")]
