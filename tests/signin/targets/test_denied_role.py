"""AWS does not say why it denies a role: what IAM and the user's files know of it stands in."""

import json
import re
from pathlib import Path

import pytest

from rolecall.aws.role_facts import distrust
from rolecall.core.errors import RoleDenied, TooLong
from rolecall.demo.faults import unavailable
from rolecall.demo.world.bastion import BASTION
from rolecall.signin.plan import Options
from rolecall.signin.renewal import renew
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

NEW = Options()


def denied(visitor: Visitor, account: str, role: str) -> RoleDenied:
    """The denial of a role, asked for with a code or with the MFA session that is held."""
    prompter = ScriptedPrompter() if visitor.held else ScriptedPrompter(visitor.code())
    with pytest.raises(RoleDenied) as raised:
        visitor.follow(visitor.plan(account, role), prompter)
    assert raised.value.message.startswith(f"AWS denied {role} in {account} (")
    assert re.search(r"Request id: [0-9a-f-]{36}$", raised.value.hint)
    assert raised.value.hint.count("Request id") == 1
    return raised.value


@pytest.mark.parametrize(
    ("account", "role", "advice"),
    [
        ("staging", "devloper", 'Your files list no such role there. Did you mean "developer"?'),
        (
            "staging",
            "billing",
            "Your files list no such role there, only read, developer and admin: it may not exist.",
        ),
        (
            "payments-prod",
            "break-glass",
            "Your files list it, so it may not trust you or want another ExternalId than "
            "666677778888, or your own policy may not allow sts:AssumeRole on it.",
        ),
        (
            "playground",
            "read2",
            "It may not exist, may not trust you or want another ExternalId than 121212123434, or "
            "your own policy may not allow sts:AssumeRole on it.",
        ),
    ],
    ids=["typo", "stranger", "listed", "nothing listed"],
)
def test_the_files_tell_which_cause_is_likely(
    visitor: Visitor, account: str, role: str, advice: str
) -> None:
    assert denied(visitor, account, role).advice == advice


def test_a_role_that_a_login_lists_exists(visitor: Visitor) -> None:
    arn = "arn:aws:iam::121212123434:role/ops"
    found = {"version": 1, "saml": {"corp": [arn]}}
    Path(visitor.paths.discovered).parent.mkdir(parents=True, exist_ok=True)
    Path(visitor.paths.discovered).write_text(json.dumps(found))
    plan = visitor.plan("121212123434", "ops")
    plan = plan.replaced(target=plan.target._replace(scheme="bastion", idp="", why_not=""))
    with pytest.raises(RoleDenied) as raised:
        visitor.follow(plan, ScriptedPrompter(visitor.code()))
    assert raised.value.advice.startswith("The role exists, as your login at corp lists it: it ")


def test_iam_is_asked_with_a_session_of_the_account(visitor: Visitor) -> None:
    visitor.sign_in()  # staging · read
    assert denied(visitor, "staging", "devloper").advice == (
        'IAM knows no role devloper in staging. Did you mean "developer"?'
    )
    assert visitor.actions == ["AssumeRole", "GetRole"]


def _untrusting(visitor: Visitor) -> None:
    visitor.aws.world.role("staging", "admin").trusts = {f"arn:aws:iam::{BASTION}:user/bob"}


def _wanting_an_id(visitor: Visitor) -> None:
    visitor.aws.world.role("staging", "admin").external_id = "another"


def _forbidden(visitor: Visitor) -> None:
    visitor.aws.world.deny(visitor.user.arn, "sts:AssumeRole")


def _moved(visitor: Visitor) -> None:
    role = visitor.aws.world.roles.pop(visitor.aws.world.role("staging", "admin").arn)
    role.path = "ops/"
    visitor.aws.world.add_role(role)


@pytest.mark.parametrize(
    ("spoil", "advice"),
    [
        (
            _untrusting,
            f"The role exists, but its trust policy does not name arn:aws:iam::{BASTION}:user/"
            "alice. rolecall trust-policy prints one that does.",
        ),
        (
            _wanting_an_id,
            "The role exists, but its trust policy wants another ExternalId: set external_id in "
            "config.toml.",
        ),
        (
            _forbidden,
            "The role exists and trusts you: your own policy does not allow sts:AssumeRole on it, "
            "or the trust policy has a condition that is not met.",
        ),
        (_moved, "The role has a path, which belongs to its name: use ops/admin"),
    ],
)
def test_what_iam_says_of_the_role_tells_the_cause(
    visitor: Visitor, spoil: object, advice: str
) -> None:
    visitor.sign_in()
    assert callable(spoil)
    spoil(visitor)
    assert denied(visitor, "staging", "admin").advice == advice


