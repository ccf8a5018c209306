"""One session with the real AWS CLI v2: each uses and renews what the other signed in to."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.bastion import bastion_world
from rolecall.sessions.aws_tools.login_keys import read_token
from tests.demo.signin.person import USER, Person
from tests.drivers.program import take_terminal

PATIENCE = 120


@pytest.fixture
def aws() -> Iterator[EmbeddedAws]:
    """By the real clock, as the programs have no other."""
    with EmbeddedAws(bastion_world(time.time)) as running:
        yield running
    assert not running.crashes, "the embedded AWS itself failed"


@pytest.fixture
def person(tmp_path: Path, aws: EmbeddedAws) -> Person:
    made = Person(tmp_path, aws)
    role = aws.world.role("staging", "read")
    role.needs_mfa = False
    with open(tmp_path / ".aws" / "config", "a") as config:
        config.write("[profile reader]\nsource_profile = me\n")
        config.write(f"role_arn = {role.arn}\nexternal_id = {role.external_id}\n")
    return made


def rolecall(person: Person, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "rolecall", *words],
        env=person.cli.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        start_new_session=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def key_id(exported: str) -> str:
    found = re.search(r"AWS_ACCESS_KEY_ID=['\"]?([A-Z0-9]+)", exported)
    assert found is not None, exported
    return found[1]


def grants(aws: EmbeddedAws) -> list[str]:
    return [
        json.loads(asked.request.body)["grantType"]
        for asked in aws.sign_in.requests
        if asked.action == "CreateOAuth2Token"
    ]


def test_what_the_cli_signed_in_to_is_used_and_renewed(person: Person, aws: EmbeddedAws) -> None:
    person.log_in()
    first = key_id(rolecall(person, "export", "me", "--no-input"))
    exported = key_id(rolecall(person, "export", "reader", "--no-input"))
    key = aws.world.key(exported)
    assert key is not None and ":assumed-role/read/" in key.caller.arn
    person.expire()
    rolecall(person, "forget", "me", "alice")
    second = key_id(rolecall(person, "export", "me", "--no-input"))
    assert second != first
    assert person.identity().returncode == 0, "the CLI goes on with what we wrote"
    person.expire()
    done = person.identity()
    assert done.returncode == 0, done.stderr
    assert grants(aws) == ["authorization_code", "refresh_token", "refresh_token"]
    rolecall(person, "forget", "me", "alice")
    assert key_id(rolecall(person, "export", "me", "--no-input")) not in (first, second)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_we_signed_in_to_the_cli_uses_and_renews(
    person: Person, aws: EmbeddedAws, tmp_path: Path, elsewhere: bool
) -> None:
    config = tmp_path / ".aws" / "config"
    with_session = f"[profile me]\nlogin_session = {USER}\n"
    config.write_text(config.read_text().replace("[profile me]\n", with_session))
    exported = signed_in_on_a_terminal(person, elsewhere)
    token = read_token(str(tmp_path / ".aws" / "login" / "cache"), USER)
    assert token is not None and key_id(exported) == token.keys.access_key_id
    done = person.identity()
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Arn"] == USER
    person.expire()
    assert person.identity().returncode == 0
    person.expire()
    rolecall(person, "forget", "me", "alice")
    assert key_id(rolecall(person, "export", "me", "--no-input")) != key_id(exported)
    assert grants(aws) == ["authorization_code", "refresh_token", "refresh_token"]


# Here, also where the tests themselves run in a container.
HERE = """
import os, sys
from rolecall.cli.main import main
from rolecall.signin.browser import surroundings
surroundings._CONTAINERS = ()
sys.exit(main(["export", "me"], os.environ))
"""


def signed_in_on_a_terminal(person: Person, elsewhere: bool) -> str:
    """Export the keys; the browser answers the address on the terminal, and it may be pasted."""
    ours, theirs = pty.openpty()
    env = {**person.cli.env, "TERM": "dumb", "BROWSER": "true"}
    how = ["-m", "rolecall", "export", "me"] if elsewhere else ["-c", HERE]
    with subprocess.Popen(
        [sys.executable, *how],
        env={**env, "SSH_CONNECTION": "1 2 3 4"} if elsewhere else env,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: take_terminal(theirs),
    ) as running:
        os.close(theirs)
        shown = ""
        while not (address := re.search(r"(https?://\S+/v1/authorize\?\S+)\r?\n", shown)):
            assert select.select([ours], [], [], PATIENCE)[0], f"hangs, having shown {shown!r}"
            shown += os.read(ours, 4096).decode()
        page = person.browser.answer(address[1])
        if elsewhere:
            os.write(ours, re.findall("<code>(.+)</code>", page)[0].encode() + b"\n")
        assert running.stdout is not None
        exported = running.stdout.read().decode()
        os.close(ours)
    assert running.returncode == 0, shown
    return exported
