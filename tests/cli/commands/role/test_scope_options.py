"""`--read-only`, `--policy`, `--tag` and the others: what is sent, and who shares a session."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.drivers import sdk
from tests.drivers.program import Done, Program, exported

DENY = '{"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}'
REBOOT = ("ec2", "reboot-instances", "--instance-ids", "i-1")


def sent(program: Program) -> dict[str, str]:
    """The parameters of the last AssumeRole."""
    calls = [call for call in program.aws.calls if call.action == "AssumeRole"]
    return calls[-1].parameters


def key_of(done: Done) -> str:
    assert done.returncode == 0, done.stderr
    return exported(done.stdout)["AWS_ACCESS_KEY_ID"]


def test_every_option_reaches_aws(program: Program, tmp_path: Path) -> None:
    program.sign_in("staging", "read")
    policy = tmp_path / "my policy.json"
    policy.write_text(json.dumps(json.loads(DENY), indent=2))
    done = program.run(
        *("export", "staging", "developer", "--read-only", "--policy", str(policy)),
        *("--tag", "unit=a=b", "--transitive-tag", "team=core", "--source-identity", "alice"),
    )
    key_of(done)
    found = sent(program)
    assert found["Policy"] == DENY
    assert found["PolicyArns.member.1.arn"].endswith(":iam::aws:policy/ReadOnlyAccess")
    assert (found["Tags.member.1.Key"], found["Tags.member.1.Value"]) == ("team", "core")
    assert (found["Tags.member.2.Key"], found["Tags.member.2.Value"]) == ("unit", "a=b")
    assert found["TransitiveTagKeys.member.1"] == "team"
    assert found["SourceIdentity"] == "alice"


def test_with_and_without_are_two_sessions(program: Program) -> None:
    program.sign_in("staging", "developer")
    whole = key_of(program.run("export", "staging", "developer"))
    narrow = key_of(program.run("export", "staging", "developer", "--read-only"))
    assert narrow != whole
    assert key_of(program.run("export", "staging", "developer", "--read-only")) == narrow
    assert key_of(program.run("export", "staging", "developer")) == whole
    assert program.aws.times_called("AssumeRole") == 1


def test_a_command_runs_within_the_scope(program: Program) -> None:
    program.sign_in("staging", "developer")
    aws = os.path.join(os.path.dirname(sys.executable), "aws")
    whole = program.run("exec", "staging", "developer", "--", aws, *REBOOT)
    assert whole.returncode == 0, whole.stderr
    narrow = program.run("exec", "staging", "developer", "--read-only", "--", aws, *REBOOT)
    assert narrow.returncode != 0
    assert "no session policy allows the ec2:RebootInstances action" in narrow.stderr


def test_a_dynamic_profile_carries_its_scope(program: Program) -> None:
    program.sign_in("staging", "developer")
    words = ("profile", "staging", "developer", "--name", "narrow", "--dynamic")
    tags = ("--tag", "a b=c d", "--transitive-tag", "team=core")
    assert program.run(*words, "--read-only", "--policy", DENY, *tags).returncode == 0
    told = sdk.aws_command(program, "narrow", *REBOOT)
    assert "no session policy allows" in told.stderr
    found = sent(program)
    assert found["Policy"] == DENY
    assert (found["Tags.member.1.Key"], found["Tags.member.1.Value"]) == ("a b", "c d")
    assert found["TransitiveTagKeys.member.1"] == "team"
    who = sdk.aws_command(program, "narrow", "sts", "get-caller-identity")
    assert ":assumed-role/developer/" in who.stdout
    assert program.aws.times_called("AssumeRole") == 1


def test_a_profile_of_another_scope_stays(program: Program) -> None:
    program.sign_in("staging", "developer")
    name = ("--name", "dev")
    assert program.run("profile", "staging", "developer", "--read-only", *name).returncode == 0
    before = Path(program.paths.aws_credentials).read_bytes()
    refused = program.run("profile", "staging", "developer", *name)
    assert refused.returncode == 1
    assert "taken in another way" in refused.stderr
    assert Path(program.paths.aws_credentials).read_bytes() == before
    beside = program.run("profile", "staging", "developer", "--read-only")
    whole = program.run("profile", "staging", "developer")
    assert beside.stdout != whole.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--tag", "team"), "--tag 'team' cannot be used: it has no =."),
        (("--tag", "aws:x=1"), "AWS's own"),
        (("--transitive-tag", "a;b=1"), "--transitive-tag 'a;b=1' cannot be used"),
        (("--source-identity", "a b"), "source identity"),
        (("--policy", "/nowhere/x.json"), "/nowhere/x.json cannot be used: there is no such file."),
        (("--policy", "{"), "The session policy cannot be used: it is not JSON"),
        (("--read-only", "--policy", DENY.replace("Deny", "Allow")), "may only deny"),
        (("--tag", "a=1", "--tag", "A=2"), "differ in case alone"),
    ],
    ids=str,
)
def test_what_aws_would_refuse_is_refused_before_anything_is_asked(
    program: Program, words: tuple[str, ...], said: str
) -> None:
    done = program.run("export", "staging", *words)
    assert (done.returncode, done.stdout) == (2, "")
    first, hint = done.stderr.splitlines()
    assert said in first
    assert hint.startswith("hint: ")
    assert not program.aws.calls


def test_renew_and_forget_mean_one_scope(program: Program) -> None:
    program.sign_in("staging", "developer")
    narrow = key_of(program.run("export", "staging", "developer", "--read-only"))
    key_of(program.run("export", "staging", "developer", "--tag", "a=b"))
    assert program.run("renew", "staging", "developer", "--read-only").returncode == 0
    assert sent(program)["PolicyArns.member.1.arn"]
    again = key_of(program.run("export", "staging", "developer", "--read-only"))
    assert again != narrow
    assert program.run("forget", "staging", "developer").returncode == 0  # all of the role
    which = program.run("forget", "staging", "developer")
    assert which.returncode == 2
    assert "(read-only; tags a=b)" in which.stderr
    absent = program.run("forget", "staging", "developer", "--source-identity", "bob")
    assert absent.returncode == 1
    assert program.run("forget", "staging", "developer", "--tag", "a=b").returncode == 0
    left = program.run("renew", "staging", "developer")  # the one that is left
    assert left.returncode == 0
    assert sent(program)["PolicyArns.member.1.arn"]


def test_lists_and_explain_show_it(program: Program) -> None:
    program.sign_in("staging", "developer")
    key_of(program.run("export", "staging", "developer", "--read-only", "--tag", "a=b"))
    found = [one["scope"] for one in program.json("sessions") if one["kind"] == "role"]
    narrow: dict[str, object] = {
        "read_only": True,
        "policy": None,
        "session_tags": {"a": "b"},
        "transitive_tags": [],
        "source_identity": None,
    }
    assert sorted(found, key=str) == sorted([None, narrow], key=str)
    assert "developer · read-only, tags a=b" in program.run("sessions").stdout
    words = ("explain", "staging", "developer", "--read-only", "--tag", "a=b")
    assert "scope        read-only, tags a=b" in program.run(*words).stdout
    assert program.json(*words)["scope"] == narrow
    settings = Path(program.paths.config_file)
    settings.write_text(settings.read_text() + "[accounts.staging.role.admin]\nread_only = true\n")
    listed = {one["role"]: one["scope"] for one in program.json("list", "staging")}
    assert listed["admin"] == narrow | {"session_tags": {}}
    assert listed["developer"] is None
    assert "read-only" in program.run("list", "staging", "admin").stdout
