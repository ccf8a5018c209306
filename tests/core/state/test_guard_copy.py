"""Account protection survives damage to either of the two files that store it."""

import json
import random
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.core.notices import take_pending
from rolecall.core.state.state import State, guard_chosen, load_state, update_state

GUARD = "prod*"
SEED = 20_240_917


def guarded(path: Path, guard: str = GUARD) -> None:
    """Protect an account as the palette does."""
    update_state(
        str(path), lambda state: state._replace(settings={**state.settings, "guard": guard})
    )


def protects(path: Path) -> set[str]:
    return set(guard_chosen(load_state(str(path))))


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    path = tmp_path / "rolecall" / "state.toml"
    update_state(
        str(path),
        lambda state: state._replace(pins=("123456789012/read",), theme="nord", keep_fresh=("a",)),
    )
    guarded(path)
    return path


def test_whole_files_are_silent(state_file: Path) -> None:
    assert protects(state_file) == {GUARD}
    assert not take_pending()
    assert {file.stat().st_mode & 0o777 for file in state_file.parent.iterdir()} == {0o600}


def test_no_flipped_bit_takes_the_guard_away_unseen(tmp_path: Path, state_file: Path) -> None:
    """Every bit of the file, each in a folder of its own, since a notice appears once per run."""
    good, copy = state_file.read_bytes(), (state_file.parent / "guard.json").read_bytes()
    for place in range(len(good) * 8):
        folder = tmp_path / str(place)
        folder.mkdir(mode=0o700)
        bad = bytearray(good)
        bad[place // 8] ^= 1 << place % 8
        (folder / "guard.json").write_bytes(copy)
        (folder / "state.toml").write_bytes(bad)
        assert protects(folder / "state.toml") & {GUARD, "*"}, bytes(bad)
        take_pending()


@pytest.mark.parametrize("cut", [0, 1, 20, 80, 100, 150, -3, -20])
def test_a_truncated_file_keeps_the_guard_and_says_so(state_file: Path, cut: int) -> None:
    state_file.write_bytes(state_file.read_bytes()[:cut])
    assert protects(state_file) >= {GUARD}
    ((line, hint),) = take_pending()
    assert "state.toml" in line
    assert "protected" in line
    assert hint


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2])


def gone(path: Path) -> None:
    path.unlink()


def without_guard(path: Path) -> None:
    path.write_text(path.read_text().replace('guard = "prod*"', ""))


def of_another_name(path: Path) -> None:
    path.write_text(path.read_text().replace("[settings]", "[settimgs]"))


def of_wrong_type(path: Path) -> None:
    path.write_text(path.read_text().replace('guard = "prod*"', "guard = true"))


def no_table(path: Path) -> None:
    text = path.read_text().replace('[settings]\nguard = "prod*"\n', "")
    path.write_text('settings = "prod*"\n' + text)


LOSSES = [damaged, gone, without_guard, of_another_name, of_wrong_type, no_table]


@pytest.mark.parametrize("lose", LOSSES)
def test_what_the_file_loses_the_copy_keeps(state_file: Path, lose: Callable[[Path], None]) -> None:
    lose(state_file)
    assert protects(state_file) == {GUARD}
    ((line, _),) = take_pending()
    assert line.count("\n") == 0
    assert "stays protected" in line
    # The next write stores it again, without a further notice.
    update_state(str(state_file), lambda state: state._replace(theme="dark"))
    assert tomllib.loads(state_file.read_text())["settings"]["guard"] == GUARD
    assert protects(state_file) == {GUARD}


@pytest.mark.parametrize("lose", LOSSES)
@pytest.mark.parametrize("copy", ["gone", "damaged"])
def test_where_both_are_lost_every_account_is_protected(
    state_file: Path, lose: Callable[[Path], None], copy: str
) -> None:
    file = state_file.parent / "guard.json"
    file.write_bytes(file.read_bytes().replace(b"prod", b"pros"))
    if copy == "gone":
        file.unlink()
    lose(state_file)
    if copy == "gone" and lose is gone:
        assert load_state(str(state_file)) == State(), "a first start"
        return
    assert "*" in protects(state_file)
    ((line, hint),) = take_pending()
    assert "every account is taken as protected" in line
    assert "ctrl+p" in hint
    guarded(state_file)  # no further notice
    assert protects(state_file) == {GUARD}


def test_a_lost_copy_is_written_again(state_file: Path) -> None:
    copy = state_file.parent / "guard.json"
    for spoil in (copy.unlink, lambda: copy.write_bytes(b"{")):
        spoil()
        assert protects(state_file) == {GUARD}
        update_state(str(state_file), lambda state: state)
        assert json.loads(copy.read_text())["guard"] == GUARD
    assert not take_pending()


def test_a_hand_edit_that_weakens_nothing_is_taken_in_silence(state_file: Path) -> None:
    text = state_file.read_text().replace('theme = "nord"', 'theme = "dracula"')
    state_file.write_text(text.replace('guard = "prod*"', 'guard = "live* prod*"'))
    state = load_state(str(state_file))
    assert (state.theme, set(guard_chosen(state))) == ("dracula", {"live*", "prod*"})
    assert not take_pending()
    update_state(str(state_file), lambda state: state._replace(theme="nord"))
    assert protects(state_file) == {"live*", "prod*"}


def test_a_guard_written_as_a_list_counts(state_file: Path) -> None:
    state_file.write_text(state_file.read_text().replace('"prod*"', '["prod*", "live*"]'))
    assert protects(state_file) == {"live*", "prod*"}


def test_what_a_hand_edit_takes_away_stays_until_it_is_switched_off(state_file: Path) -> None:
    state_file.write_text(state_file.read_text().replace("prod*", "dev*"))
    assert protects(state_file) == {GUARD, "dev*"}
    ((line, hint),) = take_pending()
    assert "no longer protects prod*" in line
    assert "ctrl+p" in hint
    guarded(state_file, "")
    assert protects(state_file) == set()
    assert not take_pending()


def test_a_file_of_an_earlier_version_is_taken_as_it_is_and_copied(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    path.write_text('theme = "nord"\n[settings]\nguard = "prod*"\n')
    assert protects(path) == {GUARD}
    assert not take_pending()
    path.write_text('theme = "nord"\n[settings]\nguars = "prod*"\n')
    assert protects(path) == {GUARD}


def test_any_damage_to_both_errs_on_the_safe_side(tmp_path: Path, state_file: Path) -> None:
    """1,000 mutations of state.toml without the copy: intact, reported, or everything protected."""
    chance = random.Random(SEED)  # noqa: S311 - a seed, no secret
    good = state_file.read_bytes()
    for number in range(1_000):
        folder = tmp_path / f"m{number}"
        folder.mkdir(mode=0o700)
        bad = bytearray(good)
        for _ in range(chance.choice([1, 1, 2, 8])):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        (folder / "state.toml").write_bytes(bad[: chance.choice([len(bad), chance.randrange(300)])])
        digest = b"guard_digest" in bad and b"guard_digest" in (folder / "state.toml").read_bytes()
        found = protects(folder / "state.toml")
        assert found & {GUARD, "*"} or take_pending() or not digest
        take_pending()


WRITER = """
import sys
from rolecall.core.state.state import update_state
for turn in range(40):
    guard = "prod*" if turn % 2 else ""
    update_state(sys.argv[1], lambda s: s._replace(settings={"guard": guard}))
"""


def test_a_reader_beside_a_writer_sees_no_doubt(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "state.toml"
    guarded(path)
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)]) as writer:
        while writer.poll() is None:
            assert protects(path) <= {GUARD}
    assert not take_pending()
