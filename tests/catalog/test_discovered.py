"""The roles that an identity provider's last assertion listed, cached between runs."""

import json
import os
import threading
from pathlib import Path

import pytest

from rolecall.catalog.catalog import Catalog
from rolecall.catalog.discovered import load_discovered, save_discovered
from rolecall.catalog.resolve import resolve
from rolecall.core.errors import RolecallError
from rolecall.core.model import Target
from rolecall.core.paths import paths_from
from rolecall.core.state.state import State
from tests.catalog.files import PRODUCTION, STAGING, Home, rows

CORP = '[identity-providers.corp]\nurl = "https://corp.example.com"\n'
STRANGER = "999999999999"


def arn(account_id: str, role: str, partition: str = "aws") -> str:
    return f"arn:{partition}:iam::{account_id}:role/{role}"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return paths_from({"HOME": str(tmp_path)}).discovered


def found(catalog: Catalog, role: str) -> Target:
    (target,) = (target for target in catalog.targets if target.role == role)
    return target


def test_what_was_listed_is_a_target_with_its_accounts_settings(home: Home, path: str) -> None:
    save_discovered(path, "corp", (arn(PRODUCTION, "ops/admin"),))
    config = f"""
        {CORP}
        [accounts.production]
        aliases = ["prod"]
        tags = ["live"]
        note = "careful"
        region = "eu-west-1"
        duration = "30m"
        protected = true
    """
    target = found(home.catalog({"production": PRODUCTION}, config), "ops/admin")
    assert target == Target(
        account_id=PRODUCTION,
        aliases=("production", "prod"),
        role="ops/admin",
        sources=("SAML: corp",),
        tags=("live",),
        note="careful",
        region="eu-west-1",
        duration=1800,
        protected=True,
        scheme="saml",
        idp="corp",
        partition_known=True,
    )


def test_a_roles_own_settings_hold_for_it_and_for_no_other(home: Home, path: str) -> None:
    save_discovered(path, "corp", (arn(PRODUCTION, "ops/admin"), arn(PRODUCTION, "audit")))
    config = f"""
        {CORP}
        [accounts.production]
        protected = true
        [accounts.production.role.read]
        protected = false
        duration = "15m"
        [accounts.production.role.admin]
        note = "by two people"
    """
    catalog = home.catalog({"production": PRODUCTION}, config)
    audit, admin = found(catalog, "audit"), found(catalog, "ops/admin")
    assert (audit.protected, audit.duration, audit.note) == (True, 0, "")
    assert (admin.protected, admin.note) == (True, "by two people")
    typed = resolve(catalog, "production", "anything")
    assert (typed.protected, typed.duration) == (True, 0), "what is typed is not `read` either"


def test_the_guard_protects_what_was_listed(home: Home, path: str) -> None:
    save_discovered(path, "corp", (arn(PRODUCTION, "admin"), arn(STRANGER, "other")))
    config = f"[defaults]\nguard = ['prod*', '9999*']\n{CORP}"
    catalog = home.catalog({"production": PRODUCTION}, config)
    assert found(catalog, "admin").protected
    assert found(catalog, "other").protected


def test_an_account_no_file_names_is_shown_by_its_id(home: Home, path: str) -> None:
    save_discovered(path, "corp", (arn(STRANGER, "admin", "aws-us-gov"),))
    catalog = home.catalog(config=CORP)
    target = found(catalog, "admin")
    assert (target.alias, target.partition) == (STRANGER, "aws-us-gov")
    assert resolve(catalog, STRANGER) == target


def test_the_next_login_replaces_what_the_last_one_listed(home: Home, path: str) -> None:
    save_discovered(path, "corp", (arn(PRODUCTION, "a"), arn(PRODUCTION, "b")))
    save_discovered(path, "other", (arn(PRODUCTION, "c"),))
    save_discovered(path, "corp", (arn(PRODUCTION, "b"),))
    assert load_discovered(path) == {
        "corp": (arn(PRODUCTION, "b"),),
        "other": (arn(PRODUCTION, "c"),),
    }
    assert ("production", "b") in rows(home.catalog({"production": PRODUCTION}, CORP))


def test_the_same_list_is_not_written_again(path: str) -> None:
    save_discovered(path, "corp", (arn(PRODUCTION, "a"),))
    before = os.stat(path)
    save_discovered(path, "corp", (arn(PRODUCTION, "a"),))
    assert os.stat(path).st_ino == before.st_ino


def test_a_list_of_an_idp_that_is_gone_is_not_shown(home: Home, path: str) -> None:
    save_discovered(path, "gone", (arn(PRODUCTION, "admin"),))
    assert rows(home.catalog({"production": PRODUCTION}, CORP)) == [("production", "read")]


def test_a_role_that_a_file_names_is_one_row(home: Home, path: str) -> None:
    save_discovered(path, "corp", (arn(PRODUCTION, "read"), arn(PRODUCTION, "admin")))
    config = f"""
        {CORP}
        accounts = ["production"]
        [accounts.production]
        roles = ["read"]
        [accounts.production.role.read]
        note = "settled"
    """
    catalog = home.catalog({"production": PRODUCTION}, config)
    assert rows(catalog) == [("production", "read"), ("production", "admin")]
    assert found(catalog, "read").note == "settled"


def test_the_default_roles_row_gives_way_to_what_was_listed(home: Home, path: str) -> None:
    config = f"{CORP}accounts = ['production']"
    assert rows(home.catalog({"production": PRODUCTION}, config)) == [("production", "read")]
    save_discovered(path, "corp", (arn(PRODUCTION, "admin"),))
    assert rows(home.catalog({"production": PRODUCTION}, config)) == [("production", "admin")]


