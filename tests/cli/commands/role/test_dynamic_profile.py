"""Profiles used by other tools right after writing: with keys, and with a call of Rolecall."""

import configparser
import shlex
from pathlib import Path

import pytest

from tests.drivers import sdk
from tests.drivers.loops import WHY, make_loop
from tests.drivers.program import Program, exported


def config(program: Program) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.read(program.paths.aws_config)
    return parser


def both(program: Program) -> tuple[bytes, bytes]:
    return (
        Path(program.paths.aws_credentials).read_bytes(),
        Path(program.paths.aws_config).read_bytes(),
    )


@pytest.mark.parametrize("how", [[], ["--dynamic"]], ids=["keys", "call"])
def test_a_written_profile_works_in_an_empty_environment(program: Program, how: list[str]) -> None:
    program.sign_in("production")
    assert program.run("profile", "production", *how).returncode == 0
    told = sdk.aws_command(program, "production-read", "sts", "get-caller-identity")
    assert told.returncode == 0, told.stderr
    assert ":assumed-role/read/alice" in told.stdout
    for regions in (
        sdk.aws_command(program, "production-read", "ec2", "describe-regions"),
        sdk.boto(program, "production-read", sdk.REGIONS),
    ):
        assert regions.returncode == 0, regions.stderr
        assert regions.stdout.strip()
    assert ":assumed-role/read/" in sdk.boto(program, "production-read", sdk.WHO).stdout


def test_the_region_is_in_the_config_file_too_where_some_sdks_look_alone(program: Program) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    assert dict(config(program)["profile production-read"]) == {
        "manager": "rolecall",
        "region": "eu-central-1",
        "x_rolecall_region": "eu-central-1",
    }


def test_a_call_is_always_fresh_and_leaves_no_secret_on_the_disk(program: Program) -> None:
    assert program.run("profile", "production", "--dynamic").returncode == 0
    assert not program.aws.calls, "nothing is needed to write it"
    program.sign_in("production")
    held = exported(program.run("export", "production").stdout)
    given = sdk.boto(program, "production-read", sdk.KEY).stdout.split()
    assert given == [held["AWS_ACCESS_KEY_ID"], held["AWS_SESSION_TOKEN"]]
    assert held["AWS_ACCESS_KEY_ID"].encode() not in b"".join(both(program))
    program.run("renew", "production")
    assert sdk.boto(program, "production-read", sdk.KEY).stdout.split() != given


def test_an_sdk_shows_which_command_to_run(program: Program) -> None:
    program.run("profile", "production", "--dynamic")
    done = sdk.aws_command(program, "production-read", "sts", "get-caller-identity")
    assert done.returncode != 0
    assert "run: rolecall export arn:aws:iam::222233334444:role/read --base-profile" in done.stderr


def test_our_keys_of_its_name_go_and_are_shown_to_go_first(program: Program) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    before = both(program)
    dry = program.run("profile", "production", "--dynamic", "--dry-run")
    assert (dry.returncode, dry.stdout) == (0, "production-read\n")
    assert both(program) == before
    assert "[profile production-read] in ~/.aws/config, line " in dry.stderr
    assert "[production-read] in ~/.aws/credentials, line " in dry.stderr
    assert "  - aws_secret_access_key = goes" in dry.stderr.splitlines()
    shown = next(line for line in dry.stderr.splitlines() if "credential_process" in line)
    assert program.run("profile", "production", "--dynamic").returncode == 0
    process = config(program)["profile production-read"]["credential_process"]
    assert shown == f"  + credential_process = {process}"
    assert b"production-read" not in both(program)[0]
    assert ":assumed-role/" in sdk.boto(program, "production-read", sdk.WHO).stdout


