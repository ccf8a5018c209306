"""state.toml: what it stores, and what happens if it is malformed or written concurrently."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rolecall.core.errors import RolecallError
from rolecall.core.model import Target
from rolecall.core.notices import take_pending
from rolecall.core.state.state import (
    MOST_RECENTS,
    Recent,
    State,
    load_state,
    record_use,
    update_state,
    with_name,
)

TARGET = Target("123456789012", ("production",), "ops/read")


def used(state: State, at: float = 1_700_000_000.9, typed: bool = True) -> State:
    return record_use(state, TARGET, at=at, typed=typed, base_profile="bastion", device="arn:mfa")


def test_missing_file_is_an_empty_state(tmp_path: Path) -> None:
    assert load_state(str(tmp_path / "state.toml")) == State()


def test_what_is_noted_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.toml"
    written = update_state(str(path), used)
    assert load_state(str(path)) == written
    assert written.recents == {"123456789012/ops/read": Recent(1_700_000_000, 1)}
    assert written.typed_roles == {"123456789012": ("ops/read",)}
    assert written.last_device == {"bastion": "arn:mfa"}
    again = update_state(str(path), lambda state: used(state, 1_800_000_000, typed=False))
    assert again.recents == {"123456789012/ops/read": Recent(1_800_000_000, 2)}
    assert again.typed_roles == written.typed_roles
    assert path.stat().st_mode & 0o777 == 0o600


def test_every_field_survives_the_file(tmp_path: Path) -> None:
    path = str(tmp_path / "state.toml")
    state = State(
        recents={"1/a b": Recent(2, 3), "1/'\"\n": Recent(1, 1)},
        typed_roles={"123456789012": ("a", "b")},
        last_device={"x.y": "serial"},
        base_profile="bastion",
        theme="nord",
        pins=("1/b", "1/a"),
        keep_fresh=("production-read", "b"),
        regions={"123456789012": "eu-west-1"},
        settings={"bell": False, "guard": "prod*"},
    )
    update_state(path, lambda _: state)
    assert load_state(path) == state


def test_only_the_newest_recents_are_kept(tmp_path: Path) -> None:
    path = str(tmp_path / "state.toml")
    many = {f"123456789012/r{number}": Recent(number, 1) for number in range(MOST_RECENTS + 5)}
    update_state(path, lambda state: state._replace(recents=many))
    kept = list(load_state(path).recents)
    assert kept[0] == f"123456789012/r{MOST_RECENTS + 4}"
    assert len(kept) == MOST_RECENTS
    assert "123456789012/r4" not in kept


ROTTEN = [b"theme = ", b"\xff\xfe\x00", b"a = 1\na = 2\n", b"[" * 5000]


@pytest.mark.parametrize("rotten", ROTTEN, ids=["value", "bytes", "twice", "nested"])
def test_rotten_file_is_forgotten_and_kept_aside(tmp_path: Path, rotten: bytes) -> None:
    path = tmp_path / "state.toml"
    path.write_bytes(rotten)
    assert load_state(str(path))._replace(settings={}) == State()
    update_state(str(path), used)
    assert (tmp_path / "state.toml.broken-1").read_bytes() == rotten
    assert load_state(str(path)).last_device == {"bastion": "arn:mfa"}


def test_every_rotten_file_has_a_name_of_its_own_and_the_last_nine_stay(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    for number in range(1, 13):
        path.write_bytes(b"rotten %d = " % number)
        update_state(str(path), used)
    kept = {file.name: file.read_bytes() for file in tmp_path.glob("state.toml.broken-*")}
    assert kept == {f"state.toml.broken-{n}": b"rotten %d = " % n for n in range(4, 13)}
    assert {file.stat().st_mode & 0o777 for file in tmp_path.glob("*.broken-*")} == {0o600}


def test_a_file_that_cannot_be_read_is_left_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    path.mkdir()
    with pytest.raises(RolecallError, match="not a regular file"):
        update_state(str(path), used)
    assert path.is_dir()


@pytest.mark.parametrize("target", ["dotfiles/state.toml", "../elsewhere/state.toml"])
def test_a_link_stays_a_link(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    path, real = folder / "state.toml", (folder / target).resolve()
    path.symlink_to(target)
    update_state(str(path), used)  # dangling at first
    update_state(str(path), lambda state: state._replace(theme="nord"))
    assert path.is_symlink()
    assert tomllib.loads(real.read_text())["theme"] == "nord"
    assert load_state(str(path)).last_device == {"bastion": "arn:mfa"}
    real.write_bytes(b"rotten = ")
    update_state(str(path), used)
    assert path.is_symlink()
    assert (folder / "state.toml.broken-1").read_bytes() == b"rotten = "


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    path.write_bytes(b'\xef\xbb\xbftheme = "nord"\r\npins = ["a"]\r\n')
    assert load_state(str(path)) == State(theme="nord", pins=("a",))


def test_values_of_a_wrong_type_are_left_out_and_the_rest_read(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    path.write_text(
        'theme = 3\nbase_profile = "x"\nrecents = ["nonsense", "1 1 k", 4, "x 1 k"]\n'
        'typed_roles = ["a"]\npins = 3\nkeep_fresh = ["a", 7, "a"]\n'
        '[last_device]\na = 1\nb = "c"\n[regions]\n1 = 2\n[settings]\na = 1\nb = true\n'
    )
    assert load_state(str(path)) == State(
        base_profile="x",
        recents={"k": Recent(1, 1)},
        last_device={"b": "c"},
        keep_fresh=("a",),
        settings={"b": True},
    )


def test_values_of_a_wrong_type_are_told_and_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    wrong = 'pins = "a"\ntheme = "nord"\n[regions]\n1 = 2\n[settings]\nbell = 1\n'
    path.write_text(wrong)
    path.chmod(0o600)
    assert load_state(str(path)).theme == "nord"
    ((line, hint),) = take_pending()
    assert line.endswith("state.toml: of a wrong type, and left out: pins, regions, settings.bell.")
    assert "state.toml.broken-1" in hint
    update_state(str(path), used)
    assert (tmp_path / "state.toml.broken-1").read_text() == wrong
    assert load_state(str(path)).theme == "nord"
    assert not take_pending(), "once"


def test_a_folder_in_the_files_place_is_an_empty_state(tmp_path: Path) -> None:
    (tmp_path / "state.toml").mkdir()
    state = load_state(str(tmp_path / "state.toml"))
    assert state == State(settings={"guard": "*"})


def test_what_a_later_version_wrote_stays(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    later = 'groups = ["123456789012/read"]\n\n[colours]\n"123456789012/read" = "red"\n'
    path.write_text(later)
    update_state(str(path), used)
    kept = tomllib.loads(path.read_text())
    assert {key: kept[key] for key in ("groups", "colours")} == tomllib.loads(later)


def test_change_of_nothing_leaves_the_file_untouched(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    update_state(str(path), used)
    before = path.stat().st_ino
    update_state(str(path), lambda state: state)
    assert path.stat().st_ino == before


def test_state_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RolecallError, match=r"state\.toml could not be"):
        update_state(str(tmp_path / "file" / "state.toml"), used)


WRITER = """
import sys
from rolecall.core.state.state import update_state
path, number = sys.argv[1:]
for turn in range(10):
    update_state(path, lambda s: s._replace(last_device={**s.last_device, f"{number}/{turn}": "r"}))