def test_a_role_typed_before_is_the_listed_one_now(home: Home, path: str) -> None:
    save_discovered(path, "corp", (arn(PRODUCTION, "admin"),))
    state = State(typed_roles={PRODUCTION: ("admin",)})
    config = f"{CORP}accounts = ['production']"
    catalog = home.catalog({"production": PRODUCTION}, config, state=state)
    assert found(catalog, "admin").sources == ("SAML: corp",)


@pytest.mark.parametrize(
    ("setting", "listed"),
    [
        ("scheme = 'bastion'", False),
        ("idp = 'second'", False),
        ("idp = 'corp'", True),
        ("scheme = 'saml'", True),  # only the assertion tells which IdP
        ("note = 'x'", True),
    ],
)
def test_an_account_settled_to_another_way_is_not_taken_over(
    home: Home, path: str, setting: str, listed: bool
) -> None:
    """The other IdP would receive a password meant for this one."""
    save_discovered(path, "corp", (arn(PRODUCTION, "admin"),))
    config = f'{CORP}[identity-providers.second]\nurl = "https://b.example.com"\n'
    config += f"[accounts.production]\n{setting}"
    catalog = home.catalog({"production": PRODUCTION}, config)
    assert (("production", "admin") in rows(catalog)) == listed
    assert (resolve(catalog, "production", "admin").idp == "corp") == listed


def test_the_classics_variables_settle_the_accounts_of_its_file(home: Home, path: str) -> None:
    """`assume-role` with the scheme bastion keeps it, whatever was listed meanwhile."""
    save_discovered(path, "corp", (arn(PRODUCTION, "admin"), arn(STRANGER, "other")))
    env = {"AWS_ASSUME_ROLE_AUTH_SCHEME": "bastion"}
    catalog = home.catalog({"production": PRODUCTION}, CORP, env=env)
    assert resolve(catalog, "production", "admin").scheme == "bastion"
    assert resolve(catalog, STRANGER, "other").scheme == "saml"
    env = {"SAML_IDP_ASSERTION_URL": "https://x.example", "SAML_IDP_NAME": "corp"}
    catalog = home.catalog({"production": PRODUCTION}, CORP, env=env)
    assert resolve(catalog, "production", "admin").scheme == "bastion"
    catalog = home.catalog({"production": PRODUCTION}, CORP)
    assert resolve(catalog, "production", "admin").scheme == "saml"


def test_a_fault_in_its_settings_greys_the_listed_too(home: Home, path: str) -> None:
    save_discovered(path, "corp", (arn(PRODUCTION, "admin"),))
    config = f"{CORP}[accounts.production]\nmfa_max_age = 0"
    target = found(home.catalog({"production": PRODUCTION}, config), "admin")
    assert "mfa_max_age" in target.why_not


HOSTILE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b'{"saml": []}',
    b'{"saml": {"corp": "x"}}',
    b'{"saml": {"corp": {"a": 1}}}',
    b'{"saml": {"corp": [null, 7, {}, []]}}',
    b'{"saml": {"corp": ["admin", "arn:aws:iam::1:role/x", "arn:aws:iam::111111111111:user/x"]}}',
    b'{"saml": {"corp": ["arn:aws:iam::111111111111:role/\\u001b[2Jx", "\\ud800"]}}',
    b'{"saml": {"corp": ["arn:aws:iam::111111111111:role/$(id)"]}}',
    b'{"saml": ' * 50_000,
    b" " * (5 << 20),
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_damaged_or_hostile_file_has_found_nothing(home: Home, path: str, content: bytes) -> None:
    Path(path).parent.mkdir(parents=True)
    Path(path).write_bytes(content)
    assert rows(home.catalog({"staging": STAGING}, CORP)) == [("staging", "read")]
    save_discovered(path, "corp", (arn(STAGING, "admin"),))
    assert load_discovered(path) == {"corp": (arn(STAGING, "admin"),)}


def test_neither_a_pipe_nor_a_folder_holds_anybody_up(path: str) -> None:
    Path(path).parent.mkdir(parents=True)
    os.mkfifo(path)
    assert load_discovered(path) == {}
    os.unlink(path)
    os.mkdir(path)
    assert load_discovered(path) == {}
    with pytest.raises(RolecallError):
        save_discovered(path, "corp", (arn(STAGING, "admin"),))


def test_only_the_user_can_read_it_and_nothing_is_left_beside_it(path: str) -> None:
    folder = Path(path).parent
    folder.mkdir(parents=True, mode=0o700)
    orphan = folder / f".discovered.json.rolecall-4711-{'0' * 16}"
    orphan.write_text("what a killed writer left")
    save_discovered(path, "corp", (arn(STAGING, "admin"),))
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert sorted(os.listdir(folder)) == [".discovered.json.rolecall-lock", "discovered.json"]


def test_two_at_once_lose_nothing(path: str) -> None:
    """Threads stand for processes: the lock excludes both alike."""
    ready = threading.Barrier(8)

    def log_in(number: int) -> None:
        ready.wait(30)
        save_discovered(path, f"idp-{number}", (arn(STAGING, f"role-{number}"),))

    threads = [threading.Thread(target=log_in, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert load_discovered(path) == {
        f"idp-{number}": (arn(STAGING, f"role-{number}"),) for number in range(8)
    }
    assert json.loads(Path(path).read_bytes())["version"] == 1


def test_a_role_listed_twice_is_one_target(home: Home) -> None:
    twice = (arn(PRODUCTION, "admin"), arn(PRODUCTION, "admin"), "no arn")
    catalog = home.catalog({"production": PRODUCTION}, CORP)
    assert [target.role for target in catalog.listed("corp", twice)] == ["admin"]
