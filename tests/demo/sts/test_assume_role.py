"""AssumeRole: who may assume which role, under which conditions, and for how long."""

from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.clock import SettableClock
from tests.drivers.sdk_clients import Answer, become, client, mfa_session, phone_code, refusal


def _refused(
    aws: EmbeddedAws, credentials: Answer | None, alias: str, role: str, **more: Any
) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        become(aws, credentials, alias, role, **more)
    return refusal(caught.value)


def _not_authorized(caller: str, arn: str) -> tuple[int, str, str]:
    return (
        403,
        "AccessDenied",
        f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}",
    )


ALICE = "arn:aws:iam::111122223333:user/alice"


def test_role_session_is_the_role_in_its_own_account(
    aws: EmbeddedAws, clock: SettableClock
) -> None:
    answer = become(aws, mfa_session(aws), "staging", "developer")
    arn = "arn:aws:sts::333344445555:assumed-role/developer/alice"
    assert answer["AssumedRoleUser"]["Arn"] == arn
    assert answer["Credentials"]["Expiration"].timestamp() == int(clock()) + 3600
    who = client(aws, "sts", answer["Credentials"]).get_caller_identity()
    assert (who["Account"], who["Arn"]) == ("333344445555", arn)
    assert who["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]


def test_path_is_part_of_the_role_and_not_of_the_session(aws: EmbeddedAws) -> None:
    session = mfa_session(aws)
    answer = become(aws, session, "production", "ops/deploy")
    arn = "arn:aws:sts::222233334444:assumed-role/deploy/alice"
    assert answer["AssumedRoleUser"]["Arn"] == arn
    bare = "arn:aws:iam::222233334444:role/deploy"
    assert _refused(aws, session, "production", "ops/deploy", RoleArn=bare) == _not_authorized(
        ALICE, bare
    )


def test_refusing_missing_and_forbidden_roles_sound_alike(aws: EmbeddedAws) -> None:
    session = mfa_session(aws)
    arn = aws.world.role("payments-prod", "break-glass").arn
    assert _refused(aws, session, "payments-prod", "break-glass") == _not_authorized(ALICE, arn)
    missing = "arn:aws:iam::333344445555:role/nonesuch"
    found = _refused(aws, session, "staging", "read", RoleArn=missing)
    assert found == _not_authorized(ALICE, missing)
    aws.world.deny(ALICE, "sts:AssumeRole")
    arn = aws.world.role("staging", "read").arn
    assert _refused(aws, session, "staging", "read") == _not_authorized(ALICE, arn)
    aws.world.allow(ALICE, "sts:AssumeRole")
    assert become(aws, session, "staging", "read")


def test_external_id_must_be_the_one_of_the_trust_policy(aws: EmbeddedAws) -> None:
    session = mfa_session(aws)
    arn = aws.world.role("audit", "auditor").arn
    wrong = _refused(aws, session, "audit", "auditor", ExternalId="888899990000")
    assert wrong == _not_authorized(ALICE, arn)
    with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole"):
        client(aws, "sts", session).assume_role(RoleArn=arn, RoleSessionName="alice")
    assert become(aws, session, "audit", "auditor", ExternalId="audit-7Hq2")


def test_mfa_is_proved_by_session_or_in_the_call_itself(aws: EmbeddedAws) -> None:
    arn = aws.world.role("sandbox", "admin").arn
    assert _refused(aws, None, "sandbox", "admin") == _not_authorized(ALICE, arn)
    unproved = client(aws, "sts").get_session_token()["Credentials"]
    assert _refused(aws, unproved, "sandbox", "admin") == _not_authorized(ALICE, arn)
    assert become(aws, None, "sandbox", "admin", **phone_code(aws))
    assert become(aws, mfa_session_with(aws, 1), "sandbox", "admin")


def mfa_session_with(aws: EmbeddedAws, windows: int) -> Answer:
    session: Answer = client(aws, "sts").get_session_token(**phone_code(aws, windows))
    return dict(session["Credentials"])


def test_mfa_may_be_too_long_ago(aws: EmbeddedAws, clock: SettableClock) -> None:
    aws.world.role("production", "admin").mfa_max_age = 1800
    session = mfa_session(aws)
    clock.advance(1799)
    assert become(aws, session, "production", "admin")
    clock.advance(1)
    assert _refused(aws, session, "production", "admin")[1] == "AccessDenied"


def test_long_session_needs_the_long_lived_keys(aws: EmbeddedAws, clock: SettableClock) -> None:
    chained = _refused(aws, mfa_session(aws), "sandbox", "admin", DurationSeconds=3601)
    assert chained[:2] == (400, "ValidationError")
    assert chained[2].startswith(
        "The requested DurationSeconds exceeds the 1 hour session limit "
        "for roles assumed by role chaining"
    )
    direct = become(aws, None, "sandbox", "admin", DurationSeconds=43_200, **phone_code(aws, 1))
    assert direct["Credentials"]["Expiration"].timestamp() == int(clock()) + 43_200


def test_role_sets_the_longest_session(aws: EmbeddedAws) -> None:
    refused = _refused(aws, None, "staging", "read", DurationSeconds=3601, **phone_code(aws))
    assert refused == (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )
    over = _refused(aws, None, "staging", "read", DurationSeconds=43_201)
    assert over[2].endswith("Member must have value less than or equal to 43200")


def test_all_broken_constraints_are_listed(aws: EmbeddedAws) -> None:
    status, code, message = _refused(
        aws, None, "staging", "read", DurationSeconds=60, RoleSessionName="a b"
    )
    assert (status, code) == (400, "ValidationError")
    assert message.startswith("2 validation errors detected: Value 'a b' at 'roleSessionName'")
    assert r"satisfy regular expression pattern: [\w+=,.@-]*; Value '60'" in message


def test_role_that_trusts_a_role_is_reached_through_it_alone(aws: EmbeddedAws) -> None:
    session = mfa_session(aws)
    arn = aws.world.role("log-archive", "archivist").arn
    assert _refused(aws, session, "log-archive", "archivist") == _not_authorized(ALICE, arn)
    auditor = become(aws, session, "audit", "auditor")["Credentials"]
    archivist = become(aws, auditor, "log-archive", "archivist")
    who = client(aws, "sts", archivist["Credentials"]).get_caller_identity()
    assert who["Arn"] == "arn:aws:sts::012345678901:assumed-role/archivist/alice"
    long = _refused(aws, auditor, "log-archive", "archivist", DurationSeconds=7200)
    assert "role chaining" in long[2]


def test_mfa_ends_with_the_session_of_the_user(aws: EmbeddedAws) -> None:
    """A role session proves no MFA to the next role (IAM: aws:MultiFactorAuthPresent)."""
    auditor = become(aws, mfa_session(aws), "audit", "auditor")["Credentials"]
    aws.world.role("log-archive", "archivist").needs_mfa = True
    assert _refused(aws, auditor, "log-archive", "archivist")[1] == "AccessDenied"
    later = client(aws, "sts", auditor)
    for call in (later.get_session_token, partial(later.get_federation_token, Name="bob")):
        with pytest.raises(ClientError, match="with session credentials"):
            call()


def test_what_is_no_role_arn_is_invalid(aws: EmbeddedAws) -> None:
    user = alice(aws.world).arn
    assert _refused(aws, None, "staging", "read", RoleArn=user) == (
        400,
        "ValidationError",
        f"{user} is invalid",
    )
