"""A home folder with every file that Rolecall reads, and a reader of all of them."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rolecall.cli.main import main
from rolecall.core.process.sha1 import sha1_hex
from rolecall.demo.doors import add_doors
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import build_stage, write_private
from rolecall.demo.world.federation import demo_world
from tests.canaries.record import registered
from tests.drivers.program import Program

SECRET = registered("NotARealKey0of0a0file")
CENTER, START = "corp", "https://corp.awsapps.com/start"
# Each reads other files; none asks a question or starts another program.
COMMANDS = (
    ("list",),
    ("list", "--json", "prod"),
    ("sessions",),
    ("explain", "production", "read"),
    ("export", "production", "read", "--shell", "sh", "--no-input"),
    ("credential-process", "production", "read"),
)


def furnished(folder: Path, aws: EmbeddedAws) -> Program:
    """Builds the home: signed in by MFA, with what every source of targets and sessions leaves."""
    stage = build_stage(folder, aws.world, aws.endpoint, os.environ)
    add_doors(stage, aws.world, aws.identity_center, aws.aws_login)
    program = Program(stage, aws)
    program.sign_in("production", "read")
    paths = stage.paths
    role = "arn:aws:iam::222233334444:role/read"
    texts: Mapping[str, object] = {
        paths.discovered: {"version": 1, "saml": {"corp": [role]}},
        paths.assignments: {
            "version": 1,
            "centers": {
                CENTER: {"start_url": START, "listed": 1.7e9, "accounts": [
                    {"id": "222233334444", "name": "production", "roles": ["Admin"]}
                ]}
            },
        },
        paths.handed_over: {"ASIAEXAMPLE000000001": {
            "until": "2030-01-01T00:00:00Z", "handed": {"clipboard": "2029-01-01T00:00:00Z"}
        }},
        paths.used_codes: {"a" * 64: 1.7e9},
        paths.ended_logins: ["b" * 40],
        os.path.join(paths.sso_cache, sha1_hex(CENTER.encode()) + ".json"): {
            "startUrl": START, "region": "eu-central-1", "accessToken": SECRET,
            "expiresAt": "2030-01-01T00:00:00Z", "refreshToken": SECRET,
        },
        os.path.join(stage.home, ".aws", "cli", "cache", "c" * 40 + ".json"): {
            "Credentials": {
                "AccessKeyId": "ASIAEXAMPLE000000002", "SecretAccessKey": SECRET,
                "SessionToken": SECRET, "Expiration": "2030-01-01T00:00:00Z",
            }
        },
    }  # fmt: skip
    for path, content in texts.items():
        write_private(Path(path), json.dumps(content))
    write_private(Path(paths.saml_file), f"[default]\nusername = alice\npassword = {SECRET}\n")
    guard = Path(paths.state_file).with_name("guard.json")
    if not guard.exists():
        write_private(guard, json.dumps({"version": 1, "protected": ["222233334444"]}))
    return program


def files(program: Program) -> list[Path]:
    """The files that are read, by their paths; locks and traces are none."""
    found = (path for path in sorted(program.home.rglob("*")) if path.is_file())
    return [
        path
        for path in found
        if path.suffix in (".json", ".toml", "")
        and "rolecall-" not in path.name
        and path.name[0] != "."
    ]


def read_all(env: Mapping[str, str]) -> str:
    """Runs every command in this process; returns what they said, and fails on an internal error.

    What they printed as data is not returned: it may hold the session that was asked for.
    """
    with data_elsewhere() as messages:
        statuses = [main(words, env) for words in COMMANDS]
        text = messages()
    assert "Internal error" not in text, text
    assert set(statuses) <= {0, 1, 2, 3, 4, 5}, statuses
    return text


@contextmanager
def data_elsewhere() -> Iterator[Callable[[], str]]:
    """Sends descriptor 1 to nowhere and 2 to a file; yields what returns that file's text."""
    with tempfile.TemporaryFile() as messages, open(os.devnull, "wb") as nowhere:
        kept = os.dup(1), os.dup(2)
        sys.stdout.flush()
        os.dup2(nowhere.fileno(), 1)
        os.dup2(messages.fileno(), 2)

        def text() -> str:
            messages.seek(0)
            return messages.read().decode(errors="replace")

        try:
            yield text
        finally:
            for handle, number in zip(kept, (1, 2), strict=True):
                os.dup2(handle, number)
                os.close(handle)


def federated_aws() -> EmbeddedAws:
    """The embedded AWS with a SAML provider as well."""
    return EmbeddedAws(demo_world())


def put_back(contents: Mapping[Path, bytes]) -> None:
    for path, content in contents.items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def read_with(household: Program, path: Path, content: bytes) -> None:
    """Read everything with this content in one file."""
    path.write_bytes(content)
    said = read_all(household.env)
    assert SECRET not in said
    assert "\x1b" not in said


def kind_of(path: Path) -> str:
    """The name of a kind of file: its own, or its folder's where names are digests."""
    return path.parent.name if len(path.stem) >= 40 else path.name
