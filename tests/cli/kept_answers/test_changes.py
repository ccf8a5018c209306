"""Whatever may change an answer keeps the kept one from being given."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.kept_answers.answers import WORDS, Ask, Keep, answers, change, is_kept, read
from tests.drivers.program import Program


def test_an_answer_is_given_as_long_as_nothing_changes(program: Program, keep: Keep) -> None:
    keep()
    assert is_kept(program)
    assert is_kept(program)


def test_any_file_that_was_read_counts(program: Program, keep: Keep) -> None:
    kept = read(keep())
    files = kept["files"]
    assert isinstance(files, dict)
    assert {
        program.paths.accounts_file,
        program.paths.aws_config,
        program.paths.aws_credentials,
        program.paths.config_file,
        program.paths.state_file,
        kept["session"],
    } <= set(files)
    for name in files:
        path = Path(name)
        if path.is_dir():
            continue
        there = path.exists()
        if there:
            before = path.stat()
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
        assert not is_kept(program), name
        if not there:
            path.unlink()
        states = {each: _state(each) for each in files}
        for answer in answers(program):
            change(answer, files=states, text=kept["text"])
        assert is_kept(program), name


def _state(path: str) -> list[int]:
    from rolecall.core.process.inputs import state_of

    return state_of(path)


@pytest.mark.parametrize(
    "env",
    [
        {"AWS_REGION": "eu-west-1"},
        {"AWS_PROFILE_ASSUME_ROLE": "default"},
        {"ACCOUNTS_FILE": "accounts"},
        {"AWS_USERNAME": "somebody"},
    ],
    ids=lambda env: next(iter(env)),
)
def test_a_variable_that_was_read_counts(program: Program, keep: Keep, env: dict[str, str]) -> None:
    keep()
    done = program.run(*WORDS, env=env)
    assert not done.stdout.endswith("kept")


def test_a_variable_that_no_answer_hangs_on_does_not_count(program: Program, keep: Keep) -> None:
    keep()
    assert is_kept(program, SHLVL="7", OLDPWD="/", TERM="dumb")


def test_other_words_are_another_question(program: Program, keep: Keep) -> None:
    keep()
    assert not is_kept(program, *WORDS, "--no-input")


def others_can_write(path: Path) -> None:
    path.chmod(0o666)


def in_an_open_folder(path: Path) -> None:
    path.parent.chmod(0o777)


def a_link(path: Path) -> None:
    path.rename(path.with_suffix(".old"))
    path.symlink_to(path.with_suffix(".old"))


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(bytes(data))


def of_another_question(path: Path) -> None:
    change(path, question="0" * 64)


def over(path: Path) -> None:
    change(path, until=read(path)["since"])


def from_the_future(path: Path) -> None:
    change(path, since=4e9, until=5e9)


def of_another_session(path: Path) -> None:
    change(path, session_digest="0" * 64)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def without_keys(path: Path) -> None:
    change(path, text="no key in here: kept")


@pytest.mark.parametrize(
    "spoil",
    [
        others_can_write,
        in_an_open_folder,
        a_link,
        torn,
        flipped,
        of_another_question,
        over,
        from_the_future,
        of_another_session,
        empty,
        without_keys,
    ],
    ids=lambda each: each.__name__,
)
def test_an_answer_that_cannot_be_trusted_is_not_given(
    program: Program, keep: Keep, spoil: Callable[[Path], None]
) -> None:
    spoil(keep())
    assert not is_kept(program)


def test_a_session_that_was_forgotten_is_not_given(program: Program, keep: Keep) -> None:
    keep()
    assert program.run("forget", "production", "read").returncode == 0
    assert not program.run(*WORDS).stdout.endswith("kept")
    assert program.run("forget", "--all").returncode == 0
    assert program.run(*WORDS).returncode != 0


def test_relative_paths_are_looked_up_from_where_one_is(program: Program, asked: Ask) -> None:
    program.env["ACCOUNTS_FILE"] = os.path.relpath(program.paths.accounts_file)
    assert asked() == set()


def test_on_a_terminal_the_hint_is_printed_each_time(program: Program, keep: Keep) -> None:
    words = ("export", "production", "read", "--shell", "bash")
    keep(*words)
    talk = program.talk(words, [], captured=False)
    assert "These lines hold secrets" in talk.shown


def test_without_the_option_the_shell_that_asks_decides(asked: Ask) -> None:
    assert asked("export", "production", "read") == set()
    assert len(asked("export", "production", "read", "--shell", "sh")) == 1
