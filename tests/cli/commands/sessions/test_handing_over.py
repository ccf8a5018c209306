"""`profile`, `sessions` and `forget`: held sessions and the profiles that have them."""

import configparser
import json
import os
import shutil
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.drivers.program import PATIENCE, Program, exported, write


def profiles(program: Program) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.read(program.paths.aws_credentials)
    return parser


def test_the_profiles_name_is_the_data_and_the_file_has_the_session(program: Program) -> None:
    done = program.run("profile", "production", "ops/deploy", "--mfa-code", program.code())
    assert (done.returncode, done.stdout) == (0, "production-deploy\n")
    assert "~/.aws/credentials" in done.stderr
    written = profiles(program)["production-deploy"]
    key = program.aws.world.key(written["aws_access_key_id"])
    assert key is not None and key.caller.arn.endswith(":assumed-role/deploy/alice")
    assert "region" not in written  # it is in the config file, where the user can change it
    assert stat.S_IMODE(os.stat(program.paths.aws_credentials).st_mode) == 0o600


def test_another_name_may_be_given(program: Program) -> None:
    program.sign_in("production")
    done = program.run("profile", "production", "--name", "prod")
    assert (done.returncode, done.stdout) == (0, "prod\n")
    assert "prod" in profiles(program)


READ_ONLY = 'mount -t tmpfs -o ro none "$0" && exec "$@"'


