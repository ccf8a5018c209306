"""The environment of the demo world: the caller's own, without what leads to real accounts."""

import os
import re
import site
import sys
from collections.abc import Mapping
from pathlib import Path

from rolecall.demo.console.federation_endpoint import PATH
from rolecall.demo.world.device import VARIABLE

# Ours and other switchers' variables, and those that lead a shell to the user's own files.
_DROPPED = re.compile(
    r"(AWS|AWSUME|AWSU|SAML|ROLECALL|BOTO)_.*|ACCOUNTS_FILE|GEO_ENV|(DEBUG_)?ASSUME_ROLE.*"
    r"|DEBUG|HISTFILE|ZDOTDIR|BASH_ENV|ENV"
)
_LOOPBACK = ("127.0.0.1", "localhost")


def world_environment(
    env: Mapping[str, str], home: Path, endpoint: str, devices: Path
) -> dict[str, str]:
    """`env` turned towards the world: `home` is the HOME, `endpoint` the AWS, `devices` the MFA."""
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
    # A Python package installed with --user is found through HOME.
    world.setdefault("PYTHONUSERBASE", site.getuserbase())
    # Where the commands installed beside us lie outside PATH, a shell in the world finds them too.
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
