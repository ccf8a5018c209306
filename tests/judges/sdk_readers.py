"""Reads the profile `dev` of many credentials files with several SDKs."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from botocore.credentials import SharedCredentialProvider

PATIENCE = 600.0  # seconds; a deadline against hangs
LOADER = "@smithy/shared-ini-file-loader"


class Keys(NamedTuple):
    access_key_id: str
    secret: str
    token: str


def by_botocore(paths: Sequence[Path]) -> list[Keys]:
    found = [SharedCredentialProvider(str(path), "dev").load() for path in paths]
    return [Keys(one.access_key, one.secret_key, one.token) for one in found]


# As `aws` before any command, but in one process: a thousand starts take minutes.
_AWS = """
import json, os, sys
from awscli.clidriver import create_clidriver
found = []
for path in json.load(sys.stdin):
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = path
    session = create_clidriver().session
    session.set_config_variable("profile", "dev")
    keys = session.get_credentials()
    found.append([keys.access_key, keys.secret_key, keys.token])
print(json.dumps(found))
"""


def by_aws_cli(paths: Sequence[Path]) -> list[Keys]:
    """Read through the session that the AWS CLI opens for its commands."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env = {**clean, "AWS_CONFIG_FILE": os.devnull}
    return _read_by([sys.executable, "-c", _AWS], paths, env)


_NODE = """
const { loadSharedConfigFiles } = require(process.argv[1]);
(async () => {
    const paths = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const found = [];
    for (const filepath of paths) {
        const { credentialsFile } = await loadSharedConfigFiles({
            filepath, configFilepath: "/dev/null"
        });
        const dev = credentialsFile.dev;
        found.push([dev.aws_access_key_id, dev.aws_secret_access_key, dev.aws_session_token]);
    }
    console.log(JSON.stringify(found));
})();
"""


def javascript_loader(folder: Path) -> Path:
    """The loader of the AWS SDK for JavaScript, installed to `folder`; skips without npm."""
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("npm and node are not installed")
    install = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", LOADER]
    done = subprocess.run(install, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode != 0:
        pytest.skip(f"npm cannot install {LOADER} here")
    return folder / "node_modules" / LOADER


def by_javascript(paths: Sequence[Path], loader: Path) -> list[Keys]:
    return _read_by(["node", "-e", _NODE, str(loader)], paths, dict(os.environ))


def _read_by(command: list[str], paths: Sequence[Path], env: dict[str, str]) -> list[Keys]:
    done = subprocess.run(
        command,
        input=json.dumps([str(path) for path in paths]),
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return [Keys(*keys) for keys in json.loads(done.stdout)]
