"""The MFA session in the classic's environment variables."""

from datetime import UTC, datetime, timedelta

import pytest

from rolecall.signin.mfa.mfa_login import LIFE, inherited_mfa_session
from tests.samples.mfa_sessions import SECRET, TOKEN

START = 1_774_746_000
BEGAN = datetime.fromtimestamp(START, UTC)
NOW = BEGAN + timedelta(hours=1)
ENV = {
    "AWS_SESSION_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE",
    "AWS_SESSION_SECRET_ACCESS_KEY": SECRET,
    "AWS_SESSION_SESSION_TOKEN": TOKEN,
    "AWS_SESSION_SECURITY_TOKEN": TOKEN,
    "AWS_SESSION_START": str(START),
}


def test_the_shells_session_is_what_its_variables_say() -> None:
    session = inherited_mfa_session(ENV | {"AWS_USERNAME": "alice"}, "default", NOW)
    assert session is not None
    assert (session.name, session.user_name, session.device) == ("default", "alice", "")
    assert session.started == BEGAN
    credentials = session.credentials
    assert credentials is not None
    assert credentials.access_key_id == "ASIAIOSFODNN7EXAMPLE"
    assert credentials.secret_access_key.reveal() == SECRET
    assert credentials.session_token.reveal() == TOKEN
    assert credentials.expiration == BEGAN + timedelta(seconds=43_200)
    assert SECRET not in repr(session) and TOKEN not in str(session)


def test_it_lasts_until_200_seconds_before_its_end_as_with_the_classic() -> None:
    last = BEGAN + timedelta(seconds=43_200 - 200)
    assert inherited_mfa_session(ENV, "default", last) is not None
    assert inherited_mfa_session(ENV, "default", last + timedelta(microseconds=1)) is None
    assert timedelta(seconds=43_200) == LIFE


def test_a_session_from_the_future_is_none() -> None:
    assert inherited_mfa_session(ENV, "default", BEGAN) is not None
    assert inherited_mfa_session(ENV, "default", BEGAN - timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("named", "base", "held"),
    [
        (None, "default", True),
        ("", "default", True),
        (None, "work", False),
        ("work", "work", True),
        ("work", "default", False),
    ],
)
def test_it_belongs_to_the_base_profile_it_was_exported_with(
    named: str | None, base: str, held: bool
) -> None:
    env = ENV if named is None else ENV | {"AWS_PROFILE_ASSUME_ROLE": named}
    assert (inherited_mfa_session(env, base, NOW) is not None) == held


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_SESSION_ACCESS_KEY_ID": ""},
        {"AWS_SESSION_ACCESS_KEY_ID": "null"},  # what the classic exports after a refusal of AWS
        {"AWS_SESSION_ACCESS_KEY_ID": "$(touch pwned)AAAAAAA"},
        {"AWS_SESSION_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE\n"},
        {"AWS_SESSION_SECRET_ACCESS_KEY": ""},
        {"AWS_SESSION_SECRET_ACCESS_KEY": f"{SECRET} "},
        {"AWS_SESSION_SESSION_TOKEN": "", "AWS_SESSION_SECURITY_TOKEN": ""},
        {"AWS_SESSION_SESSION_TOKEN": "null"},
        {"AWS_SESSION_START": ""},
        {"AWS_SESSION_START": "0"},  # what the classic computes without a session
        {"AWS_SESSION_START": f" {START}"},
        {"AWS_SESSION_START": f"-{START}"},
        {"AWS_SESSION_START": f"{START}.0"},
        {"AWS_SESSION_START": "٣١٤١٥٩٢٦٥٣"},
        {"AWS_SESSION_START": "9" * 11},
        {"AWS_SESSION_START": "9" * 20},  # beyond the range of a date
        {"AWS_SESSION_START": "9" * 5000},
    ],
    ids=str,
)
def test_values_that_sts_never_gave_are_no_session(variables: dict[str, str]) -> None:
    assert inherited_mfa_session(ENV | variables, "default", NOW) is None


@pytest.mark.parametrize("name", sorted(set(ENV) - {"AWS_SESSION_SECURITY_TOKEN"}))
def test_a_missing_variable_is_no_session(name: str) -> None:
    env = {key: value for key, value in ENV.items() if key != name}
    held = inherited_mfa_session(env, "default", NOW)
    # Either of the two tokens suffices.
    assert (held is not None) == (name == "AWS_SESSION_SESSION_TOKEN")
