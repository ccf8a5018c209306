"""Adds to a stage what leads to its Identity Center, and a session of `aws login`."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from rolecall.demo.signin.dpop import thumbprint_of
from rolecall.demo.signin.endpoints import HERE, issued
from rolecall.demo.signin.es256 import new_key
from rolecall.demo.stage import Stage, write_private
from rolecall.demo.world.approval import APPROVALS
from rolecall.demo.world.assignments import (
    APPROVES_AFTER,
    ASSIGNMENTS,
    NAME,
    PROVIDER,
    assign_all,
)
from rolecall.demo.world.aws_login import AwsLogin
from rolecall.demo.world.device import VARIABLE
from rolecall.demo.world.identity_center import SCOPE, IdentityCenter
from rolecall.demo.world.world import Role, World

SIGNING, SIGNER = ("release-signing", "252525252626"), "signer"  # taken by the keys of `aws login`


def add_doors(stage: Stage, world: World, center: IdentityCenter, login: AwsLogin) -> None:
    """Assign the accounts; write the profiles, and the session of a user who has signed in."""
    assign_all(world, center)
    world.add_account(*SIGNING)
    world.add_role(Role(SIGNING[1], SIGNER, trusts={login.user_arn}))
    config = Path(stage.paths.aws_config)
    write_private(config, config.read_text() + _profiles(center, login))
    devices = Path(stage.env[VARIABLE])
    known = json.loads(devices.read_text())
    write_private(devices, json.dumps({**known, APPROVALS: {PROVIDER: APPROVES_AFTER}}))
    session = hashlib.sha256(login.user_arn.encode()).hexdigest()
    cache = stage.home / ".aws" / "login" / "cache" / f"{session}.json"
    write_private(cache, json.dumps(_signed_in(world, login)))


def _profiles(center: IdentityCenter, login: AwsLogin) -> str:
    audited = next(each for each in ASSIGNMENTS if each.name == "security-lake")
    return f"""
# Sign in: rolecall sso login {NAME}
[sso-session {NAME}]
sso_start_url = {center.start_url}
sso_region = {center.region}
sso_registration_scopes = {SCOPE}

[profile security-audit]
sso_session = {NAME}
sso_account_id = {audited.account_id}
sso_role_name = {audited.permission_sets[0]}
region = {center.region}

# Signed in with: aws login --profile console
[profile console]
login_session = {login.user_arn}
region = {center.region}

[profile {SIGNING[0]}]
role_arn = arn:aws:iam::{SIGNING[1]}:role/{SIGNER}
source_profile = console
region = {center.region}
"""


def _signed_in(world: World, login: AwsLogin) -> dict[str, object]:
    """The session as `aws login` keeps it."""
    private, public = new_key()
    given = issued(world, login, login.begin(thumbprint_of(public)))
    lasts = given.pop("expiresIn")
    expires = datetime.fromtimestamp(int(login.clock()) + lasts, UTC)
    keys = given["accessToken"] | {
        "accountId": world.users[login.user_arn].account_id,
        "expiresAt": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return given | {"accessToken": keys, "clientId": HERE, "dpopKey": private}