def test_an_iam_that_does_not_answer_leaves_it_to_the_files(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.aws.faults.add("GetRole", unavailable())
    assert denied(visitor, "staging", "billing").advice.startswith("Your files list no such role")


def test_a_session_that_may_not_ask_leaves_it_to_the_files(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.aws.world.deny(visitor.aws.world.role("staging", "read").arn, "iam:GetRole")
    assert denied(visitor, "staging", "billing").advice.startswith("Your files list no such role")


def test_no_session_of_another_account_is_used_to_ask(visitor: Visitor) -> None:
    visitor.sign_in()
    denied(visitor, "sandbox", "billing")
    assert visitor.actions == ["AssumeRole"]


def test_renewing_explains_a_denial_too(visitor: Visitor) -> None:
    visitor.sign_in()
    _untrusting_read = visitor.aws.world.role("staging", "read")
    _untrusting_read.trusts.clear()
    with pytest.raises(RoleDenied, match="AWS denied read in staging") as raised:
        renew(visitor.desk(), visitor.plan("staging", "read"), ScriptedPrompter())
    assert "its trust policy does not name" in raised.value.advice


@pytest.mark.parametrize("by_iam", [False, True])
def test_the_longest_that_works_is_offered_at_once(visitor: Visitor, by_iam: bool) -> None:
    """What AWS granted before, else what IAM says."""
    if by_iam:
        visitor.become("production", "read", visitor.code())
        visitor.clock.advance(60)
    else:
        target = visitor.plan("production", "read").target
        folder = Path(visitor.paths.state_file).parent
        folder.mkdir(parents=True, exist_ok=True)
        Path(visitor.paths.state_file).write_text(f'[longest]\n"{target.arn}" = "14400"\n')
    plan = visitor.plan("production", "read", Options(duration="8h"))
    with pytest.raises(TooLong, match="allows no session of 8 h") as raised:
        visitor.desk().role_session(plan, ScriptedPrompter(visitor.code()), renew=True)
    assert raised.value.advice == "It allows 4 h: use --duration 4h"


ALICE = f"arn:aws:iam::{BASTION}:user/alice"
SESSION = f"arn:aws:sts::{BASTION}:assumed-role/Ops/alice"


def trust(principal: object, **more: object) -> dict[str, object]:
    one = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return {"Version": "2012-10-17", "Statement": one}


@pytest.mark.parametrize(
    ("policy", "caller", "why"),
    [
        (trust({"AWS": ALICE}), ALICE, ""),
        (trust({"AWS": f"arn:aws:iam::{BASTION}:root"}), ALICE, ""),
        (trust({"AWS": BASTION}), ALICE, ""),
        (trust("*"), ALICE, ""),
        (trust({"AWS": f"arn:aws:iam::{BASTION}:role/team/Ops"}), SESSION, ""),
        (trust({"AWS": f"arn:aws:iam::{BASTION}:role/Other"}), SESSION, "does not name"),
        (trust({"AWS": "arn:aws:iam::999999999999:root"}), ALICE, "does not name"),
        (trust({"Service": "ec2.amazonaws.com"}), ALICE, "does not name"),
        (trust({"AWS": ALICE}, Effect="Deny"), ALICE, "does not name"),
        (trust({"AWS": ALICE}, Action=["sts:TagSession"]), ALICE, "does not name"),
        (
            trust({"AWS": ALICE}, Condition={"StringEquals": {"sts:ExternalId": ["a", "b"]}}),
            ALICE,
            "wants another ExternalId",
        ),
        ({}, ALICE, "does not name"),
        ({"Statement": ["nonsense", 3]}, ALICE, "does not name"),
    ],
)
def test_a_trust_policy_is_read_for_who_is_let_in(
    policy: dict[str, object], caller: str, why: str
) -> None:
    said = distrust(policy, caller, "mine")
    assert said.startswith(why) and bool(said) == bool(why)
