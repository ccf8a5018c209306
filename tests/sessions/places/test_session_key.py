"""The key to sealed sessions: a real Secret Service, a locked one, buses that hang, none at all."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.core.notices import take_pending
from rolecall.core.paths import KEYRING
from rolecall.sessions.places import keyring_key
from rolecall.sessions.places.keyring_key import LIMIT, SERVICE, USER
from tests.full import times
from tests.samples.mfa_sessions import NOW, SECRET, TARGET, TOKEN, request, role_session
from tests.samples.places import Home, found_in
from tests.samples.plaintext_keyring import plugin
from tests.servers.secret_service import (
    DEADLINE,
    SecretService,
    nowhere,
    secret_service,
    silent_bus,
)

pytest.importorskip("keyring")
pytest.importorskip("cryptography")

ALONE = "sessions are kept for this run alone."
LEFT_OUT = "sealed sessions are left out."
HINT = "Unlock it, or choose another place: [store] where in config.toml."


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SecretService]:
    with secret_service(tmp_path / "service") as running:
        yield running


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take longer to start the child than a person is to wait."""
    monkeypatch.setattr(keyring_key, "LIMIT", float(DEADLINE))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path, nowhere(tmp_path / "home"))


def with_keyring(home: Home, service: SecretService) -> Home:
    home.env["DBUS_SESSION_BUS_ADDRESS"] = service.env["DBUS_SESSION_BUS_ADDRESS"]
    return home


def is_kept_for_one_run(home: Home, why: str) -> None:
    """A session is kept by one store, is in no file, and the reason is said."""
    take_pending()
    store = home.store(KEYRING)
    store.keep_role(role_session())
    assert store.role_session(request(), NOW) == role_session()
    assert store.role_sessions() == [role_session()]
    assert home.store(KEYRING).role_sessions() == []
    assert found_in(home.home.parent, SECRET, TOKEN) == []
    assert take_pending() == [(f"{why}: {ALONE}", HINT)]
    assert store.forget_role(request()) and store.role_sessions() == []


@pytest.fixture(autouse=True)
def every_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have notices posted as in a process that has posted none."""
    monkeypatch.setattr("rolecall.core.notices._posted", set())


@pytest.mark.usefixtures("patient")
def test_the_key_is_made_once_and_asked_for_once_in_a_login_session(
    home: Home, service: SecretService
) -> None:
    with_keyring(home, service).store(KEYRING).keep_role(role_session())
    kept = service.keyring("get", SERVICE, USER)
    assert Path(home.paths.session_key).stat().st_mode & 0o777 == 0o600
    service.lock()  # who has the key cached needs no keyring
    assert home.store(KEYRING).role_session(request(), NOW) == role_session()
    assert found_in(home.home, SECRET, TOKEN, kept.strip()) == []
    assert take_pending() == []


@pytest.mark.usefixtures("patient")
def test_after_the_next_login_the_keyring_gives_the_key(home: Home, service: SecretService) -> None:
    with_keyring(home, service).store(KEYRING).keep_role(role_session())
    Path(home.paths.session_key).unlink()
    assert home.store(KEYRING).role_session(request(), NOW) == role_session()
    assert Path(home.paths.session_key).exists()


@pytest.mark.usefixtures("patient")
def test_T20_a_locked_keyring_is_said_and_opens_no_prompt(
    home: Home, service: SecretService
) -> None:
    with_keyring(home, service).store(KEYRING).keep_role(role_session())
    Path(home.paths.session_key).unlink()
    service.lock()
    with service.hanging_prompts() as opened:
        assert home.store(KEYRING).role_session(request(), NOW) is None
        assert take_pending() == [(f"The system keyring is locked: {LEFT_OUT}", HINT)]
        store = home.store(KEYRING)
        store.keep_role(role_session(TARGET._replace(role="read")))
        assert take_pending() == [(f"The system keyring is locked: {ALONE}", HINT)]
    assert opened == []
    assert found_in(home.home, SECRET) == []


@pytest.mark.parametrize("greets", [False, True], ids=["from the start", "after the handshake"])
def test_T20_a_hanging_keyring_is_given_up_and_nothing_is_written_in_clear(
    greets: bool, home: Home, tmp_path: Path
) -> None:
    assert LIMIT == 2
    home.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={tmp_path}/bus"
    with silent_bus(tmp_path / "bus", greets=greets):
        is_kept_for_one_run(home, "The system keyring did not answer within 2 s (is it locked?)")


@pytest.mark.usefixtures("patient")
def test_T20_without_a_keyring_nothing_is_written_in_clear(home: Home) -> None:
    is_kept_for_one_run(home, "There is no system keyring here")


@pytest.mark.usefixtures("patient")
def test_T20_a_plaintext_keyring_is_never_given_the_key(home: Home) -> None:
    home.env |= plugin(home.home)
    backend = "keyrings.alt.file.PlaintextKeyring"
    why = f"The keyring {backend} is not used: only the system's encrypted ones are"
    is_kept_for_one_run(home, why)
    assert not (home.home / "asked").exists()


@pytest.mark.usefixtures("patient")
def test_a_keyring_that_opens_later_is_used_from_then_on(
    home: Home, service: SecretService, tmp_path: Path
) -> None:
    store = home.store(KEYRING)
    store.keep_role(role_session(TARGET._replace(role="read")))
    with_keyring(home, service)
    store.keep_role(role_session())
    assert home.store(KEYRING).role_sessions() == [role_session()]
    assert len(store.role_sessions()) == 2


@pytest.mark.usefixtures("patient")
def test_an_item_that_is_no_key_is_left_alone(home: Home, service: SecretService) -> None:
    service.keyring("set", SERVICE, USER, stdin="of somebody else")
    with_keyring(home, service).store(KEYRING).keep_role(role_session())
    ((line, hint),) = take_pending()
    assert line == f'The item "rolecall sessions" of the system keyring is no key: {ALONE}'
    assert hint == 'Remove it: keyring del "rolecall sessions" key'
    assert service.keyring("get", SERVICE, USER) == "of somebody else\n"


@pytest.mark.usefixtures("patient")
def test_of_many_processes_one_makes_the_key(home: Home, service: SecretService) -> None:
    with_keyring(home, service)
    roles = [f"role-{number}" for number in range(times(8, 3))]

    def keep(role: str) -> None:
        home.store(KEYRING).keep_role(role_session(TARGET._replace(role=role)))

    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=keep, args=(role,)) for role in roles]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert sorted(held.role for held in home.store(KEYRING).role_sessions()) == roles


def test_without_a_runtime_folder_the_key_is_cached_nowhere(
    home: Home, service: SecretService, patient: None
) -> None:
    home.runtime.chmod(0o750)
    with_keyring(home, service).store(KEYRING).keep_role(role_session())
    assert not Path(home.paths.session_key).exists()
    assert home.store(KEYRING).role_sessions() == [role_session()]
