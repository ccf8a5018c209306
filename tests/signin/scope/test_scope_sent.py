"""The scope of a session, as AWS receives it, and as it is held afterwards."""

import re

import pytest

from rolecall.core.errors import Refused
from rolecall.core.process.sha256 import sha256_hex
from rolecall.core.scope import NO_SCOPE, Scope
from rolecall.signin.plan import Plan
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

POLICY = '{"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}'
SCOPE = Scope(POLICY, True, (("team", "core"), ("unit", "")), ("team",), "alice@example.com")


def scoped(visitor: Visitor, scope: Scope = SCOPE) -> Plan:
    return visitor.plan("staging", "developer").replaced(scope=scope)


def test_all_of_a_scope_is_sent(visitor: Visitor) -> None:
    signed_in = visitor.follow(scoped(visitor), ScriptedPrompter(visitor.code()))
    sent = visitor.last("AssumeRole").parameters
    assert sent["Policy"] == POLICY
    assert sent["PolicyArns.member.1.arn"] == "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert (sent["Tags.member.1.Key"], sent["Tags.member.1.Value"]) == ("team", "core")
    assert (sent["Tags.member.2.Key"], sent["Tags.member.2.Value"]) == ("unit", "")
    assert sent["TransitiveTagKeys.member.1"] == "team"
    assert sent["SourceIdentity"] == "alice@example.com"
    key = visitor.aws.world.key(signed_in.session.access_key_id)
    assert key is not None and key.caller.scope.source_identity == "alice@example.com"
    assert signed_in.session.request.scope == SCOPE


def test_an_empty_scope_sends_nothing_of_it(visitor: Visitor) -> None:
    visitor.follow(scoped(visitor, NO_SCOPE), ScriptedPrompter(visitor.code()))
    names = set(visitor.last("AssumeRole").parameters)
    assert not [name for name in names if name.startswith(("Policy", "Tags", "Trans", "Source"))]


def test_one_scope_never_answers_for_another(visitor: Visitor) -> None:
    """Each is taken by a call of its own, with one code for all, and held beside the others."""
    code = ScriptedPrompter(visitor.code())
    scopes = [NO_SCOPE, Scope(read_only=True), SCOPE, Scope(source_identity="alice")]
    taken = [visitor.follow(scoped(visitor, scope), code).session for scope in scopes]
    assert visitor.actions.count("AssumeRole") == len(scopes)
    assert len({session.access_key_id for session in taken}) == len(scopes)
    for scope, session in zip(scopes, taken, strict=True):
        held = visitor.desk().sign_in.held(scoped(visitor, scope))
        assert held is not None and held.session.access_key_id == session.access_key_id


def test_read_only_is_the_policy_of_the_roles_partition(visitor: Visitor) -> None:
    plan = scoped(visitor, Scope(read_only=True))
    plan = plan.replaced(target=plan.target._replace(partition="aws-cn"))
    with pytest.raises(Refused):  # there is no such role here
        visitor.follow(plan, ScriptedPrompter(visitor.code()))
    sent = visitor.last("AssumeRole").parameters
    assert sent["PolicyArns.member.1.arn"] == "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"


@pytest.mark.parametrize(
    ("action", "scope"),
    [
        ("sts:TagSession", Scope(session_tags=(("team", "core"),))),
        ("sts:SetSourceIdentity", Scope(source_identity="alice")),
    ],
)
def test_what_a_trust_policy_lacks_is_named(visitor: Visitor, action: str, scope: Scope) -> None:
    visitor.aws.world.role("staging", "developer").not_trusted.add(action)
    with pytest.raises(Refused) as raised:
        visitor.follow(scoped(visitor, scope), ScriptedPrompter(visitor.code()))
    assert action in raised.value.hint
    assert raised.value.request_id


def test_a_policy_that_aws_cannot_read_is_named(visitor: Visitor) -> None:
    with pytest.raises(Refused, match="cannot read the session policy: Syntax errors"):
        visitor.follow(
            scoped(visitor, Scope(policy='{"Statement":[{"Effect":"Allow"}]}')),
            ScriptedPrompter(visitor.code()),
        )


def test_more_than_aws_packs_is_said(visitor: Visitor) -> None:
    tags = tuple((f"k{n:02}", sha256_hex(bytes([n])) * 2) for n in range(50))
    with pytest.raises(Refused, match="too large") as raised:
        visitor.follow(scoped(visitor, Scope(session_tags=tags)), ScriptedPrompter(visitor.code()))
    assert re.search("[0-9]{3}% of what AWS allows", raised.value.message)
