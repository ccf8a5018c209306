"""Any text as a variable's value: each dialect's reader gets the same text, or it is refused."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rolecall.core.errors import RolecallError
from rolecall.handover.shell.dialects import set_line
from rolecall.handover.shell.env_files import dotenv, json_object
from rolecall.handover.shell.variables import Variables
from tests.full import times

SHELLS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "dash": "sh"}
QUIET = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"], "dash": []}
DUMP = "import json, os; print(json.dumps({k: v for k, v in os.environ.items() if k[:2] == 'V_'}))"
# What shells, globs and quoting rules look for, more often than chance would have it.
TEXTS = st.text(
    st.one_of(st.sampled_from("'\"\\$`!*?[]{}()<>|&;#~=%^ \n\t-"), st.characters()), max_size=24
)
RELAXED = settings(
    max_examples=times(400, 20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def lines_for(values: list[str], dialect: str) -> tuple[str, dict[str, str]]:
    """The export lines of those that are not refused, and what is to be read."""
    lines, wanted = [], {}
    for number, value in enumerate(values):
        try:
            lines.append(set_line(f"V_{number}", value, dialect))
        except RolecallError:
            continue
        wanted[f"V_{number}"] = value
    return "\n".join(lines), wanted


@pytest.mark.parametrize("shell", SHELLS)
@RELAXED
@given(values=st.lists(TEXTS, min_size=10, max_size=40))
def test_a_shell_reads_what_was_written(shell: str, values: list[str], tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    lines, wanted = lines_for(values, SHELLS[shell])
    tool = tmp_path / "lines"
    tool.write_text(lines)
    evaluate = f"eval (cat {tool})" if shell == "fish" else f'eval "$(cat {tool})"'
    done = subprocess.run(
        [shell, *QUIET[shell], "-c", f"{evaluate}\n'{sys.executable}' -c \"{DUMP}\""],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == wanted


@RELAXED
@given(values=st.lists(TEXTS, max_size=20))
def test_a_dotenv_reader_reads_what_was_written(values: list[str], tmp_path: Path) -> None:
    wanted = {}
    for number, value in enumerate(values):
        try:
            dotenv(Variables((), ((f"V_{number}", value),)))
        except RolecallError:
            continue
        wanted[f"V_{number}"] = value
    file = tmp_path / ".env"
    file.write_text(dotenv(Variables((), tuple(wanted.items()))))
    assert dotenv_values(file, interpolate=False) == wanted


@given(value=TEXTS)
def test_a_json_reader_reads_what_was_written(value: str) -> None:
    try:
        text = json_object(Variables((), (("V", value),)))
    except RolecallError:
        return
    assert json.loads(text) == {"V": value}


@pytest.mark.parametrize("dialect", ["bash", "zsh", "sh", "fish", "powershell"])
@given(value=st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs"))))
def test_what_can_be_typed_is_never_refused(dialect: str, value: str) -> None:
    assert set_line("V", value, dialect)
