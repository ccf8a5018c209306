"""F11 to F13 for the AWS config, the accounts file, the state and the cache."""

import os
import stat
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from tests.torture.figure import Figure
from tests.torture.kept.writers import ALL, CACHE, FOLLOWING, Writer, keep_session

ids = [writer.name for writer in ALL]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def existing(folder: Path, writer: Writer, bits: int = 0o600) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / writer.name
    path.write_bytes(writer.before)
    path.chmod(bits)
    os.utime(path, (0, 0))  # long ago: no writer waits for it to settle
    return path


@pytest.mark.parametrize("writer", FOLLOWING, ids=ids[:3])
@pytest.mark.parametrize("chain", [["end"], ["b", "c", "end"]])
@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize("dangling", [False, True])
def test_F11_link_stays_one_and_its_target_is_written(
    tmp_path: Path, writer: Writer, chain: list[str], absolute: bool, dangling: bool, figure: Figure
) -> None:
    real = tmp_path / "real"
    target = real / writer.name
    if not dangling:
        existing(real, writer)
    at = link = tmp_path / writer.name
    for name in chain:
        end = f"real/{writer.name}" if name == "end" else name
        at.symlink_to(tmp_path / end if absolute else end)
        at = tmp_path / name
    pointing = link.readlink()
    writer.write(link)
    assert link.is_symlink() and link.readlink() == pointing
    assert not target.is_symlink() and writer.is_written(target.read_bytes())
    figure("config, accounts, state: links of every kind kept, their targets written")


@pytest.mark.parametrize("writer", FOLLOWING, ids=ids[:3])
def test_F11_links_in_a_circle_are_refused(tmp_path: Path, writer: Writer, figure: Figure) -> None:
    one, other = tmp_path / writer.name, tmp_path / "other"
    one.symlink_to("other")
    other.symlink_to(writer.name)
    with pytest.raises(Refused, match="form a loop"):
        writer.write(one)
    assert sorted(os.listdir(tmp_path)) == sorted(["other", writer.name])
    figure("config, accounts, state: a circle refused, nothing left")


def test_F11_a_link_in_the_cache_is_neither_read_nor_written(
    tmp_path: Path, figure: Figure
) -> None:
    folder = tmp_path / "rolecall"
    target = existing(tmp_path / "elsewhere", CACHE)
    folder.mkdir(0o700)
    link = folder / CACHE.name
    link.symlink_to(target)
    (said,) = CACHE.write(link)
    assert "is a symbolic link: it is not used" in said
    assert link.is_symlink() and target.read_bytes() == CACHE.before
    figure("cache: a link is not followed")


@pytest.mark.parametrize("writer", ALL, ids=ids)
def test_F12_hard_link_is_warned_about(tmp_path: Path, writer: Writer, figure: Figure) -> None:
    path = existing(tmp_path / "rolecall", writer)
    other = tmp_path / "other"
    os.link(path, other)
    said = writer.write(path)
    assert [f"{path} has 2 names (hard links); only this one gets the change."] == said
    assert writer.is_written(path.read_bytes()) and other.read_bytes() == writer.before
    figure("config, accounts, state, cache: warned")


def test_F12_hard_link_of_a_session_is_warned_about(tmp_path: Path) -> None:
    folder = tmp_path / "rolecall" / "sessions"
    assert keep_session(folder) == []
    (session,) = folder.glob("*.json")
    os.link(session, tmp_path / "other")
    (said,) = keep_session(folder)
    assert "has 2 names (hard links)" in said


@pytest.mark.parametrize("writer", ALL, ids=ids)
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_F13_new_file_is_private_whatever_the_umask(
    tmp_path: Path, writer: Writer, umask: int, figure: Figure
) -> None:
    path = tmp_path / "a" / "b" / writer.name
    before = os.umask(umask)
    try:
        writer.write(path)
    finally:
        os.umask(before)
    files = [entry for entry in path.parent.iterdir() if entry.is_file()]
    assert path in files and {mode(entry) for entry in files} == {0o600}
    assert {mode(path.parent), mode(path.parent.parent)} == {0o700}
    figure(f"config, accounts, state, cache, umask {umask:03o}: 0600 in 0700")


@pytest.mark.parametrize("writer", ALL, ids=ids)
@pytest.mark.parametrize("wide", [0o644, 0o640])
def test_F13_file_open_to_others_is_closed_with_a_warning(
    tmp_path: Path, writer: Writer, wide: int, figure: Figure
) -> None:
    path = existing(tmp_path / "rolecall", writer, wide)
    assert writer.write(path) == [f"{path} is open to others (mode {wide:04o}); it becomes 0600."]
    assert mode(path) == 0o600 and writer.is_written(path.read_bytes())
    figure(f"config, accounts, state, cache: {wide:04o} warned, then 0600")
