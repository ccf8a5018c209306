"""AWS's own CLI of version 2, whose sign-ins and caches ours are compared with.

It is on PyPI only as a part of a package of the CDK, in a layer for Lambda; it is unpacked once,
into the user's cache folder.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.judges.installed_once import PATIENCE, installed_once

PACKAGE = "aws-cdk.asset-awscli-v2==2.0.198"
VERSION = "2.38.5"


def aws_cli_v2() -> str:
    """Returns the path of the program; skips the test where it cannot be had."""
    return str(installed_once(f"aws-cli-{VERSION}", _unpack) / "dist" / "aws")


def _unpack(folder: Path) -> None:
    beside = os.path.dirname(sys.executable)
    uv = shutil.which("uv", path=f"{beside}{os.pathsep}{os.environ.get('PATH', os.defpath)}")
    install = ["pip", "install", "--quiet", "--no-deps", "--python", sys.executable]
    package = folder / "package"
    if (
        uv is None
        or subprocess.run(
            [uv, *install, "--target", str(package), PACKAGE], capture_output=True, timeout=PATIENCE
        ).returncode
    ):
        pytest.skip("the AWS CLI v2 cannot be had here")
    (archived,) = package.glob("aws_cdk/asset_awscli_v2/_jsii/*.tgz")
    with tarfile.open(archived) as archive:
        (layer,) = (name for name in archive.getnames() if name.endswith("layer.zip"))
        file = archive.extractfile(layer)
        assert file is not None
        with zipfile.ZipFile(io.BytesIO(file.read())) as files:
            for name in files.namelist():
                files.extract(name, folder / "layer")
    (folder / "layer" / "awscli" / "v2" / VERSION / "dist").rename(folder / "dist")
    (folder / "dist" / "aws").chmod(0o755)
    shutil.rmtree(folder / "layer")
    shutil.rmtree(package)


class AwsCliV2:
    """The program in an environment, with a HOME of its own."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.program = aws_cli_v2()
        self.env = dict(env)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.program, *words], env=self.env, capture_output=True, text=True, timeout=PATIENCE
        )

    def sso_login(self, session: str, visit: Callable[[str], object], *words: str) -> None:
        """Sign in to an Identity Center; `visit` goes to the address that the program prints."""

        def look(line: str) -> str:
            if address := re.search(r"https?://\S+(?:authorize\?|user_code=)\S*", line):
                visit(address[0])
            return ""

        self.talk(["sso", "login", "--sso-session", session, "--no-browser", *words], look)

    def talk(self, words: list[str], reply: Callable[[str], str]) -> None:
        """Run a command; each line that it prints may be replied to. Fails where it does."""
        with subprocess.Popen(
            [self.program, *words],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as running:
            assert running.stdout is not None
            assert running.stdin is not None
            told = ""
            for line in running.stdout:
                told += line
                if typed := reply(line):
                    running.stdin.write(f"{typed}\n")
                    running.stdin.flush()
        assert running.returncode == 0, told
