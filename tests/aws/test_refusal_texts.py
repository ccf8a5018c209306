"""What every refusal of AWS reads like: tests/samples/refusal_texts.toml, to the letter.

Each is sent by the embedded AWS over HTTP, in AWS's words, and read by the call that it refuses.
"""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest

from rolecall.aws import iam, sts
from rolecall.aws.call.client import AwsClients
from rolecall.aws.refusals.row import Answer
from rolecall.aws.refusals.saml_calls import SAML_ROWS
from rolecall.aws.refusals.signed_calls import ROWS
from rolecall.aws.sts_saml import assume_role_with_saml
from rolecall.core.errors import RolecallError
from rolecall.core.model import Target, utc_now
from rolecall.core.partitions import partition_of
from rolecall.core.process import machine_clock
from rolecall.core.secret import Secret
from rolecall.demo.faults import refuse
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.sts.known_errors import KNOWN
from tests.samples.refusal_texts import REFUSAL_TEXTS, REQUEST_ID, RefusalText

UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # AWS's own are in some texts
LONGEST = 340  # characters of message and hint, which fit into five rows of the picker
DEVELOPER = Target("444455556666", ("sandbox",), "developer")
PROVIDER = "arn:aws:iam::444455556666:saml-provider/corp"


@pytest.fixture(autouse=True)
def environment(home: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process's own variables, which botocore reads; the remedies are those for Linux."""
    for name in set(os.environ) - set(home.env):
        monkeypatch.delenv(name)
    for name, value in home.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(machine_clock.how_to_set_clock, "__defaults__", ("linux",))


def clients(case: RefusalText) -> AwsClients:
    return AwsClients("default", case.region, partition_of(case.region))


CALLS: dict[str, Callable[[RefusalText], Any]] = {
    "sts:GetCallerIdentity": lambda case: sts.caller_name(clients(case)),
    "sts:GetSessionToken": lambda case: sts.get_session_token(
        clients(case), "arn:aws:iam::111122223333:mfa/phone", "123456", 43_200, utc_now
    ),
    "iam:GetUser": lambda case: iam.user_name(clients(case)),
    "sts:AssumeRole": lambda case: sts.assume_role(
        clients(case),
        DEVELOPER,
        session_name="alice",
        duration=28_800,
        credentials=None,
        clock=utc_now,
    ),
    "sts:AssumeRoleWithSAML": lambda case: assume_role_with_saml(
        DEVELOPER,
        provider_arn=PROVIDER,
        assertion=Secret("QUJD"),
        duration=28_800,
        region=case.region,
        clock=utc_now,
    ),
}


def told(aws: EmbeddedAws, case: RefusalText) -> RolecallError:
    """The error of the case's call, refused by the embedded AWS."""
    real = aws.signing_clock
    aws.signing_clock = lambda: real() - case.ahead
    aws.new_request_id = lambda: REQUEST_ID
    aws.faults.add(case.call.partition(":")[2], refuse(KNOWN[case.name]))
    with pytest.raises(RolecallError) as raised:
        CALLS[case.call](case)
    return raised.value


@pytest.mark.parametrize("case", REFUSAL_TEXTS, ids=lambda case: case.name.replace(" ", "-"))
def test_a_refusal_reads_as_the_table_has_it(aws: EmbeddedAws, case: RefusalText) -> None:
    sent = KNOWN[case.name]
    assert UUID.sub("{id}", f"{sent.status} {sent.code}: {sent.message}") == case.aws
    error = told(aws, case)
    assert (error.message, error.hint.replace(REQUEST_ID, "{id}")) == (case.message, case.hint)


@pytest.mark.parametrize("case", REFUSAL_TEXTS, ids=lambda case: case.name.replace(" ", "-"))
def test_cause_comes_first_and_the_request_id_last(case: RefusalText) -> None:
    assert case.message.endswith((".", ")", case.aws.partition(": ")[2]))
    whole = f"{case.message} {case.hint}".replace("{id}", REQUEST_ID)
    assert len(whole) <= LONGEST
    assert whole.isprintable() and "  " not in whole
    assert whole.count("Request id: ") <= 1
    assert not case.hint.count("{id}") or case.hint.endswith("Request id: {id}")


def test_there_is_a_text_for_each_known_error_and_each_row_is_reached() -> None:
    assert len(REFUSAL_TEXTS) >= 40
    assert {case.name for case in REFUSAL_TEXTS} == set(KNOWN)
    reached = set()
    for case in REFUSAL_TEXTS:
        sent = KNOWN[case.name]
        about: dict[str, str] = {}
        answer = Answer(sent.code, sent.message, sent.status, "", case.call, case.region, about)
        rows = SAML_ROWS if "SAML" in case.call else ROWS
        reached.add(next(row for row in rows if row.match(answer)))
    missed = [row for row in SAML_ROWS if row not in reached]
    assert not missed