def test_a_folder_that_takes_no_file_is_refused_before_a_code_is_asked_for(
    program: Program, tmp_path: Path
) -> None:
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    mount = ["unshare", "--mount", "sh", "-c", READ_ONLY, str(mounted)]
    tried = shutil.which("unshare") and subprocess.run([*mount, "true"], capture_output=True)
    if not tried or tried.returncode != 0:
        pytest.skip("nothing may be mounted here")
    keys = Path(program.paths.aws_credentials).read_text().partition("]")[2]
    config = Path(program.paths.aws_config)
    config.write_text(config.read_text().replace("[default]", f"[default]{keys}"))
    done = subprocess.run(
        [*mount, *program.command("profile", "production", "--mfa-code", program.code())],
        env={**program.env, "AWS_SHARED_CREDENTIALS_FILE": str(mounted / "aws" / "credentials")},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "the file system is read-only; nothing was changed." in done.stderr
    assert not program.aws.calls


CONFIG_WAYS = [
    "role_arn = arn:aws:iam::222233334444:role/read\nsource_profile = default",
    "sso_session = company\nsso_account_id = 222233334444\nsso_role_name = read",
    "sso_start_url = https://company.awsapps.com/start",
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x",
    "credential_process = cat keys.json",
    "role_arn = arn:aws:iam::222233334444:role/read\ncredential_source = Environment",
    "role_arn = arn:aws:iam::222233334444:role/read\nweb_identity_token_file = token",
    "login_session = arn:aws:iam::111122223333:user/alice",
]


@pytest.mark.parametrize("way", CONFIG_WAYS)
@pytest.mark.parametrize("dry", [True, False])
def test_a_name_that_means_something_else_in_the_config_file_is_refused_before_a_code(
    program: Program, way: str, dry: bool
) -> None:
    """AWS tools would still use that role, or the profile would hide the user's own settings."""
    config = Path(program.paths.aws_config)
    config.write_text(f"{config.read_text()}\n[profile mine]\n{way}\n")
    before = Path(program.paths.aws_credentials).read_bytes()
    done = program.run("profile", "production", "--name", "mine", *(["--dry-run"] * dry))
    assert (done.returncode, done.stdout) == (1, "")
    message, hint = done.stderr.splitlines()
    key = way.partition(" ")[0]
    assert message.startswith("mine is a profile of ~/.aws/config with ") and key in message
    assert hint == "hint: Choose another name with --name."
    assert not program.aws.calls
    assert Path(program.paths.aws_credentials).read_bytes() == before


def test_settings_of_the_same_name_in_the_config_file_go_with_the_profile(program: Program) -> None:
    config = Path(program.paths.aws_config)
    config.write_text(f"{config.read_text()}\n[profile mine]\noutput = text\nregion = eu-west-3\n")
    program.sign_in("production")
    for _ in range(2):
        assert program.run("profile", "production", "--name", "mine").returncode == 0
    assert "mine" in profiles(program)


@pytest.mark.parametrize("held", [True, False])
def test_a_dry_run_asks_nobody_and_changes_nothing(program: Program, held: bool) -> None:
    if held:
        program.sign_in("production")
    before = Path(program.paths.aws_credentials).read_bytes()
    done = program.run("profile", "production", "--dry-run")
    assert (done.returncode, done.stdout) == (0, "production-read\n")
    assert not program.aws.calls
    assert Path(program.paths.aws_credentials).read_bytes() == before
    assert "+ aws_secret_access_key = " in done.stderr
    if held:
        secret = exported(program.run("export", "production").stdout)["AWS_SECRET_ACCESS_KEY"]
        assert secret not in done.stderr


def test_sessions_names_who_has_what(program: Program) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    lines = program.run("export", "production").stdout
    program.env["AWS_ACCESS_KEY_ID"] = exported(lines)["AWS_ACCESS_KEY_ID"]
    mfa, role = program.json("sessions")
    assert mfa["kind"] == "mfa"
    assert (mfa["base_profile"], mfa["user_name"]) == ("default", "alice")
    assert mfa["seconds_left"] > 11 * 3600
    assert (role["alias"], role["role"]) == ("production", "read")
    assert role["profiles"] == ["production-read"]
    assert role["this_shell"] is True
    shown = program.run("sessions").stdout.splitlines()
    assert shown[0].startswith("MFA session\talice\tdefault\t1")
    assert shown[1].endswith("\tthis shell, profile production-read")
    for secret in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        assert exported(lines)[secret] not in "".join(shown)


def test_sessions_of_other_tools_are_listed_too_and_ours_not_twice(program: Program) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    cached = {
        "Credentials": {
            "AccessKeyId": "ASIAQQQQQQQQQQQQQQQ1",
            "SecretAccessKey": "canary+secret",
            "SessionToken": "canary-token",
            "Expiration": (datetime.now(UTC) + timedelta(minutes=30)).isoformat(),
        },
        "AssumedRoleUser": {"Arn": "arn:aws:sts::776655443322:assumed-role/audit/alice"},
    }
    cache = Path(program.env["HOME"], ".aws/cli/cache/one.json")
    cache.parent.mkdir(parents=True)
    cache.write_text(json.dumps(cached))
    _, role, other = program.json("sessions")
    assert role["kind"] == "role"
    assert (other["kind"], other["tool"], other["role"]) == ("other", "AWS CLI", "audit")
    assert 0 < other["seconds_left"] <= 1800
    done = program.run("sessions")
    assert done.stdout.splitlines()[2].endswith("\tof AWS CLI")
    assert "canary" not in done.stdout + json.dumps(other)


def test_no_session_is_said_and_is_an_empty_list(program: Program) -> None:
    done = program.run("sessions")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "No sessions yet.\n")
    assert program.json("sessions") == []


def test_forgetting_a_role_takes_its_profiles_and_no_others(program: Program) -> None:
    program.sign_in("production")
    for name in ("one", "two"):
        program.run("profile", "production", "--name", name)
    program.run("profile", "staging")
    done = program.run("forget", "production", "read")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Removed profile one." in done.stderr and "Removed profile two." in done.stderr
    assert profiles(program).sections() == ["default", "staging-read"]
    assert [row["kind"] for row in program.json("sessions")] == ["mfa", "role"]
    assert program.run("forget", "production", "read").returncode == 1


def test_forgetting_a_role_leaves_a_profile_that_somebody_made_theirs(program: Program) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    path = Path(program.paths.aws_credentials)
    path.write_text(path.read_text().replace("manager = rolecall", "manager = me"))
    assert program.run("forget", "production").returncode == 0
    assert "production-read" in profiles(program)


