"""Eight processes at the end of a token, whose refresh token serves once: one refreshes it."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rolecall.catalog.identity_center.assignments import Assigned, save_assignments
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.paths import paths_from
from rolecall.core.secret import Secret
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.sessions.aws_tools.sso_tokens import SsoToken, SsoTokens
from tests.demo.portal.center import CONFIG, Client, assigned
from tests.drivers.program import Program
from tests.judges.aws_home import aws_home

CENTER = "corp"


def account(place: int) -> str:
    return f"6{place:011}"


def expired_token(aws: EmbeddedAws) -> SsoToken:
    """A token of somebody who has signed in, as it is a minute after its end."""
    client = Client(aws)
    registered = client.register()
    issued = client.signed_in(registered)
    now = datetime.now(UTC).replace(microsecond=0)
    return SsoToken(
        aws.identity_center.start_url,
        "eu-central-1",
        Secret(issued["accessToken"]),
        now - timedelta(minutes=1),
        registered["clientId"],
        Secret(registered["clientSecret"]),
        now + timedelta(days=90),
        Secret(issued["refreshToken"]),
    )


@pytest.mark.timeout(180)
def test_of_eight_processes_one_refreshes(tmp_path: Path, live_aws: EmbeddedAws) -> None:
    env = aws_home(tmp_path, live_aws, CONFIG) | {"ROLECALL_DEMO": ""}
    stage = Stage(tmp_path, env, paths_from(env))
    program = Program(stage, live_aws)
    assigned(live_aws, 4)
    token = expired_token(live_aws)
    center = IdentityCenter(CENTER, token.start_url, token.region, session=CENTER)
    roles = ("Admin", "Read")
    listed = [Assigned(account(place), f"team-{place}", "", roles) for place in range(4)]
    save_assignments(stage.paths.assignments, center, listed, 1.0)
    tokens = SsoTokens(stage.paths.sso_cache)
    with tokens.lock(center):
        tokens.keep(center, token)
        running = [
            subprocess.Popen(
                program.command("credential-process", account(place), role, "--no-input"),
                env=program.env,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for place in range(4)
            for role in roles
        ]
        # All find the token expired, and wait for the lock.
    for each in running:
        told, said = each.communicate(timeout=120)
        assert each.returncode == 0, said
        assert json.loads(told)["AccessKeyId"]
    grants = [each for each in live_aws.portal.requests if each.action == "CreateToken"]
    assert len(grants) == 2, "the sign-in, and one refresh"
    kept = tokens.read(center)
    assert kept is not None
    assert kept.expiration > datetime.now(UTC)
