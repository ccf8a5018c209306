"""state.toml: what is remembered, and what happens when it rots or many write it."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rolecall.core.errors import RolecallError
from rolecall.core.model import Target
from rolecall.core.state import MOST_RECENTS, Recent, State, load_state, note_use, update_state

TARGET = Target("123456789012", ("production",), "ops/read")


def used(state: State, at: float = 1_700_000_000.9, typed: bool = True) -> State:
    return note_use(state, TARGET, at=at, typed=typed, base_profile="bastion", device="arn:mfa")


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


@pytest.mark.parametrize("rotten", [b"theme = ", b"\xff\xfe\x00", b"a = 1\na = 2\n", b"[" * 5000])
def test_rotten_file_is_forgotten_and_kept_aside(tmp_path: Path, rotten: bytes) -> None:
    path = tmp_path / "state.toml"
    path.write_bytes(rotten)
    assert load_state(str(path)) == State()
    update_state(str(path), used)
    assert (tmp_path / "state.toml.broken").read_bytes() == rotten
    assert load_state(str(path)).last_device == {"bastion": "arn:mfa"}


def test_values_of_a_wrong_type_are_left_out_and_the_rest_read(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    path.write_text(
        'theme = 3\nbase_profile = "x"\nrecents = ["nonsense", "1 1 k", 4, "x 1 k"]\n'
        'typed_roles = ["a"]\n[last_device]\na = 1\nb = "c"\n'
    )
    assert load_state(str(path)) == State(
        base_profile="x", recents={"k": Recent(1, 1)}, last_device={"b": "c"}
    )


def test_a_folder_in_the_files_place_is_an_empty_state(tmp_path: Path) -> None:
    (tmp_path / "state.toml").mkdir()
    assert load_state(str(tmp_path / "state.toml")) == State()


def test_what_a_later_version_wrote_stays(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    later = 'pins = ["123456789012/read"]\n\n[regions]\n"123456789012/read" = "eu-west-1"\n'
    path.write_text(later)
    update_state(str(path), used)
    kept = tomllib.loads(path.read_text())
    assert {key: kept[key] for key in ("pins", "regions")} == tomllib.loads(later)


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
from rolecall.core.state import update_state
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