def test_forgetting_all_takes_the_mfa_session_too_even_with_broken_settings(
    program: Program,
) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    write(program.paths.config_file, "[")
    done = program.run("forget", "--all")
    assert done.returncode == 0
    assert done.stderr.endswith("Forgot 2 sessions.\n")
    assert profiles(program).sections() == ["default"]
    assert program.json("sessions") == []
    assert program.run("forget", "--all").returncode == 1


@pytest.mark.parametrize("words", [["production"], ["--all"]])
def test_nothing_is_forgotten_while_its_keys_cannot_be_taken_out_of_the_file(
    program: Program, words: list[str]
) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    path = Path(program.paths.aws_credentials)
    good = path.read_text()
    write(program.paths.aws_credentials, f"{good}\n[default]\n")
    done = program.run("forget", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "this section appears above already" in done.stderr and "Forgot" not in done.stderr
    assert len(program.json("sessions")) == 2
    write(program.paths.aws_credentials, good)
    assert program.run("forget", *words).returncode == 0
    assert profiles(program).sections() == ["default"]


def test_nothing_is_forgotten_while_the_file_is_read_only(program: Program) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    os.chmod(program.paths.aws_credentials, 0o400)
    done = program.run("forget", "production")
    assert (done.returncode, done.stdout) == (1, "")
    assert "is read-only" in done.stderr
    assert len(program.json("sessions")) == 2
    assert program.json("sessions")[1]["profiles"] == ["production-read"]


def test_a_file_in_which_nothing_is_ours_is_no_obstacle_to_forgetting(program: Program) -> None:
    program.sign_in("production")
    os.chmod(program.paths.aws_credentials, 0o400)
    assert program.run("forget", "production").returncode == 0
    program.sign_in("staging")
    credentials = Path(program.paths.aws_credentials)
    os.chmod(credentials, 0o600)
    credentials.write_text("[default]\n[default]\n")
    assert program.run("forget", "--all").returncode == 0
    assert program.json("sessions") == []


def test_forgetting_all_takes_profiles_whose_session_is_known_no_longer(program: Program) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    program.run("profile", "production", "--name", "old")
    path = Path(program.paths.aws_credentials)
    head, _, old = path.read_text().partition("[old]")
    old = "\n".join(line for line in old.splitlines() if "aws_access_key_id" not in line)
    key = exported(program.run("export", "production").stdout)["AWS_ACCESS_KEY_ID"]
    head = head.replace(key, "ASIAOLDOLDOLDOLDOLD1")
    mine = "[mine]\nmanager = me\naws_access_key_id = ASIAOLDOLDOLDOLDOLD2\n"
    path.write_text(f"{head}[old]{old}\n{mine}")
    done = program.run("forget", "--all")
    assert done.returncode == 0
    assert "Removed profile production-read." in done.stderr
    assert profiles(program).sections() == ["default", "mine"]
    assert "ASIAOLDOLDOLDOLDOLD2" in path.read_text()


def test_what_is_over_can_be_cleared_away_and_nothing_else_goes(program: Program) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    path = Path(program.paths.aws_credentials)
    over = "\n[old]\nmanager = rolecall\naws_access_key_id = ASIAEXAMPLE0000QX7A1\n"
    over += "aws_session_token = x\nx_security_token_expires = 2020-01-01T00:00:00Z\n"
    foreign = over.replace("[old]", "[theirs]").replace("manager = rolecall\n", "")
    before = path.read_text()
    path.write_text(before + foreign + over)
    done = program.run("forget", "--expired")
    assert (done.returncode, done.stderr) == (0, "Removed profile old.\n")
    assert path.read_text() == before + foreign
    assert program.json("sessions")[1]["profiles"] == ["production-read"]
    assert program.run("forget", "--expired", "--all").returncode == 2
