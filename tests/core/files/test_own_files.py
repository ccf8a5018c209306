"""Our files are used only if no other user can have written them; otherwise it is reported."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.catalog.discovered import load_discovered, save_discovered
from rolecall.core.files.own_files import NotOurs, own_lock, read_own, write_own
from rolecall.core.login import Login
from rolecall.core.notices import take_pending
from rolecall.core.paths import Paths, paths_from
from rolecall.core.state.state import guard_chosen, load_state, update_state
from rolecall.sessions.handed import CLIPBOARD, handed, note_handed
from rolecall.sessions.store import SessionStore
from rolecall.signin.mfa.mfa_code import UsedCodes
from rolecall.signin.mfa.mfa_login import MFA_SESSION
from rolecall.ui.startup.first_page import FirstPage
from tests.samples.mfa_sessions import BASE, NOW, mfa_session, request, role_session

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
STRANGER = 12_345  # a user id
SIZE = (80, 24)

Spoil = Callable[[Path], None]


def of_a_stranger(path: Path) -> None:
    os.chown(path, STRANGER, STRANGER)


def open_to_all(path: Path) -> None:
    path.chmod(0o777 if path.is_dir() else 0o666)


def open_to_the_group(path: Path) -> None:
    path.chmod(0o770 if path.is_dir() else 0o660)


def a_link(path: Path) -> None:
    elsewhere = path.parent.parent / f"elsewhere-{path.name}"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


SPOILT = [
    pytest.param(of_a_stranger, "belongs to another user", marks=AS_ROOT),
    (open_to_all, "can be written by others"),
    (open_to_the_group, "can be written by others"),
    (a_link, "is a symbolic link"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cache" / "rolecall" / "file"
    write_own(str(path), b"ours")
    return path


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below, with its inode and content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_ino, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("part", ["file", "folder"])
@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_what_is_not_ours_is_neither_read_nor_written(
    tmp_path: Path, file: Path, part: str, spoil: Spoil, said: str
) -> None:
    spoil(file if part == "file" else file.parent)
    before = snapshot(tmp_path)
    with pytest.raises(NotOurs):
        read_own(str(file))
    assert not write_own(str(file), b"new")
    with own_lock(str(file.parent / ("other" if part == "folder" else "file"))):
        pass
    after = snapshot(tmp_path)
    assert {name: after[name] for name in before} == before
    assert part == "file" or after == before
    ((line, hint),) = take_pending()
    assert said in line
    assert str(file if part == "file" else file.parent) in line
    assert hint


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o700, 0o1777])
def test_folders_of_ours_as_others_make_them_are_used(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "cache" / "rolecall"
    folder.mkdir(parents=True)
    folder.parent.chmod(0o777)
    folder.chmod(mode)
    path = folder / "file"
    assert write_own(str(path), b"ours")
    assert read_own(str(path)) == b"ours"
    assert not take_pending()


def test_a_file_that_others_may_read_is_read_and_closed_to_them_when_it_is_written(
    file: Path,
) -> None:
    file.chmod(0o644)
    assert read_own(str(file)) == b"ours"
    assert write_own(str(file), b"new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_missing_is_nobodys_fault(tmp_path: Path) -> None:
    assert read_own(str(tmp_path / "no" / "folder" / "file"), depth=2) is None
    assert not take_pending()


# -- every file that Rolecall writes


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return paths_from({"HOME": str(tmp_path)})


@pytest.fixture
def kept(paths: Paths) -> Paths:
    """Every file, written once."""
    keep_all(paths)
    return paths


def keep_all(paths: Paths, code: str = "123456") -> None:
    store = SessionStore(paths.sessions_folder)
    store.keep_login(mfa_session())
    store.keep_role(role_session())
    UsedCodes(paths.used_codes, NOW.timestamp).spend("serial", code)
    save_discovered(paths.discovered, "idp", ("arn:aws:iam::123456789012:role/read",))
    note_handed(paths, role_session(), CLIPBOARD, NOW)
    FirstPage(paths, {}, captured=False).keep(SIZE, ["a row"], 4e9)


def found(paths: Paths) -> list[object]:
    """The result of reading each file; empty or None for nothing."""
    store = SessionStore(paths.sessions_folder)
    held: Login | None = store.login(MFA_SESSION, BASE, NOW)
    return [
        held,
        store.role_session(request(), NOW),
        store.role_sessions(),
        load_discovered(paths.discovered),
        handed(paths),
        FirstPage(paths, {}, captured=False).text(SIZE),
    ]


def test_all_of_it_is_found_where_nothing_is_wrong(kept: Paths) -> None:
    assert all(found(kept))
    assert not take_pending()


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_nothing_in_a_cache_folder_that_is_not_ours_is_used(
    tmp_path: Path, kept: Paths, spoil: Spoil, said: str
) -> None:
    spoil(Path(kept.cache_folder))
    before = snapshot(tmp_path)
    assert not any(found(kept))
    keep_all(kept)
    store = SessionStore(kept.sessions_folder)
    assert store.forget_all() == 0
    FirstPage(kept, {}, captured=False).forget()
    assert snapshot(tmp_path) == before
    ((line, _),) = take_pending()
    assert f"{kept.cache_folder} {said}" in line


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
@pytest.mark.parametrize("name", ["sessions", "first-pages"])
def test_nothing_in_a_folder_of_it_that_is_not_ours_is_used(
    tmp_path: Path, kept: Paths, name: str, spoil: Spoil, said: str
) -> None:
    folder = Path(kept.cache_folder, name)
    spoil(folder)
    before = {n: f for n, f in snapshot(tmp_path).items() if name in n}
    first = found(kept)
    assert not any(first[:3] if name == "sessions" else first[5:])
    assert all(first[3:5])
    keep_all(kept, "654321")
    SessionStore(kept.sessions_folder).forget_all()
    FirstPage(kept, {}, captured=False).forget()
    after = snapshot(tmp_path)
    assert {n: after[n] for n in before} == before
    ((line, _),) = take_pending()
    assert f"{folder} {said}" in line


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_no_file_in_it_that_is_not_ours_is_used(
    tmp_path: Path, kept: Paths, spoil: Spoil, said: str
) -> None:
    files = [path for path in Path(kept.cache_folder).rglob("*.json") if path.is_file()]
    assert len(files) == 6
    for path in files:
        spoil(path)
    before = {path: path.read_bytes() for path in files}
    assert not any(found(kept))
    keep_all(kept)
    assert {path: path.read_bytes() for path in files} == before
    lines = take_pending()
    assert len(lines) == len(files)
    assert all(said in line for line, _ in lines)


@pytest.mark.parametrize("part", ["file", "folder"])
@pytest.mark.parametrize(("spoil", "said"), SPOILT[:3])
def test_a_state_that_is_not_ours_is_not_used_and_everything_protected(
    tmp_path: Path, paths: Paths, part: str, spoil: Spoil, said: str
) -> None:
    path = Path(paths.state_file)
    update_state(str(path), lambda state: state._replace(theme="nord"))
    spoil(path if part == "file" else path.parent)
    before = snapshot(tmp_path)
    state = load_state(str(path))
    assert not state.theme
    # The second copy of the guard, while that is still ours, protects nothing.
    assert guard_chosen(state) == (() if part == "file" else ("*",))
    update_state(str(path), lambda state: state._replace(theme="dracula"))
    assert snapshot(tmp_path) == before
    ((line, _),) = take_pending()
    assert said in line
