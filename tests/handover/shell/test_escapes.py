"""An octal escape is complete, whatever digit follows it."""

import re
from pathlib import Path

import pytest

from rolecall.handover.shell.dialects import set_line
from tests.judges.shell_evaluation import SHELLS, evaluated


@pytest.mark.parametrize("bare", [False, True], ids=["quoted", "bare"])
@pytest.mark.parametrize("value", ["a 7", "é7é0", "'0'1", " 0000", "$8", "(77)", "日本1"])
def test_a_digit_after_an_escaped_character_stays_a_digit(
    shell: str, folder: Path, value: str, bare: bool
) -> None:
    lines = set_line("GEO_ENV", value, SHELLS[shell]) + "\n"
    assert evaluated(shell, lines, folder, bare=bare)["GEO_ENV"] == value


@pytest.mark.parametrize(
    ("dialect", "escape"),
    [
        ("sh", r"\\0[0-3][0-7]{2}"),  # POSIX.1-2017, printf, %b: a zero before up to three digits
        ("bash", r"\\[0-3][0-7]{2}"),  # bash(1), QUOTING: three digits, no zero before
        ("zsh", r"\\[0-3][0-7]{2}"),
    ],
)
def test_an_escape_has_the_digits_that_its_shell_reads(dialect: str, escape: str) -> None:
    line = set_line("GEO_ENV", "a é'7", dialect)
    said = line.partition("=")[2]
    inside = said[said.index("'") + 1 : said.rindex("'")]
    assert re.fullmatch(rf"a{escape}{escape}{escape}{escape}7", inside)