def test_the_call_says_what_this_shell_alone_knows(program: Program) -> None:
    path = Path(program.paths.aws_credentials)
    path.write_text(path.read_text().replace("[default]", "[bastion]"))
    words = ("profile", "production", "ops/deploy", "--dynamic", "--duration", "15m")
    env = {"AWS_PROFILE_ASSUME_ROLE": "bastion", "AWS_REGION": "us-west-2"}
    assert program.run(*words, env=env).returncode == 0
    section = config(program)["profile production-deploy"]
    program_, *said = shlex.split(section["credential_process"])
    assert Path(program_).is_absolute()
    assert said == [
        *("credential-process", "arn:aws:iam::222233334444:role/ops/deploy"),
        *("--scheme", "bastion", "--base-profile", "bastion", "--external-id", "222233334444"),
        *("--region", "us-west-2", "--duration", "900"),
    ]
    assert section["region"] == "us-west-2"
    program.sign_in("production", "ops/deploy", "--base-profile", "bastion")
    assert ":assumed-role/deploy/" in sdk.boto(program, "production-deploy", sdk.WHO).stdout


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
@pytest.mark.parametrize("name", ["default", "bastion", "mine", "theirs", "DEFAULT"])
def test_names_of_others_are_refused_and_nothing_changes(
    program: Program, name: str, dry: list[str]
) -> None:
    keys, settings = (
        Path(program.paths.aws_credentials),
        Path(program.paths.aws_config),
    )
    keys.write_text(
        f"{keys.read_text()}[theirs]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
        "aws_secret_access_key = x\n"
    )
    settings.write_text(f"{settings.read_text()}\n[profile mine]\noutput = text\n")
    before = both(program)
    done = program.run(
        *("profile", "production", "--dynamic", "--name", name, *dry),
        env={"AWS_PROFILE_ASSUME_ROLE": "bastion"},
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 2
    assert both(program) == before


# Forgetting


def test_forgetting_a_role_takes_its_calls_too_or_it_would_come_back(program: Program) -> None:
    before = both(program)
    program.sign_in("production")
    program.run("profile", "production", "--name", "keys")
    program.run("profile", "production", "--dynamic", "--name", "call")
    program.run("profile", "staging", "--dynamic")
    done = program.run("forget", "production")
    assert done.returncode == 0
    assert "Removed profile keys." in done.stderr and "Removed profile call." in done.stderr
    assert both(program)[0] == before[0]
    ours = [name for name in config(program).sections() if "manager" in config(program)[name]]
    assert ours == ["profile staging-read"]


def test_forgetting_all_takes_every_section_of_ours_and_no_other(program: Program) -> None:
    before = both(program)
    program.sign_in("production")
    program.run("profile", "production")
    program.run("profile", "staging", "--dynamic")
    assert program.run("forget", "--all").returncode == 0
    assert both(program) == before


def test_a_call_alone_can_be_forgotten(program: Program) -> None:
    before = both(program)
    program.run("profile", "staging", "--dynamic")
    done = program.run("forget", "staging")
    assert (done.returncode, done.stderr) == (
        0,
        "Removed profile staging-read.\nForgot staging · read.\n",
    )
    assert both(program) == before


def test_a_config_file_that_cannot_be_written_keeps_no_secret_from_going(program: Program) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    path = Path(program.paths.aws_config)
    path.chmod(0o400)
    done = program.run("forget", "production")
    assert done.returncode == 0
    assert "is read-only" in done.stderr
    assert b"ASIA" not in both(program)[0]
    assert [record["kind"] for record in program.json("sessions")] == ["mfa"]


def test_a_ticket_of_another_day_gets_into_no_profile_unasked(program: Program) -> None:
    settings = Path(program.paths.config_file)
    account = "[accounts.staging]\n"
    named = f'{account}session_name = "{{user}}-{{ticket}}"\n'
    settings.write_text(settings.read_text().replace(account, named))
    program.sign_in("sandbox")
    assert program.run("export", "staging", "read", "--ticket", "OPS-1").returncode == 0
    words = ("profile", "staging", "read", "--dynamic")
    held = program.run(*words)
    assert held.returncode == 0, held.stderr
    assert program.run("forget", "staging", "read").returncode == 0
    done = program.run(*words)
    assert (done.returncode, done.stdout) == (3, "")
    assert "A ticket is needed" in done.stderr
    assert program.run(*words, "--ticket", "OPS-2").returncode == 0
    assert "-OPS-2" in Path(program.paths.aws_config).read_text()


def test_what_cannot_be_assumed_is_said_as_elsewhere(program: Program) -> None:
    make_loop(program.paths)
    done = program.run("profile", "log-archive", "archivist", "--dynamic")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("log-archive · archivist cannot be assumed yet.\n")
    assert WHY in done.stderr


def test_a_chain_over_a_role_with_tickets_is_no_call(program: Program) -> None:
    """Each ticket of that role makes another chain: the call would fail from the next one on."""
    with Path(program.paths.config_file).open("a") as file:
        file.write('\n[accounts.audit.role.auditor]\nsession_name = "{user}-{ticket}"\n')
        file.write('\n[accounts.log-archive.role.archivist]\nvia = "audit auditor"\n')
    words = ("profile", "012345678901", "archivist", "--dynamic", "--ticket", "OPS-1")
    done = program.run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert "audit · auditor, whose sessions are named after a ticket." in done.stderr
