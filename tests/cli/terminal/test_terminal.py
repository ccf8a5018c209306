"""A prompt ends when its terminal is closed, so that no process is left waiting."""

import os
import pty
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from rolecall.cli.terminal.terminal import Terminal
from rolecall.core.errors import Cancelled, InputNeeded, RolecallError, UsageError
from tests.drivers.program import PATIENCE, Program

QUESTION = "Password: "


@pytest.fixture
def pair() -> Iterator[tuple[int, int]]:
    """The two ends of a pseudo-terminal: the user's and the program's."""
    master, slave = pty.openpty()
    yield master, slave
    for handle in (master, slave):
        try:
            os.close(handle)
        except OSError:
            continue  # closed by the test


def shown(master: int, words: str) -> None:
    """Wait until the terminal shows these words."""
    seen = b""
    while words.encode() not in seen:
        assert select.select([master], [], [], PATIENCE)[0], seen
        seen += os.read(master, 4096)


def outcome(ask: Callable[[], str], master: int, then: Callable[[], None]) -> str | RolecallError:
    """The result or the exception of a prompt, with `then` called while it is open."""
    found: list[str | RolecallError] = []

    def run() -> None:
        try:
            found.append(ask())
        except RolecallError as error:
            found.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    shown(master, QUESTION)
    then()
    thread.join(PATIENCE)
    assert found, "the question is still open"
    return found[0]


@pytest.mark.parametrize("hidden", [True, False])
def test_a_terminal_closed_during_the_question_cancels_it(
    pair: tuple[int, int], hidden: bool
) -> None:
    master, slave = pair
    terminal = Terminal(slave)
    ask = terminal.ask_hidden if hidden else terminal.ask
    assert isinstance(outcome(lambda: ask(QUESTION), master, lambda: os.close(master)), Cancelled)


@pytest.mark.parametrize("hidden", [True, False])
def test_a_terminal_closed_before_the_question_is_said_to_be_gone(
    pair: tuple[int, int], hidden: bool
) -> None:
    master, slave = pair
    os.close(master)
    terminal = Terminal(slave)
    with pytest.raises(InputNeeded, match="The terminal is gone"):
        (terminal.ask_hidden if hidden else terminal.ask)(QUESTION)


@pytest.mark.parametrize("words", [[], ["assume-role", "production", "read"]])
def test_a_program_whose_terminal_is_closed_ends(program: Program, words: list[str]) -> None:
    """In a session of its own, without SIGHUP when the terminal is closed."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "rolecall", *(words or ["export", "production"])],
        env=program.env,
        stdin=slave,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    os.close(slave)
    try:
        shown(master, "MFA Token: " if words else "Device [1]: ")
        os.close(master)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == (1 if words else 130)
    finally:
        process.kill()
        process.communicate()


def test_a_line_that_arrives_in_parts_is_one_answer(pair: tuple[int, int]) -> None:
    """ctrl+d passes on what is typed so far; only at the start of a line it is the end of input."""
    master, slave = pair
    ask = lambda: Terminal(slave).ask_hidden(QUESTION)  # noqa: E731
    assert outcome(ask, master, lambda: _write(master, b"first\x04second\n")) == "firstsecond"


def test_blanks_are_part_of_a_password_and_not_of_an_answer(pair: tuple[int, int]) -> None:
    master, slave = pair
    terminal = Terminal(slave)
    typed = " with blanks "
    assert (
        outcome(lambda: terminal.ask_hidden(QUESTION), master, lambda: _type(master, typed))
        == typed
    )
    assert (
        outcome(lambda: terminal.ask(QUESTION), master, lambda: _type(master, typed))
        == typed.strip()
    )


def test_a_password_that_is_no_text_is_refused_by_name(pair: tuple[int, int]) -> None:
    master, slave = pair
    ask = lambda: Terminal(slave).ask_hidden(QUESTION)  # noqa: E731
    found = outcome(ask, master, lambda: _write(master, b"p\xe4ss\n"))
    assert isinstance(found, UsageError)
    assert "UTF-8" in found.message


def _type(master: int, line: str) -> None:
    _write(master, f"{line}\n".encode())


def _write(master: int, data: bytes) -> None:
    os.write(master, data)
