"""Every field of an STS response is validated before it is shown, stored or written."""

import random
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from rolecall.aws.responses import check_assumed, credentials_from
from rolecall.core.errors import Refused, RolecallError, Unreachable
from rolecall.core.model import Target
from rolecall.demo.world.keys import secret_key, session_token, temporary_key_id

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
ALPHABETS = {
    "AccessKeyId": string.ascii_uppercase + string.digits,
    "SecretAccessKey": string.ascii_letters + string.digits + "+/=",
    "SessionToken": string.ascii_letters + string.digits + "+/=_-",
}
HOSTILE = (
    None, 7, b"ASIAIOSFODNN7EXAMPLE", ["ASIAIOSFODNN7EXAMPLE"], "", " ", "short", "$(touch x)",
    "`touch x`0123456789", "a\nb0123456789012345", "0123456789012345\n", "=ls0123456789012345 ",
    "A" * 20_000, "КЛЮЧКЛЮЧКЛЮЧКЛЮЧ", "\u202eASIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPL\u0130",
    "ＡＳＩＡＩＯＳＦＯＤＮＮ７ＥＸＡＭＰＬＥ", "٣" * 20, "ASIAIOSFODNN7EXAMPLE\x00",
)  # fmt: skip


def answer(**fields: Any) -> dict[str, Any]:
    good = {
        "AccessKeyId": temporary_key_id(),
        "SecretAccessKey": secret_key(),
        "SessionToken": session_token(),
        "Expiration": NOW + timedelta(hours=1),
    }
    return {"Credentials": good | fields}


def test_awss_own_answers_are_taken() -> None:
    for _ in range(500):
        given = answer()
        credentials = credentials_from(given, NOW)
        assert credentials.access_key_id == given["Credentials"]["AccessKeyId"]
        assert credentials.secret_access_key.reveal() == given["Credentials"]["SecretAccessKey"]
        assert credentials.session_token.reveal() == given["Credentials"]["SessionToken"]


@pytest.mark.parametrize("name", ALPHABETS)
def test_no_hostile_value_passes(name: str) -> None:
    for value in HOSTILE:
        with pytest.raises(Unreachable, match=name) as raised:
            credentials_from(answer(**{name: value}), NOW)
        assert len(str(value)) < 5 or str(value) not in raised.value.message + raised.value.hint


@pytest.mark.parametrize("name", ALPHABETS)
def test_no_single_foreign_character_passes(name: str) -> None:
    """3,000 answers a field, each with one character that does not belong."""
    good = answer()["Credentials"][name]
    for value in spoiled(good, ALPHABETS[name], count=3_000):
        with pytest.raises(Unreachable, match=name):
            credentials_from(answer(**{name: value}), NOW)


def spoiled(good: str, alphabet: str, count: int) -> Iterator[str]:
    chance = random.Random(3)  # noqa: S311 - made anew from its seed
    foreign = [chr(code) for code in range(0x250) if chr(code) not in alphabet]
    for _ in range(count):
        at = chance.randrange(len(good) + 1)
        yield good[:at] + chance.choice(foreign) + good[at + chance.randrange(2) :]


def test_the_end_must_lie_ahead_and_not_too_far() -> None:
    for left in (timedelta(seconds=1), timedelta(hours=12), timedelta(hours=36)):
        assert credentials_from(answer(Expiration=NOW + left), NOW).expiration == NOW + left
    for left in (timedelta(0), timedelta(seconds=-1), timedelta(hours=36, seconds=1)):
        with pytest.raises(Refused, match="past or too far ahead") as raised:
            credentials_from(answer(Expiration=NOW + left), NOW)
        assert "clock" in raised.value.hint


def test_the_end_is_reckoned_in_utc_and_whole_seconds() -> None:
    berlin = timezone(timedelta(hours=2))
    moment = (NOW + timedelta(minutes=30)).astimezone(berlin).replace(microsecond=999_999)
    expiration = credentials_from(answer(Expiration=moment), NOW).expiration
    assert expiration == NOW + timedelta(minutes=30)
    assert expiration.tzinfo is UTC


@pytest.mark.parametrize(
    "moment",
    [
        None,
        "2026-03-29T02:00:00Z",
        1_774_749_600,
        datetime(2026, 3, 29, 2, 0),  # ambiguous without a time zone
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=1))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_what_is_no_time_is_no_end(moment: object) -> None:
    with pytest.raises(Unreachable, match="Expiration"):
        credentials_from(answer(Expiration=moment), NOW)


@pytest.mark.parametrize("given", [{}, {"Credentials": None}, {"Credentials": "x"}])
def test_an_answer_without_credentials_is_not_awss(given: dict[str, Any]) -> None:
    with pytest.raises(Unreachable, match="no credentials"):
        credentials_from(given, NOW)


def test_the_role_given_is_the_role_asked_for() -> None:
    target = Target("012345678901", (), "ops/deploy", partition="aws-us-gov")
    arn = "arn:aws-us-gov:sts::012345678901:assumed-role/deploy/alice"
    check_assumed({"AssumedRoleUser": {"Arn": arn}}, target)
    for wrong in (
        arn.replace("aws-us-gov", "aws"),
        arn.replace("0123", "0124"),
        arn.replace("/deploy/", "/deploy-all/"),
        arn.replace("/deploy/", "/ops/deploy/"),
        arn.replace("assumed-role", "federated-user"),
        "x" + arn,
        None,
        7,
    ):
        with pytest.raises(RolecallError, match="another role"):
            check_assumed({"AssumedRoleUser": {"Arn": wrong}}, target)
    for nobody in ({}, {"AssumedRoleUser": None}, {"AssumedRoleUser": "x"}):
        with pytest.raises(RolecallError, match="another role"):
            check_assumed(nobody, target)
