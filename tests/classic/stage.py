"""The classic's test bed: its accounts, user, device and login, with servers on loopback.

The classic's tests use stubs of `aws` and `curl`; here an STS, an IAM and an IdP refuse what those
refuse. The values are equivalent, and well-formed where the stubs' were unlike AWS's.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from rolecall.core.paths import paths_from
from rolecall.demo.environment import world_environment
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.idp import IdentityProvider
from rolecall.demo.world.world import Role, SamlProvider, User, World

SCRIPT = Path(__file__).parents[2] / "src" / "scripts" / "assume-role"
DEV, STRING, GIVEN = "123456789012", "012345678901", "111111111111"
BAD = 12345678901212354  # digits
USER, DEVICE, REGION = "aws_username", "BobsMFADevice", "nz-north-1"
SAML_USER, SAML_PASSWORD = "luke@example.com", 'hunter2 "\\$&%'
PROVIDER = "saml-test-idp"
TEMPLATE = '{"service": "aws", "email": "$saml_user", "password": "$saml_password"}'
Done = subprocess.CompletedProcess[str]


class Classic:
    """A HOME and an environment as the classic's tests set them up, with `assume-role` in it."""

    def __init__(self, folder: Path, clock: SettableClock) -> None:
        self.folder = folder
        self.world = _world(clock)
        self.user = next(iter(self.world.users.values()))
        self.idp = self.world.idp = _idp(clock)
        self.aws = EmbeddedAws(self.world)
        self.aws.start()
        self.env = self._environment()

    def close(self) -> None:
        self.aws.close()

    @property
    def code(self) -> str:
        """The code that the device shows."""
        return self.user.devices[0].code(self.world.clock())

    @property
    def stage(self) -> Stage:
        return Stage(self.folder / "home", self.env, paths_from(self.env))

    def saml(self) -> None:
        """The variables of the scheme `saml`; writes the login to its file."""
        self.env |= {
            "AWS_ASSUME_ROLE_AUTH_SCHEME": "saml",
            "SAML_IDP_NAME": PROVIDER,
            "SAML_IDP_ASSERTION_URL": self.aws.idp_url,
            "SAML_IDP_REQUEST_BODY_TEMPLATE": TEMPLATE,
        }
        self.write_login(SAML_USER, SAML_PASSWORD)

    def write_login(self, user: str, password: str) -> None:
        path = Path(self.env["SAML_FILE"])
        path.write_text(f"username = {user}\npassword = {password}\n", encoding="utf-8")
        path.chmod(0o600)

    def run(self, *words: str, merged: bool = False, env: Mapping[str, str] = {}) -> Done:
        """Run `assume-role` without a terminal; `merged` merges stderr into stdout, in order."""
        return subprocess.run(
            ["assume-role", *words],
            env={**self.env, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            text=True,
            timeout=60,
            start_new_session=True,
        )

    def shell(self, command: list[str], script: str, env: Mapping[str, str] = {}) -> Done:
        """Run a script in a shell with `assume-role` on its PATH."""
        return subprocess.run(
            [*command, "-c", script],
            env={**self.env, **env},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            start_new_session=True,
        )

    def _environment(self) -> dict[str, str]:
        home = self.folder / "home"
        programs = self.folder / "bin"
        for place in (home / ".aws", programs):
            place.mkdir(parents=True)
        _program(programs / "assume-role", SCRIPT.read_text())
        _program(programs / "rolecall", f'#!/bin/sh\nexec "{sys.executable}" -m rolecall "$@"\n')
        (home / ".aws" / "config").write_text(f"[default]\nregion = {REGION}\n")
        (home / ".aws" / "credentials").write_text(
            f"[default]\naws_access_key_id = {self.user.access_key_id}\n"
            f"aws_secret_access_key = {self.user.secret}\n"
        )
        accounts = {"default": DEV, "dev": int(DEV), "string": STRING, "bad": BAD}
        (self.folder / "accounts_file.json").write_text(json.dumps(accounts))
        env = world_environment(os.environ, home, self.aws.endpoint, self.folder / "none")
        del env["ROLECALL_DEMO"]
        return env | {
            "ACCOUNTS_FILE": str(self.folder / "accounts_file.json"),
            "SAML_FILE": str(self.folder / "saml_creds.cfg"),
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        }


def _world(clock: SettableClock) -> World:
    world = World(clock)
    for alias, account_id in (("dev", DEV), ("string", STRING), ("given", GIVEN)):
        world.add_account(alias, account_id)
    user: User = world.add_user(DEV, USER, (DEVICE,))
    for account_id in (DEV, STRING, GIVEN):
        for name in ("look_around", "sudo", "read"):
            provider = SamlProvider(account_id, PROVIDER, "https://idp.example.com/saml")
            world.add_saml_provider(provider)
            role = Role(account_id, name, external_id=account_id)
            role.trusts |= {user.arn, provider.arn}
            world.add_role(role)
    return world


def _idp(clock: SettableClock) -> IdentityProvider:
    pairs = [
        f"arn:aws:iam::{account_id}:role/{name},arn:aws:iam::{account_id}:saml-provider/{PROVIDER}"
        for account_id in (DEV, STRING, GIVEN)
        for name in ("look_around", "sudo", "read")
    ]
    return IdentityProvider(
        clock, name=PROVIDER, user=SAML_USER, password=SAML_PASSWORD, roles=pairs
    )


def _program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)
