"""A held session whose answer is kept, and marked so that handing it out is visible."""

import os
from pathlib import Path

import pytest

from rolecall.cli import kept_answers
from rolecall.cli.main import main
from tests.cli.kept_answers.answers import MARK, WORDS, Ask, Keep, answers, change, read
from tests.drivers.program import Program


@pytest.fixture
def asked(
    program: Program, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Ask:
    """Ask in this process, as if all files were old; returns the answers that are kept."""
    program.sign_in("production", "read")

    def ask(*words: str, env: dict[str, str] | None = None) -> set[Path]:
        before = set(answers(program))
        program.run(*(words or WORDS), env=env or {})  # writes what it parsed
        for early in set(answers(program)) - before:  # on a slow machine
            early.unlink()
        with monkeypatch.context() as patched:
            patched.setattr(kept_answers, "SETTLED", -3600.0)
            patched.setattr(os, "environ", program.env)  # nothing else decides
            assert main(words or WORDS, {**program.env, **(env or {})}) == 0
        capfd.readouterr()
        return set(answers(program)) - before

    return ask


@pytest.fixture
def keep(asked: Ask) -> Keep:
    """Keep the answer to a command line, marked."""

    def kept(*words: str, env: dict[str, str] | None = None) -> Path:
        (path,) = asked(*words, env=env)
        change(path, text=f"{read(path)['text']}{MARK}")
        return path

    return kept
