"""What leads to the demo's Identity Center, and its session of `aws login`."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from rolecall.cli.prompters.demo_codes import demo_codes
from rolecall.demo.doors import add_doors
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.signin.es256 import new_key
from rolecall.demo.stage import Stage, build_stage
from rolecall.demo.world import bastion, federation
from rolecall.demo.world.assignments import ASSIGNMENTS, NAME, PROVIDER
from tests.drivers.program import Program, exported
from tests.judges.aws_cli_v2 import AwsCliV2
from tests.judges.identity_center_cache import token_in

ALICE = "arn:aws:iam::111122223333:user/alice"


@pytest.fixture
def stage(tmp_path: Path, live_aws: EmbeddedAws) -> Stage:
    """A HOME with the demo's doors, whose devices nobody has to wait for."""
    stage = build_stage(tmp_path, live_aws.world, live_aws.endpoint, os.environ)
    add_doors(stage, live_aws.world, live_aws.identity_center, live_aws.aws_login)
    live_aws.identity_center.approves_after = 0
    return stage


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a user with sessions of her own, which must stay as they are."""
    for folder in ("sso", "login"):
        cache = tmp_path / "me" / ".aws" / folder / "cache"
        cache.mkdir(parents=True)
        (cache / "mine.json").write_text("{}")
    (tmp_path / "tmp").mkdir()
    before = _files(tmp_path / "me")
    # A sign-in must lead into the demo, whatever leads elsewhere outside.
    elsewhere = "https://elsewhere.example.com"
    names = ("SSO", "SSO_OIDC", "SIGNIN", "STS")
    yield {
        **os.environ,
        **{f"AWS_ENDPOINT_URL_{name}": elsewhere for name in names},
        "AWS_LOGIN_CACHE_DIRECTORY": str(tmp_path / "me" / ".aws" / "login" / "cache"),
        "HOME": str(tmp_path / "me"),
        "TMPDIR": str(tmp_path / "tmp"),
    }
    assert _files(tmp_path / "me") == before
    assert list((tmp_path / "tmp").iterdir()) == []


def _files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [folder, *folder.rglob("*")]
    }


def _identity(cli: AwsCliV2, profile: str) -> str:
    done = cli.run("sts", "get-caller-identity", "--profile", profile)
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["Arn"])


def test_the_aws_cli_signs_in_and_nothing_of_the_users_is_touched(
    outside: dict[str, str],
) -> None:
    program = AwsCliV2(outside).program
    login = f"{program} sso login --sso-session {NAME} --no-browser --use-device-code >&2"
    identity = f"{program} sts get-caller-identity --query Arn --output text --profile"
    rolecall = f"{sys.executable} -m rolecall export security-audit --no-input | grep -c ^export"
    identities = f"{identity} security-audit && {identity} console"
    commands = f"{login} && {identities} && {rolecall} && ls ~/.aws/sso/cache"
    done = subprocess.run(
        [sys.executable, "-m", "rolecall", "demo", "--", "sh", "-c", commands],
        env=outside,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    audit, console, exports, *cached = done.stdout.splitlines()
    assert re.fullmatch(
        r"arn:aws:sts::181818181919:assumed-role/AWSReservedSSO_SecurityAudit_[0-9a-f]{16}/alice",
        audit,
    )
    assert console == ALICE and int(exports) > 3
    assert len(cached) == 2, "the registration and the token, below the demo's HOME"


def test_the_session_of_aws_login_is_refreshed_with_its_key(
    stage: Stage, live_aws: EmbeddedAws
) -> None:
    (file,) = (stage.home / ".aws" / "login" / "cache").iterdir()
    cached = json.loads(file.read_text())
    cached["accessToken"]["expiresAt"] = "2020-01-01T00:00:00Z"
    file.write_text(json.dumps(cached))
    assert _identity(AwsCliV2(stage.env), "console") == ALICE
    (asked,) = live_aws.sign_in.requests
    assert json.loads(asked.request.body)["grantType"] == "refresh_token"


def test_a_role_is_taken_with_its_keys(stage: Stage, live_aws: EmbeddedAws) -> None:
    signer = "arn:aws:sts::252525252626:assumed-role/signer/"
    assert _identity(AwsCliV2(stage.env), "release-signing").startswith(signer)
    done = Program(stage, live_aws).run("export", "release-signing", "--no-input")
    assert done.returncode == 0, done.stderr
    assert exported(done.stdout)["AWS_ACCOUNT_ROLE"] == "signer"


def test_a_made_key_is_one_that_libraries_read() -> None:
    private, public = new_key()
    key = load_pem_private_key(private.encode(), None).public_key()
    numbers = key.public_numbers()  # type: ignore[union-attr]
    assert (numbers.x, numbers.y) == public  # type: ignore[union-attr]


def test_a_role_needs_no_profile_of_its_own(stage: Stage, live_aws: EmbeddedAws) -> None:
    cli = AwsCliV2(stage.env)
    cli.sso_login(NAME, lambda address: None, "--use-device-code")
    token = token_in(stage.home)["accessToken"]
    words = ["sso", "list-accounts", "--access-token", token, "--region", "eu-central-1"]
    listed = json.loads(cli.run(*words, "--output", "json").stdout)["accountList"]
    assert {account["accountName"] for account in listed} == {each.name for each in ASSIGNMENTS}


def test_two_accounts_are_reached_by_two_doors() -> None:
    ids = [each.account_id for each in ASSIGNMENTS]
    assert len(ids) == len(set(ids)) >= 12 and all(re.fullmatch("[0-9]{12}", one) for one in ids)
    assert all(2 <= len(each.permission_sets) <= 3 for each in ASSIGNMENTS)
    others = {entry.account_id: entry.alias for entry in (*bastion.ACCOUNTS, *federation.ACCOUNTS)}
    shared = [each for each in ASSIGNMENTS if each.account_id in others]
    assert [each.name for each in shared] == [others[each.account_id] for each in shared]
    assert [each.name for each in shared] == ["sandbox", "data-lake"]
    assert bastion.BASTION not in ids


def test_files_are_private(stage: Stage) -> None:
    below = list((stage.home / ".aws").rglob("*"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in below if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in below if path.is_dir()} == {0o700}


def test_a_sign_in_on_the_terminal_says_that_the_demo_approves(
    stage: Stage, live_aws: EmbeddedAws
) -> None:
    program = Program(stage, live_aws)
    over_ssh = {**program.demo_env, "SSH_CONNECTION": "a machine without a browser"}
    talk = program.talk(["export", "security-audit"], [], env=over_ssh)
    assert talk.status == 0, talk.shown
    assert "demo: approved in 10 s\r\n" in talk.shown
    assert exported(talk.stdout)["AWS_ACCOUNT_ID"] == "181818181919"


def test_prompts_are_told_what_the_demo_approves(stage: Stage, live_aws: EmbeddedAws) -> None:
    shown = demo_codes(stage.env, live_aws.world.clock)
    assert shown(PROVIDER) == "approved in 10 s"
    assert shown("another") is None
    phone = bastion.alice(live_aws.world).devices[0].serial
    assert re.fullmatch("[0-9]{6}", shown(phone) or "")
    Path(stage.env["ROLECALL_DEMO"]).write_text('{"#approvals": []}')
    assert shown(PROVIDER) is None
