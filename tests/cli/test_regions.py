"""Regions on the command line, and their partitions."""

import subprocess
from pathlib import Path

import pytest

from rolecall.core.state.state import update_state
from tests.drivers.program import Program, exported

PRODUCTION = "222233334444"


def _settle(program: Program, lines: str) -> None:
    path = Path(program.paths.config_file)
    heading = "[accounts.production]\n"
    path.write_text(path.read_text().replace(heading, heading + lines))


@pytest.mark.parametrize("named", ["production", f"arn:aws:iam::{PRODUCTION}:role/read"])
def test_a_region_that_contradicts_the_account_is_refused_before_any_call(
    program: Program, named: str
) -> None:
    _settle(program, 'partition = "aws"\n')
    done = program.run("export", named, "--region", "us-gov-west-1", "--no-input")
    assert (done.returncode, done.stdout) == (2, "")
    message, hint = done.stderr.splitlines()
    assert "us-gov-west-1 is in the partition aws-us-gov" in message
    assert "us-east-1" in hint
    assert not program.aws.calls


def test_a_region_of_another_partition_in_the_environment_is_not_exported(
    program: Program,
) -> None:
    program.sign_in("production")
    program.env["AWS_REGION"] = "us-gov-west-1"
    done = program.run("export", "production", "--no-input")
    assert exported(done.stdout)["AWS_REGION"] == "eu-central-1"


def test_the_region_chosen_for_an_account_is_exported(program: Program) -> None:
    program.sign_in("production")
    chosen = {PRODUCTION: "eu-north-1"}
    update_state(program.paths.state_file, lambda state: state._replace(regions=chosen))
    done = program.run("export", "production", "--no-input")
    assert exported(done.stdout)["AWS_REGION"] == "eu-north-1"
    named = program.run("export", "production", "--no-input", "--region", "eu-west-2")
    assert exported(named.stdout)["AWS_REGION"] == "eu-west-2"


# Keys are never combined with a region of another partition


SHOW = "echo [${AWS_REGION-none} ${AWS_DEFAULT_REGION-none}]"
ELSEWHERE = {"AWS_REGION": "us-gov-west-1", "AWS_DEFAULT_REGION": "cn-north-1"}


@pytest.fixture
def nowhere(program: Program) -> Program:
    """A held session of a role whose region is in no file."""
    Path(program.paths.aws_config).write_text("[default]\n")
    Path(program.paths.config_file).write_text("")
    program.sign_in(f"arn:aws:iam::{PRODUCTION}:role/read")
    return program


READ = f"arn:aws:iam::{PRODUCTION}:role/read"


def test_export_lines_unset_a_region_of_another_partition(nowhere: Program) -> None:
    lines = nowhere.run("export", READ, "--no-input", env=ELSEWHERE).stdout
    told = subprocess.run(
        ["bash", "-c", f"{lines}{SHOW}"], env=ELSEWHERE, capture_output=True, text=True, check=True
    )
    assert told.stdout == "[none none]\n"


@pytest.mark.parametrize("how", [[], ["--refresh"]], ids=["keys", "refresh"])
def test_a_program_is_started_without_a_region_of_another_partition(
    nowhere: Program, how: list[str]
) -> None:
    done = nowhere.run("exec", READ, "--no-input", *how, "--", "sh", "-c", SHOW, env=ELSEWHERE)
    assert done.stdout == "[none none]\n", done.stderr


def test_using_a_profile_unsets_a_region_of_another_partition_and_no_other(
    nowhere: Program,
) -> None:
    assert nowhere.run("profile", READ, "--name", "mine", "--no-input").returncode == 0
    lines = nowhere.run("export", "--profile", "mine", env=ELSEWHERE).stdout
    assert "unset AWS_REGION AWS_DEFAULT_REGION" in lines
    lines = nowhere.run("export", "--profile", "mine", env={"AWS_REGION": "eu-west-1"}).stdout
    assert "AWS_REGION" not in lines
