"""Where sessions are kept: in the cache folder, in memory, sealed; and moved between the three."""

import itertools
import multiprocessing
import os
from datetime import timedelta
from pathlib import Path

import pytest

from rolecall.core.notices import take_pending
from rolecall.core.paths import CACHE, KEYRING, PLACES, RUNTIME
from rolecall.sessions import record
from rolecall.signin.mfa.mfa_login import MFA_SESSION
from tests.full import times
from tests.samples.mfa_sessions import (
    BASE,
    NOW,
    SECRET,
    TARGET,
    TOKEN,
    mfa_session,
    request,
    role_session,
)
from tests.samples.places import Home, found_in
from tests.samples.saml_logins import ASSERTION, saml_login

pytest.importorskip("cryptography")

MOVES = list(itertools.permutations(PLACES, 2))
LATER = role_session(lasts=timedelta(hours=2))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.cache_key()
    return home


def folder_of(home: Home, where: str) -> str:
    paths = home.paths
    return {
        CACHE: paths.sessions_folder,
        RUNTIME: paths.runtime_sessions,
        KEYRING: paths.sealed_folder,
    }[where]


@pytest.mark.parametrize("where", PLACES)
def test_what_was_kept_is_found_listed_and_forgotten(home: Home, where: str) -> None:
    store = home.store(where)
    before = store.changed_at()
    store.keep_login(mfa_session())
    store.keep_role(role_session())
    assert store.changed_at() != before
    for each in (store, home.store(where)):
        assert each.login(MFA_SESSION, BASE, NOW) == mfa_session()
        assert each.role_session(request(), NOW) == role_session()
        assert (each.logins(), each.role_sessions()) == ([mfa_session()], [role_session()])
    assert len(home.files(folder_of(home, where))) == 2
    assert home.store(where).forget_role(request())
    assert not home.store(where).forget_role(request())
    assert home.store(where).forget_all() == 1
    assert (store.logins(), store.role_sessions()) == ([], [])


@pytest.mark.parametrize("where", [RUNTIME, KEYRING])
def test_no_secret_lies_in_the_home_folder(home: Home, where: str) -> None:
    store = home.store(where)
    store.keep_login(mfa_session())
    store.keep_login(saml_login())
    store.keep_role(role_session())
    assert len(home.store(where).logins()) == 2
    assert found_in(home.home, SECRET, TOKEN, ASSERTION) == []
    assert bool(found_in(home.runtime, SECRET, TOKEN)) == (where == RUNTIME)


def test_what_is_sought_would_be_found(home: Home) -> None:
    home.store(CACHE).keep_role(role_session())
    assert len(found_in(home.home, SECRET)) == 1


@pytest.mark.parametrize(("before", "after"), MOVES)
def test_a_new_setting_moves_everything_at_the_next_start(
    home: Home, before: str, after: str
) -> None:
    home.store(before).keep_login(mfa_session())
    home.store(before).keep_role(role_session())
    store = home.store(after)
    assert store.role_session(request(), NOW) == role_session(), "it is read where it is"
    store.gather()
    assert not home.files(folder_of(home, before))
    assert len(home.files(folder_of(home, after))) == 2
    assert home.store(after).login(MFA_SESSION, BASE, NOW) == mfa_session()
    assert home.store(before).role_session(request(), NOW) == role_session(), "from there as well"
    assert before == CACHE or not os.path.exists(folder_of(home, before))


@pytest.mark.parametrize(("before", "after"), MOVES)
def test_a_newer_session_takes_the_place_of_the_older_one_elsewhere(
    home: Home, before: str, after: str
) -> None:
    home.store(before).keep_role(role_session())
    home.store(after).keep_role(LATER)
    assert not home.files(folder_of(home, before))
    for where in PLACES:
        assert home.store(where).role_sessions() == [LATER]


@pytest.mark.parametrize(("before", "after"), MOVES)
def test_of_two_copies_the_one_that_lasts_longer_stays(
    home: Home, before: str, after: str, tmp_path: Path
) -> None:
    home.store(before).keep_role(LATER)
    kept = [(path, path.read_bytes()) for path in home.files(folder_of(home, before))]
    home.store(after).keep_role(role_session())
    for path, content in kept:  # as if the process had ended before it removed the other copy
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)
    home.store(after).gather()
    assert home.store(after).role_sessions() == [LATER]
    assert not home.files(folder_of(home, before))


@pytest.mark.parametrize("where", PLACES)
def test_forgetting_takes_the_copies_in_every_place(home: Home, where: str) -> None:
    for each in PLACES:
        store = home.store(each)
        store.keep_role(role_session(TARGET._replace(role=each)))
    assert home.store(where).forget_all() == 3
    assert found_in(home.home, SECRET) == found_in(home.runtime, SECRET) == []
    assert not any(home.files(folder_of(home, each)) for each in PLACES)
    assert not os.path.exists(home.paths.session_key)


