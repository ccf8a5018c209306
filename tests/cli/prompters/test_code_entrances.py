"""A code as people type and paste it, at every place where one can be given."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drivers.program import Program, Talk, exported

WIDE = {ord(str(digit)): 0xFF10 + digit for digit in range(10)}  # as Japanese keyboards type them


def blanks(code: str) -> str:
    return f" {code[:3]} {code[3:]} "


def wide(code: str) -> str:
    return code.translate(WIDE)


def wide_blanks(code: str) -> str:
    return f"{wide(code[:3])}\u3000{wide(code[3:])}"


def pasted(code: str) -> str:
    """From a chat: direction marks around it, and a dash that is no hyphen."""
    return f"\u200e{code[:3]}\u2013{code[3:]}\u200f"


WRITINGS = pytest.mark.parametrize("write", [blanks, wide, wide_blanks, pasted])
Write = Callable[[str], str]


def _sent(program: Program) -> list[str]:
    calls = [call for call in program.aws.calls if call.action == "GetSessionToken"]
    return [call.parameters["TokenCode"] for call in calls]


def _talk(program: Program, words: list[str], *answers: tuple[str, str]) -> Talk:
    talk = program.talk(words, list(answers))
    assert talk.status == 0, talk.shown
    return talk


@WRITINGS
def test_at_the_prompt(program: Program, write: Write) -> None:
    code = program.code()
    asked = "MFA code of alice-phone: "
    _talk(program, ["export", "staging"], ("Device [1]: ", "\n"), (asked, f"{write(code)}\n"))
    assert _sent(program) == [code]


@WRITINGS
def test_at_the_prompt_of_the_classic(program: Program, write: Write) -> None:
    code = program.code()
    _talk(program, ["assume-role", "staging", "read"], ("MFA Token: ", f"{write(code)}\n"))
    assert _sent(program) == [code]


@WRITINGS
def test_as_an_option(program: Program, write: Write) -> None:
    code = program.code()
    done = program.run("export", "staging", "--mfa-code", write(code))
    assert done.returncode == 0, done.stderr
    assert _sent(program) == [code]


@WRITINGS
def test_as_the_argument_of_the_classic(program: Program, write: Write) -> None:
    code = program.code()
    done = program.run("assume-role", "staging", "read", write(code), "eu-west-2")
    assert done.returncode == 0, done.stderr
    assert exported(done.stdout)["AWS_REGION"] == "eu-west-2"
    assert _sent(program) == [code]


@WRITINGS
def test_as_the_argument_of_the_classics_debug_lines(program: Program, write: Write) -> None:
    program.env["DEBUG_ASSUME_ROLE"] = "true"
    code = program.code()
    done = program.run("assume-role", "staging", "read", write(code))
    assert done.returncode == 0, done.stderr
    assert f"--token-code {code}" in done.stdout


@WRITINGS
def test_as_what_the_process_prints(program: Program, write: Write, tmp_path: Path) -> None:
    code = program.code()
    printed = tmp_path / "printed"
    printed.write_text(f"{write(code)}\n", encoding="utf-8")
    config = Path(program.paths.config_file)
    process = json.dumps(f"cat {printed}")
    config.write_text(f"[mfa]\nprocess = {process}\n\n{config.read_text(encoding='utf-8')}")
    done = program.run("export", "staging", "--no-input")
    assert done.returncode == 0, done.stderr
    assert _sent(program) == [code]
