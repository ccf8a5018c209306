"""The digest of a role request covers everything that identifies a role session."""

from typing import Any

import pytest

from rolecall.core.model import profile_name
from rolecall.core.role_request import RoleRequest, same_target
from rolecall.core.scope import NO_SCOPE, Scope

ARN = "arn:aws:iam::123456789012:role/ops/read"
REQUEST = RoleRequest("bastion", "default", "AKIAIOSFODNN7EXAMPLE", ARN, "first", "ext", "alice")


WHOLE = REQUEST._replace(via="0" * 40)  # as it is within a chain
TEXTS = [name for name in RoleRequest._fields if name != "scope"]


@pytest.mark.parametrize("field", TEXTS)
def test_every_field_counts(field: str) -> None:
    filled: dict[str, Any] = {field: "other"}
    assert WHOLE._replace(**filled).digest != WHOLE.digest
    assert WHOLE._replace(**filled | {field: ""}).digest != WHOLE.digest


SCOPES = [
    NO_SCOPE,
    Scope(policy="{}"),
    Scope(read_only=True),
    Scope(session_tags=(("team", "core"),)),
    Scope(session_tags=(("team", "core"), ("unit", ""))),
    Scope(session_tags=(("team", "core"),), transitive=("team",)),
    Scope(source_identity="alice"),
    Scope(policy="{}", read_only=True),
]


def test_every_part_of_a_scope_makes_another_request_and_another_target() -> None:
    digests = [REQUEST._replace(scope=scope).digest for scope in SCOPES]
    assert len(set(digests)) == len(SCOPES)
    assert len({digest[:12] for digest in digests}) == len(SCOPES)
    renamed = REQUEST._replace(scope=SCOPES[2], session_name="bob")
    assert same_target(renamed.digest, digests[2])


def test_the_digest_of_a_scope_is_the_same_in_every_version() -> None:
    scope = Scope("{}", True, (("team", "core"),), ("team",), "alice")
    assert REQUEST._replace(scope=scope).digest == "19e9a0ec4ac2502a2065068e9888a214222562e9"


def test_the_digest_is_the_same_in_every_process_and_version() -> None:
    """Profiles contain it: another algorithm would separate them from their sessions."""
    assert REQUEST.digest == "4b8e66498704dc0678d6be773377fff5a2a03751"


def test_fields_that_are_empty_do_not_count() -> None:
    plain = RoleRequest("bastion", "default", "AKIAIOSFODNN7EXAMPLE", ARN)
    assert plain.digest == RoleRequest(*plain[:4], "", "", "").digest


@pytest.mark.parametrize(
    ("account", "role", "name"),
    [
        ("production", "ops/deploy", "production-deploy"),
        ("a b/c", "read", "a-b-c-read"),
        ("生产", "read", "123456789012-read"),
        ("测试-eu", "read", "eu-read"),
        ("-prod", "read", "prod-read"),
        ("---", "read", "123456789012-read"),
        ("é", "read", "123456789012-read"),
        ("x" * 70, "read", "x" * 64),
    ],
)
def test_profile_names_are_usable_whatever_the_account_is_called(
    account: str, role: str, name: str
) -> None:
    assert profile_name(account, role, "123456789012") == name
