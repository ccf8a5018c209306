"""`.env` files and JSON, read by their parsers: the same in all of them, or refused."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.handover.shell.exports import export_lines
from tests.judges.shell_evaluation import hostile_values, session

NAMES = ["production", "a/b+c==", "prödüktion", "日本", "x@y,z:1.2-3_4", "0123", ""]


def node(file: Path) -> dict[str, str]:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    done = subprocess.run(
        ["node", f"--env-file={file}", "-e", "console.log(JSON.stringify(process.env))"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    if "bad option" in done.stderr:
        pytest.skip("this node reads no .env files")
    found: dict[str, str] = json.loads(done.stdout)
    return found


def python_dotenv(file: Path) -> dict[str, str]:
    read = pytest.importorskip("dotenv").dotenv_values
    found: dict[str, str] = read(file)
    return found


def docker(file: Path) -> dict[str, str]:
    """The rule of `docker run --env-file`: the value is everything after the first =."""
    lines = file.read_text().splitlines()
    return dict((line.split("=", 1)[0], line.split("=", 1)[1]) for line in lines)


def sourced(shell: str, file: Path) -> dict[str, str]:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run(
        [shell, "-c", f"set -a; . {file}; env -0"],
        cwd=file.parent,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return dict(pair.split("=", 1) for pair in done.stdout.split("\0") if pair)


READERS: dict[str, Callable[[Path], dict[str, str]]] = {
    "node": node,
    "python-dotenv": python_dotenv,
    "docker": docker,
    "bash": partial(sourced, "bash"),
    "zsh": partial(sourced, "zsh"),
    "dash": partial(sourced, "dash"),
}


@pytest.mark.parametrize("reader", list(READERS))
def test_a_dotenv_file_is_read_alike_by_everybody(reader: str, tmp_path: Path) -> None:
    file = tmp_path / "role.env"
    for name in NAMES:
        held = session(name=name, region="eu-central-1")
        file.write_text(export_lines(held, "dotenv"))
        found = READERS[reader](file)
        assert found["AWS_ACCOUNT_NAME"] == found["GEO_ENV"] == name
        assert found["AWS_SECRET_ACCESS_KEY"] == held.credentials.secret_access_key.reveal()
        assert found["AWS_SESSION_TOKEN"] == held.credentials.session_token.reveal()
        assert found["AWS_CREDENTIAL_EXPIRATION"] == "2031-05-04T04:02:01Z"


@pytest.mark.parametrize("reader", list(READERS))
def test_a_hostile_name_is_equal_to_every_reader_or_refused(reader: str, tmp_path: Path) -> None:
    taken, lines = {}, []
    for number, name in enumerate(hostile_values(seed=3, count=400)):
        try:
            text = export_lines(session(name=name), "dotenv")
        except Refused as refused:
            assert name not in NAMES and refused.hint
            continue
        taken[f"NAME_{number}"] = name
        line = next(line for line in text.splitlines() if line.startswith("AWS_ACCOUNT_NAME="))
        lines.append(line.replace("AWS_ACCOUNT_NAME", f"NAME_{number}") + "\n")
    assert taken
    file = tmp_path / "role.env"
    file.write_text("".join(lines))
    found = READERS[reader](file)
    assert {name: found.get(name) for name in taken} == taken
    assert [path.name for path in tmp_path.iterdir()] == ["role.env"]


def test_json_carries_every_name_and_says_what_to_unset() -> None:
    for name in hostile_values(seed=4, count=400):
        text = export_lines(session(name=name, region="eu-west-1"), "json")
        assert text.isascii()
        found = json.loads(text)
        assert found["AWS_ACCOUNT_NAME"] == found["GEO_ENV"] == name
        assert found["AWS_PROFILE"] is None and found["AWS_REGION"] == "eu-west-1"


@pytest.mark.parametrize("form", ["dotenv", "json"])
@pytest.mark.parametrize("name", ["a\nb", "a\0b", "\x1b]52;c;eA==\x07", "\u2028", "\ud800"])
def test_control_characters_are_refused(form: str, name: str) -> None:
    with pytest.raises(Refused):
        export_lines(session(name=name), form)
