"""The other programs, and how a case reports that one of them is not here."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.judges import aws_cli_v2

PATIENCE = 900.0  # seconds; the AWS CLI is silent for minutes where a server is
Measure = Callable[[Path], str]  # given an empty folder, returns the figure


class Absent(Exception):
    """A program that this measurement needs is not installed; names it."""


class Beside(NamedTuple):
    """One measurement of another program."""

    case: str
    tool: str
    measure: Measure


def aws_cli() -> str:
    """Returns the path of the AWS CLI that is installed beside the interpreter."""
    return program("aws", str(Path(sys.executable).parent))


def aws_cli_2() -> str:
    """Returns the path of the AWS CLI of version 2, which is unpacked once."""
    try:
        return aws_cli_v2.aws_cli_v2()
    except pytest.skip.Exception as missing:
        raise Absent("the AWS CLI v2") from missing


def program(name: str, folder: str = "") -> str:
    found = shutil.which(name, path=f"{folder}:{os.environ['PATH']}" if folder else None)
    if found is None:
        raise Absent(name)
    return found


def classic_script() -> Path:
    """Returns the path of the classic's script."""
    path = os.environ.get("ROLECALL_CLASSIC", "")
    if not os.path.isfile(path):
        raise Absent("the classic's script (ROLECALL_CLASSIC)")
    program("jq")
    return Path(path)


def version(tool: str) -> str:
    """The tool's name and version, for the table."""
    package = {"AWS CLI": "awscli", "AWS CLI’s writer": "awscli", "pyperclip": "pyperclip"}
    if tool == "AWS CLI v2":
        return f"AWS CLI {aws_cli_v2.VERSION}"
    if name := package.get(tool):
        return f"{tool} {importlib.metadata.version(name)}"
    return tool


def run(*words: str, env: dict[str, str], **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end, its output captured."""
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        words,
        **{"stdin": subprocess.DEVNULL, "capture_output": True, "timeout": PATIENCE, **options},
        env=env,
    )
