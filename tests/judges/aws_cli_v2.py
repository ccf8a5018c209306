"""AWS's own CLI of version 2, whose sign-ins and caches ours are compared with.

It is on PyPI only as a part of a package of the CDK, in a layer for Lambda; it is unpacked once,
into the user's cache folder.
"""

import fcntl
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

PACKAGE = "aws-cdk.asset-awscli-v2==2.0.198"
VERSION = "2.38.5"
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")  # before a test's HOME
_PATIENCE = 240.0  # seconds for 70 MB


def aws_cli_v2() -> str:
    """Returns the path of the program; skips the test where it cannot be had."""
    folder = _CACHE / "rolecall-tests" / f"aws-cli-{VERSION}"
    program = folder / "dist" / "aws"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.parent / f"{folder.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes may want it
        if not program.exists():
            _unpack(folder)
    return str(program)


def _unpack(folder: Path) -> None:
    shutil.rmtree(partly := folder.parent / f"{folder.name}.part", ignore_errors=True)
    beside = os.path.dirname(sys.executable)
    uv = shutil.which("uv", path=f"{beside}{os.pathsep}{os.environ.get('PATH', os.defpath)}")
    install = ["pip", "install", "--quiet", "--no-deps", "--python", sys.executable]
    if (
        uv is None
        or subprocess.run(
            [uv, *install, "--target", str(partly), PACKAGE], capture_output=True, timeout=_PATIENCE
        ).returncode
    ):
        pytest.skip("the AWS CLI v2 cannot be had here")
    (package,) = partly.glob("aws_cdk/asset_awscli_v2/_jsii/*.tgz")
    with tarfile.open(package) as archive:
        (layer,) = (name for name in archive.getnames() if name.endswith("layer.zip"))
        file = archive.extractfile(layer)
        assert file is not None
        with zipfile.ZipFile(io.BytesIO(file.read())) as files:
            for name in files.namelist():
                files.extract(name, partly / "layer")
    unpacked = partly / "layer" / "awscli" / "v2" / VERSION
    (unpacked / "dist" / "aws").chmod(0o755)
    unpacked.rename(folder)
    shutil.rmtree(partly)
