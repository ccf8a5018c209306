"""Regions on the command line, and the partitions they lie in."""

from pathlib import Path

import pytest

from rolecall.core.state import update_state
from tests.cli.program import Program, exported

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
    assert "us-gov-west-1 lies in the partition aws-us-gov" in message
    assert "us-east-1" in hint
    assert not program.aws.asked


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
