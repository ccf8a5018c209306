"""The real AWS CLI and Rolecall with one config file, role by role: the same session.

The same session is the same role, for the same seconds, by the same name where one is set, and
with the same external id. The way there may differ: Rolecall's code begins an MFA session.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from rolecall.demo.world.world import Role
from rolecall.signin.plan import Plan
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

ACCOUNT = "515100000001"  # in no file: each role is described by its profile alone
BASTION = "arn:aws:iam::111122223333:root"


@dataclass
class Case:
    """One profile `case`, what comes before it in the file, and how the world's roles are."""

    lines: list[str]
    before: list[str] = field(default_factory=list)
    external_id: str | None = None
    needs_mfa: bool = False
    trusted_by: str = ""  # the name of the role that takes it, in a chain
    asks_code: bool = False


MFA = "mfa_serial = {serial}"
FROM_KEYS = "source_profile = default"


def _hop(name: str, *lines: str) -> list[str]:
    return [f"[profile {name}]", f"role_arn = arn:aws:iam::{ACCOUNT}:role/{name}", *lines]


CASES = {
    "nothing more": Case([FROM_KEYS]),
    "mfa_serial": Case([FROM_KEYS, MFA], needs_mfa=True, asks_code=True),
    "mfa_serial that the role does not want": Case([FROM_KEYS, MFA], asks_code=True),
    "duration": Case([FROM_KEYS, "duration_seconds = 1800"]),
    "shortest duration": Case([FROM_KEYS, "duration_seconds = 900"]),
    "long duration": Case([FROM_KEYS, "duration_seconds = 14400"]),
    "long duration with MFA": Case(
        [FROM_KEYS, MFA, "duration_seconds = 43200"], needs_mfa=True, asks_code=True
    ),
    "session name": Case([FROM_KEYS, "role_session_name = night-job"]),
    "session name with MFA": Case(
        [FROM_KEYS, MFA, "role_session_name = a.b@c"], needs_mfa=True, asks_code=True
    ),
    "external id": Case([FROM_KEYS, "external_id = e:1/x"], external_id="e:1/x"),
    "external id that the role does not want": Case([FROM_KEYS, "external_id = unasked"]),
    "all of it": Case(
        [
            FROM_KEYS,
            MFA,
            "duration_seconds = 7200",
            "role_session_name = whole",
            "external_id = all-1",
            "region = ap-southeast-2",
        ],
        external_id="all-1",
        needs_mfa=True,
        asks_code=True,
    ),
    "a chain": Case(["source_profile = hub"], before=_hop("hub", FROM_KEYS), trusted_by="hub"),
    "a chain that begins with MFA": Case(
        ["source_profile = hub", "role_session_name = end"],
        before=_hop("hub", FROM_KEYS, MFA, "role_session_name = begin"),
        trusted_by="hub",
        asks_code=True,
    ),
    "a chain with an external id at its end": Case(
        ["source_profile = hub", "external_id = end-1", "duration_seconds = 1200"],
        before=_hop("hub", FROM_KEYS),
        external_id="end-1",
        trusted_by="hub",
    ),
    "a chain of four": Case(
        ["source_profile = three"],
        before=[
            *_hop("one", FROM_KEYS, MFA),
            *_hop("two", "source_profile = one"),
            *_hop("three", "source_profile = two", "role_session_name = third"),
        ],
        trusted_by="three",
        asks_code=True,
    ),
    "a source profile with keys and a role": Case(
        ["source_profile = both"],
        before=[*_hop("both", FROM_KEYS), "{keys}"],
    ),
    "its own source profile": Case(["source_profile = case", "{keys}"]),
}


def _set_up(visitor: Visitor, case: Case) -> None:
    world, user = visitor.aws.world, visitor.user
    keys = f"aws_access_key_id = {user.access_key_id}\naws_secret_access_key = {user.secret}"
    region = [] if any(line.startswith("region") for line in case.lines) else ["region = us-east-1"]
    lines = [*case.before, *_hop("case", *case.lines, *region)]
    visitor.append(
        visitor.paths.aws_config,
        *(line.format(serial=user.devices[0].serial, keys=keys) for line in lines),
    )
    mine = f"arn:aws:iam::{user.account_id}:root"
    taken_by = {"two": "one", "three": "two", "case": case.trusted_by}
    for name in ("hub", "both", "one", "two", "three", "case"):
        before = taken_by.get(name, "")
        world.add_role(
            Role(
                ACCOUNT,
                name,
                trusts={f"arn:aws:iam::{ACCOUNT}:role/{before}" if before else mine},
                external_id=case.external_id if name == "case" else None,
                needs_mfa=case.needs_mfa and name == "case",
                max_session=43_200,
            )
        )


def _by_the_cli(visitor: Visitor, code: str) -> str:
    """The ARN that the AWS CLI acts as."""
    done = subprocess.run(
        [sys.executable, "-m", "awscli", "sts", "get-caller-identity", "--profile", "case"],
        env=visitor.env,
        input=f"{code}\n",
        capture_output=True,
        text=True,
        timeout=120,
        start_new_session=True,  # no terminal: its prompt reads the standard input
    )
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["Arn"])


def _asked(visitor: Visitor) -> dict[str, str]:
    """What AWS was asked for with the last AssumeRole; the code and its device aside."""
    named = dict(visitor.last("AssumeRole").parameters)
    for other in ("SerialNumber", "TokenCode", "Action", "Version"):
        named.pop(other, None)
    named.setdefault("DurationSeconds", "3600")  # STS AssumeRole: the default
    return named


def _plan(visitor: Visitor) -> Plan:
    plan = visitor.plan("case")
    assert plan.target.role_profile == "case"
    return plan


@pytest.mark.parametrize("name", CASES)
def test_both_hold_the_same_session(visitor: Visitor, name: str) -> None:
    case = CASES[name]
    _set_up(visitor, case)
    code = visitor.code()
    theirs = _by_the_cli(visitor, code)
    by_cli = _asked(visitor)
    visitor.clock.advance(60)  # a code serves once
    prompter = ScriptedPrompter(visitor.code())
    ours = visitor.holder(visitor.follow(_plan(visitor), prompter))
    by_us = _asked(visitor)
    assert len(prompter.questions) == case.asks_code
    if by_cli["RoleSessionName"].startswith("botocore-session-"):  # the CLI makes one up
        by_cli["RoleSessionName"] = by_us["RoleSessionName"] = ""
        theirs, ours = theirs.rpartition("/")[0], ours.rpartition("/")[0]
    assert by_us == by_cli
    assert ours == theirs
