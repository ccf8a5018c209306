"""The environment of the demo world: the caller's, without anything that leads to real accounts."""

import os
import re
import site
import sys
from collections.abc import Mapping
from pathlib import Path

from rolecall.demo.console.federation_endpoint import PATH
from rolecall.demo.world.device import VARIABLE

# Variables of AWS tools, of Rolecall and of other role switchers, and those that make a shell
# read the user's own files.
_DROPPED = re.compile(
    r"(AWS|AWSUME|AWSU|SAML|ROLECALL|BOTO)_.*|ACCOUNTS_FILE|GEO_ENV|(DEBUG_)?ASSUME_ROLE.*"
    r"|DEBUG|HISTFILE|ZDOTDIR|BASH_ENV|ENV"
)
_LOOPBACK = ("127.0.0.1", "localhost")


def world_environment(
    env: Mapping[str, str], home: Path, endpoint: str, devices: Path
) -> dict[str, str]:
    """Return `env` changed for the demo world.

    `home` becomes HOME, `endpoint` is the URL of the embedded AWS, and `devices` the file with the
    seeds of the MFA devices.
    """
    world = {name: value for name, value in env.items() if not _DROPPED.fullmatch(name)}
    world |= {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "AWS_ENDPOINT_URL": endpoint,
        "ROLECALL_FEDERATION_URL": endpoint + PATH,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        VARIABLE: str(devices),
    }
    if sys.platform == "win32":
        world |= {
            "USERPROFILE": str(home),
            "APPDATA": str(home / "AppData" / "Roaming"),
            "LOCALAPPDATA": str(home / "AppData" / "Local"),
        }
    for name in ("NO_PROXY", "no_proxy"):
        world[name] = _unproxied(env.get(name) or env.get(name.swapcase()) or "")
    # Python looks below HOME for packages installed with --user.
    world.setdefault("PYTHONUSERBASE", site.getuserbase())
    # A shell in the world finds `rolecall` even if its virtual environment is not on PATH.
    commands = os.path.dirname(sys.executable)
    path = env.get("PATH", os.defpath)
    if commands not in path.split(os.pathsep):
        world["PATH"] = f"{path}{os.pathsep}{commands}"
    return world


def _unproxied(hosts: str) -> str:
    if hosts.strip() == "*":
        return hosts
    known = [host.strip() for host in hosts.split(",") if host.strip()]
    return ",".join([*known, *(host for host in _LOOPBACK if host not in known)])
