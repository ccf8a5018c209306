"""The digest of a role request covers everything that identifies a role session."""

import pytest

from rolecall.core.model import profile_name
from rolecall.core.role_request import RoleRequest

ARN = "arn:aws:iam::123456789012:role/ops/read"
REQUEST = RoleRequest("bastion", "default", "AKIAIOSFODNN7EXAMPLE", ARN, "first", "ext", "alice")


@pytest.mark.parametrize("field", RoleRequest._fields)
def test_every_field_counts(field: str) -> None:
    assert REQUEST._replace(**{field: "other"}).digest != REQUEST.digest
    assert REQUEST._replace(**{field: ""}).digest != REQUEST.digest


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
