"""The default limit of every wait.

What happens at a limit is tested where it is kept, with a shorter one. Here stand the defaults, as
the callers have them: a limit that is lost, or grows by a digit, is a program that seems to hang.
"""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from rolecall.aws.call.bounded_call import CallContext
from rolecall.core.files.locks import locked
from rolecall.core.files.own_files import own_lock
from rolecall.doctor.signin.answers import aws_findings
from rolecall.handover.clipboard.copy import copy
from rolecall.handover.console.browser import open_in_browser
from rolecall.saml.idp import fetch_assertion
from rolecall.saml.keyring.keyring_password import (
    keep_in_keyring,
    keyring_password,
    keyring_state,
)
from rolecall.signin.schemes.saml_role import take_role
from rolecall.signin.turns.turns import Turns


@pytest.mark.parametrize(
    ("waits", "name", "seconds"),
    [
        (fetch_assertion, "deadline", 15),
        (take_role, "longest_wait", 10),
        (keyring_password, "limit", 3),
        (keep_in_keyring, "limit", 3),
        (keyring_state, "limit", 3),
        (aws_findings, "process_limit", 20),
        (Turns, "patience", 120),
        (locked, "patience", 10),
        (locked, "quiet", 1),
        (own_lock, "patience", 10),
        (copy, "limit", 2),
        (open_in_browser, "limit", 10),
        (open_in_browser, "deadline", 60),
    ],
)
def test_a_wait_has_this_limit_where_none_is_given(
    waits: Callable[..., Any], name: str, seconds: float
) -> None:
    assert inspect.signature(waits).parameters[name].default == seconds


def test_a_call_to_aws_has_these_limits_where_none_are_given() -> None:
    limits = CallContext().limits
    assert (limits.total, limits.dns, limits.connect) == (20, 5, 5)
    assert (limits.process, limits.process_notice) == (60, 3)
    assert limits.size == limits.process_size == 1024 * 1024


def test_botocore_connects_within_the_limit_and_reads_no_longer_than_the_whole() -> None:
    config = CallContext().limits._replace(total=7.0, connect=2.0).config()
    assert config.connect_timeout == 2
    assert 7 <= config.read_timeout <= 8
    assert config.retries["total_max_attempts"] == 3