"""


def test_eight_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "state.toml")
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, path, str(number)]) for number in range(8)
    ]
    assert [writer.wait(60) for writer in writers] == [0] * 8
    assert set(load_state(path).last_device) == {f"{n}/{t}" for n in range(8) for t in range(10)}


PINNER = """
import sys
from rolecall.core.state.state import with_name, update_state
path, number = sys.argv[1:]
for turn in range(10):
    key = f"{number}/{turn}"
    update_state(path, lambda s: s._replace(pins=with_name(s.pins, key, True)))
    update_state(path, lambda s: s._replace(settings={**s.settings, key: True}))
    if turn % 2:
        update_state(path, lambda s: s._replace(pins=with_name(s.pins, key, False)))
"""


def test_two_pickers_that_pin_at_once_lose_no_pin_and_bring_none_back(tmp_path: Path) -> None:
    path = str(tmp_path / "state.toml")
    writers = [subprocess.Popen([sys.executable, "-c", PINNER, path, str(n)]) for n in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    state = load_state(path)
    assert set(state.pins) == {f"{n}/{t}" for n in range(2) for t in range(0, 10, 2)}
    assert set(state.settings) == {f"{n}/{t}" for n in range(2) for t in range(10)}


def test_a_mark_is_set_once_and_taken_out_again() -> None:
    assert with_name(("a", "b"), "a", True) == ("b", "a")
    assert with_name(("a", "b"), "a", False) == ("b",)
    assert with_name((), "a", False) == ()
