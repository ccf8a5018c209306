"""Evaluates lines in real shells in a hostile folder, and reads their children's environment."""

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rolecall.core.model import Credentials, RoleSession
from rolecall.core.role_request import RoleRequest
from rolecall.core.secret import Secret

START = datetime(2031, 5, 4, 3, 2, 1, tzinfo=UTC)
END = START + timedelta(hours=1)
SHELLS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "dash": "sh"}
OPTIONS = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"], "dash": []}


def session(name: str = "production", role: str = "ops/read", region: str = "") -> RoleSession:
    return RoleSession(
        credentials=Credentials(
            access_key_id="ASIAEXAMPLE000000001",
            secret_access_key=Secret("secret/of+the+role/000000000000000000001"),
            session_token=Secret("token//of+the+role=="),
            expiration=END,
        ),
        account_id="012345678901",
        account_name=name,
        role=role,
        region=region,
        started=START,
        request=RoleRequest("bastion", "bastion", "", f"arn:aws:iam::012345678901:role/{role}"),
    )


BOTOCORE = """
import botocore.session, json, sys
session = botocore.session.Session()
held = session.get_credentials().get_frozen_credentials()
print(json.dumps([*held, session.get_config_variable("region")]))
"""


def evaluated(
    shell: str,
    lines: str,
    folder: Path,
    *,
    bare: bool,
    env: dict[str, str] | None = None,
    before: str = "",
    after: str = "",
) -> dict[str, str]:
    """The environment of a child of `shell` after it evaluated `lines` in `folder`."""
    tool = folder.parent / "lines"
    tool.write_text(lines)
    dump = folder.parent / "env.json"
    show = (
        f'{sys.executable} -c \'import json, os; json.dump(dict(os.environ), open("{dump}", "w"))\''
    )
    if bare:
        evaluate = f"eval (cat {tool})" if shell == "fish" else f"eval $(cat {tool})"
    elif shell == "fish":
        evaluate = f'set out (cat {tool}); and eval "$out"'
    else:
        evaluate = f'out="$(cat {tool})" && eval "$out"'
    script = f"{before}\n{evaluate} || exit 9\n{after}\n{show}\n"
    done = subprocess.run(
        [shell, *OPTIONS[shell], "-c", script],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder.parent),
            "LC_ALL": "C.UTF-8",
            **(env or {}),
        },
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == ""
    found: dict[str, str] = json.loads(dump.read_text())
    return found


def hostile_folder(above: Path) -> Path:
    """A folder of hostile file names: every glob matches one, and evaluating it would run code."""
    inside = above / "inside"
    inside.mkdir()
    for name in (
        "*",
        "-n",
        "a b",
        ";touch pwned;",
        "export AWS_ACCOUNT_NAME=x",
        'AWS_ACCOUNT_NAME="";touch pwned;"";',
        "AWS_ACCOUNT_NAME='a;touch pwned;b';",
        "AWS_ACCOUNT_NAME=$'a;touch pwned;b';",
        "AWS_ACCOUNT_NAME='aXb';",
        "'aXb';",
        "$(touch pwned)",
    ):
        (inside / name).touch()
    return inside


def hostile_values(seed: int, count: int) -> list[str]:
    """Names from a seed, made of what shells interpret, and names that once caused faults."""
    parts = [
        *("$(touch pwned)", "`touch pwned`", ";touch pwned;", "'", '"', "\\", "\\'", "=ls", "!!"),
        *("!touch", "*", "?", "[a-z]", "~", "~root", " ", "  ", "&& touch pwned", "| tee pwned"),
        *("> pwned", "#", "${IFS}", "$HOME", "%s", "%n", "\\052", "\\n", "{a,b}", "(", ")", "@(a)"),
        *(
            "é",
            "日本",
            "🚀",
            "\u202e",
            "\u200b",
            "a",
            "Z",
            "9",
            "-",
            "^",
            "<(touch pwned)",
            "\\x2a",
        ),
    ]
    chance = random.Random(seed)  # noqa: S311
    values = [*parts, "=ls", "a*b", " lead", "trail ", "two  spaces", "'; touch pwned; '", "-n", ""]
    values += ["".join(chance.choices(parts, k=chance.randint(1, 6))) for _ in range(count)]
    return values