def test_an_expired_session_is_looked_for_elsewhere(home: Home) -> None:
    home.store(RUNTIME).keep_role(LATER)
    (kept,) = home.files(home.paths.runtime_sessions)
    content = kept.read_bytes()
    home.store(CACHE).keep_role(role_session())
    assert not kept.parent.exists()
    kept.parent.mkdir(mode=0o700)
    kept.write_bytes(content)
    assert home.store(CACHE).role_session(request(), NOW + timedelta(minutes=90)) == LATER


def test_the_store_of_the_cache_alone_makes_nothing_else(home: Home) -> None:
    store = home.store(CACHE)
    store.keep_role(role_session())
    store.gather()
    assert store.places() is None
    assert not os.path.exists(home.paths.sealed_folder)
    assert not os.path.exists(home.paths.runtime_sessions)


def test_two_homes_share_a_runtime_folder_and_no_session(home: Home, tmp_path: Path) -> None:
    home.store(RUNTIME).keep_role(role_session())
    other = Home(tmp_path, {"XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert other.paths.runtime_folder == home.paths.runtime_folder
    assert other.store(RUNTIME).role_sessions() == []


class TestSealed:
    """What lies in a sealed file, and who gets it."""

    @pytest.fixture
    def file(self, home: Home) -> Path:
        home.store(KEYRING).keep_role(role_session())
        (file,) = home.files(home.paths.sealed_folder)
        return file

    def test_every_bit_counts(self, home: Home, file: Path) -> None:
        whole = file.read_bytes()
        for place in range(0, len(whole), len(whole) // times(len(whole), 60)):
            spoiled = bytearray(whole)
            spoiled[place] ^= 1 << place % 8
            file.write_bytes(spoiled)
            assert home.store(KEYRING).role_session(request(), NOW) is None, place
        for length in range(0, len(whole), len(whole) // times(len(whole), 30)):
            file.write_bytes(whole[:length])
            assert home.store(KEYRING).role_session(request(), NOW) is None, length
        file.write_bytes(whole)
        assert home.store(KEYRING).role_session(request(), NOW) == role_session()

    def test_under_another_name_it_is_nothing(self, home: Home, file: Path) -> None:
        other = TARGET._replace(role="read")
        name = record.name_of(record.role_key(request(other)))
        file.with_name(f"{name}.sealed").write_bytes(file.read_bytes())
        assert home.store(KEYRING).role_session(request(other), NOW) is None
        assert home.store(KEYRING).role_sessions() == [role_session()]

    def test_another_key_opens_nothing_and_takes_its_place(self, home: Home, file: Path) -> None:
        home.cache_key(b"other".ljust(32))
        store = home.store(KEYRING)
        assert store.role_session(request(), NOW) is None
        store.keep_role(LATER)
        assert home.store(KEYRING).role_sessions() == [LATER]
        assert take_pending() == []

    def test_two_sealings_have_nothing_in_common(self, home: Home, file: Path) -> None:
        before = file.read_bytes()
        home.store(KEYRING).keep_role(role_session())
        after = file.read_bytes()
        head = len(b"rolecall sealed 1\n")
        assert before[:head] == after[:head]
        assert before[head : head + 12] != after[head : head + 12]
        assert before[-16:] != after[-16:]

    def test_what_nobody_can_open_is_swept_once_it_must_be_over(
        self, home: Home, file: Path
    ) -> None:
        home.cache_key(b"other".ljust(32))
        for hours, is_left in ((36, True), (38, False)):
            written = (role_session().started - timedelta(hours=hours)).timestamp()
            os.utime(file, (written, written))
            home.store(KEYRING).keep_login(mfa_session())
            assert file.exists() == is_left


def _work(folder: Path, where: str, place: int, rounds: int) -> None:
    """A process with this setting: keeps sessions of its own, and moves those of all others."""
    home = Home(folder)
    for turn in range(rounds):
        target = TARGET._replace(role=f"role-{place}-{turn}")
        home.store(where).keep_role(role_session(target))
        home.store(where).gather()
        for earlier in range(turn + 1):
            asked = request(TARGET._replace(role=f"role-{place}-{earlier}"))
            assert home.store(where).role_session(asked, NOW), f"{where}: {earlier} of {turn}"
        assert len(home.store(where).role_sessions()) >= turn + 1


def test_processes_with_different_settings_at_once_lose_nothing(home: Home, tmp_path: Path) -> None:
    rounds = times(40, 8)
    settings = [PLACES[place % 3] for place in range(6)]
    context = multiprocessing.get_context("fork")
    workers = [
        context.Process(target=_work, args=(tmp_path, where, place, rounds))
        for place, where in enumerate(settings)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0] * len(workers)
    assert len(home.store(CACHE).role_sessions()) == len(settings) * rounds
