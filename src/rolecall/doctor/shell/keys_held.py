"""The credentials in the calling shell's environment: which of them win, and whether they work."""

from collections.abc import Iterator
from datetime import UTC, datetime

from rolecall.core.countdown import words_for
from rolecall.core.model import parse_rfc3339, utc_now
from rolecall.core.nearest import did_you_mean
from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, failing, masked, ok, warning
from rolecall.doctor.setup import Setup

_AREA = Area.SHELL
_ID, _SECRET, _TOKEN = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
_OLD_TOKEN = "AWS_SECURITY_TOKEN"  # noqa: S105 (a name)
_PROFILES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
_EXPIRATION, _EPOCH = "AWS_CREDENTIAL_EXPIRATION", "ROLECALL_EXPIRES"
_CLEAR = "assume-role --clear"
_WINNER = "AWS tools here use "


def key_findings(setup: Setup) -> list[Finding]:
    """Returns which credentials AWS tools take in this shell, and what is wrong with them."""
    faults = [*_keys(setup), *_expired(setup), *_profile(setup)]
    fails = any(_missing(setup, name) for name in _PROFILES)
    if fails or any(one.text.startswith(_WINNER) for one in faults):
        return faults
    return [ok(_AREA, f"{_WINNER}{_winner(setup)}{_left(setup)}"), *faults]


def _keys(setup: Setup) -> Iterator[Finding]:
    env = setup.env
    key_id, token, old = env.get(_ID, ""), env.get(_TOKEN, ""), env.get(_OLD_TOKEN, "")
    for name, other in ((_ID, _SECRET), (_SECRET, _ID)):
        if env.get(name) and not env.get(other):
            yield failing(
                _AREA,
                f"{name} is set without {other}: AWS tools fail.",
                f"Assume the role again, or: unset {name}",
            )
    if key_id.startswith("ASIA") and not (token or old):
        yield failing(
            _AREA,
            f"{_ID} is a temporary key, and its {_TOKEN} is missing: AWS refuses it.",
            f"Assume the role again, or leave it: {_CLEAR}",
        )
    if key_id.startswith("AKIA") and (token or old):
        name = _TOKEN if token else _OLD_TOKEN
        yield failing(
            _AREA,
            f"{_ID} is a long-term key, and {name} belongs to another: AWS refuses both together.",
            f"unset {name}",
        )
    if token and old and token != old:
        yield failing(
            _AREA,
            f"{_OLD_TOKEN} is not {_TOKEN}, and boto3 and the AWS CLI read it first.",
            f"It is a leftover: unset {_OLD_TOKEN}",
        )
    profile = next((name for name in _PROFILES if env.get(name)), "")
    if key_id and profile and not _missing(setup, profile):
        yield warning(
            _AREA,
            f"{_WINNER}{_keys_named(setup)}, not {profile} {safe_text(env[profile])}.",
            f"To use the profile, leave the role: {_CLEAR}",
        )


def _expired(setup: Setup) -> Iterator[Finding]:
    env = setup.env
    if not env.get(_ID):
        return
    moment = _moment(env.get(_EXPIRATION, ""), env.get(_EPOCH, ""))
    if env.get(_EXPIRATION) and moment is None:
        yield failing(
            _AREA,
            f"{_EXPIRATION} is not a time with its zone: boto3 fails on it.",
            f"unset {_EXPIRATION}",
        )
    elif moment and (left := (moment - utc_now()).total_seconds()) <= 0:
        yield failing(
            _AREA,
            f"The session in this shell expired {words_for(int(-left))} ago.",
            f"Assume the role again, or leave it: {_CLEAR}",
        )


def _left(setup: Setup) -> str:
    """Returns how long the session in the environment lasts; empty where that is not known."""
    env = setup.env
    moment = _moment(env.get(_EXPIRATION, ""), env.get(_EPOCH, "")) if env.get(_ID) else None
    left = int((moment - utc_now()).total_seconds()) if moment else 0
    return f", {words_for(left)} left" if left > 0 else ""


def _moment(text: str, epoch: str) -> datetime | None:
    if text:
        try:
            return parse_rfc3339(text)
        except ValueError:
            return None
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC)
    return None


def _profile(setup: Setup) -> Iterator[Finding]:
    names = setup.profiles.by_name
    for variable in _PROFILES:
        if name := _missing(setup, variable):
            yield failing(
                _AREA,
                f"{variable} names {safe_text(name)}, which is in no file: AWS tools fail.",
                f"{did_you_mean(name, names)} Without it: unset {variable}".strip(),
            )


def _missing(setup: Setup, variable: str) -> str:
    """Returns the profile that a variable names, if no file has it; else nothing."""
    name = setup.env.get(variable, "")
    return "" if name in setup.profiles.by_name else name


def _winner(setup: Setup) -> str:
    """Returns what botocore takes here, by its order."""
    env = setup.env
    if env.get(_ID):
        return _keys_named(setup)
    if env.get("AWS_WEB_IDENTITY_TOKEN_FILE") and env.get("AWS_ROLE_ARN"):
        return "the web identity in AWS_WEB_IDENTITY_TOKEN_FILE"
    for name in _PROFILES:
        if env.get(name):
            return f"profile {safe_text(env[name])} ({name})"
    if "default" not in setup.profiles.by_name:
        return "no credentials, until you assume a role"
    return "profile default"


def _keys_named(setup: Setup) -> str:
    """Returns the words for the keys in the environment: the role they belong to, if known."""
    env = setup.env
    key_id = env[_ID]
    for session in setup.held:
        if session.access_key_id == key_id:
            return f"{safe_text(session.account_name)} · {safe_text(session.role)}"
    if env.get("AWS_ACCOUNT_NAME") and env.get("AWS_ACCOUNT_ROLE"):
        return f"{safe_text(env['AWS_ACCOUNT_NAME'])} · {safe_text(env['AWS_ACCOUNT_ROLE'])}"
    return f"the key {masked(key_id)} in {_ID}"
