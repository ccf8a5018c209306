"""What a hand-over by the environment sets and takes away: of a role session, of a named profile.

The one source for every shell's lines, for `.env` files and JSON, and for a process.
"""

from collections.abc import Mapping
from typing import NamedTuple

from rolecall.core.model import Credentials, RoleSession, rfc3339
from rolecall.core.partitions import region_within
from rolecall.handover.profile.plain_keys import checked_credentials

# What would contradict the new credentials, in botocore, in prompts or in other tools.
CONTRADICTING = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_VAULT",
    "AWSUME_PROFILE",
    "AWSU_PROFILE",
    "AWS_SSO_PROFILE",
    "AWS_SESSION_EXPIRATION",
    "AWSUME_EXPIRATION",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
CLASSIC_SESSION = (
    "AWS_SESSION_ACCESS_KEY_ID",
    "AWS_SESSION_SECRET_ACCESS_KEY",
    "AWS_SESSION_SESSION_TOKEN",
    "AWS_SESSION_SECURITY_TOKEN",
    "AWS_SESSION_START",
)
EXPIRATION = ("AWS_CREDENTIAL_EXPIRATION", "ROLECALL_EXPIRES")
KEYS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
)
ACCOUNT = ("AWS_ACCOUNT_ID", "AWS_ACCOUNT_NAME", "AWS_ACCOUNT_ROLE", "GEO_ENV")
REGION = ("AWS_REGION", "AWS_DEFAULT_REGION")
# botocore takes a web identity in the environment before the profile that AWS_PROFILE names.
_WEB_IDENTITY = ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME")


class Variables(NamedTuple):
    """A change of an environment. No name is in both."""

    unset: tuple[str, ...]
    values: tuple[tuple[str, str], ...]

    def applied(self, env: Mapping[str, str]) -> dict[str, str]:
        """`env` after the change."""
        kept = {name: value for name, value in env.items() if name not in self.unset}
        return kept | dict(self.values)


def session_variables(session: RoleSession, env: Mapping[str, str] = {}) -> Variables:
    """Become a role session. Raises Refused for credentials that AWS cannot have given.

    `env`: the environment that is changed, as far as it is known. A region there stays where the
    session has none, unless it lies in another partition than the role: such keys mean nothing
    there.
    """
    moment = session.credentials.expiration
    stale = REGION if _is_elsewhere(session, env) else ()
    return Variables(
        CONTRADICTING + CLASSIC_SESSION + stale,
        (
            *key_variables(session.credentials),
            security_token_variable(session.credentials),
            *region_variables(session.region),
            *zip(EXPIRATION, (rfc3339(moment), str(int(moment.timestamp()))), strict=True),
            *account_variables(session),
            ("GEO_ENV", session.account_name),
        ),
    )


def _is_elsewhere(session: RoleSession, env: Mapping[str, str]) -> bool:
    partition = session.request.partition
    there = [env[name] for name in REGION if env.get(name)]
    if session.region:
        return False
    # What an unknown shell has is, as a rule, a region of the partition aws.
    return partition != "aws" or any(region_within(partition, one) != one for one in there)


def profile_variables(
    name: str, region: str, files: Mapping[str, str] = {}, *, without_region: bool = False
) -> Variables:
    """Use a named profile: the reverse, no key in the environment. `region` empty: none known.

    `files`: the variables that lead to the profile's files, where the usual ones would not.
    `without_region`: the region in the environment is not one of the profile's partition.
    """
    # Of the two names of the profile botocore reads AWS_DEFAULT_PROFILE first.
    regions = REGION if without_region and not region else ()
    stale = (
        *regions,
        *KEYS,
        *EXPIRATION,
        *ACCOUNT,
        *CLASSIC_SESSION,
        *_WEB_IDENTITY,
        *CONTRADICTING,
    )
    return Variables(
        tuple(variable for variable in stale if variable != "AWS_PROFILE"),
        (("AWS_PROFILE", name), *region_variables(region), *files.items()),
    )


def key_variables(credentials: Credentials) -> list[tuple[str, str]]:
    """The three keys, each with its variable; raises as `checked`."""
    held = checked_credentials(credentials)
    return [
        ("AWS_ACCESS_KEY_ID", held.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", held.secret_access_key.reveal()),
        ("AWS_SESSION_TOKEN", held.session_token.reveal()),
    ]


def security_token_variable(credentials: Credentials) -> tuple[str, str]:
    """Equal to the session token.

    botocore reads it before AWS_SESSION_TOKEN (boto/botocore#1961): a stale one would win.
    """
    return "AWS_SECURITY_TOKEN", credentials.session_token.reveal()


def region_variables(region: str) -> list[tuple[str, str]]:
    """Both variables of the region; none where no region is known."""
    return [(name, region) for name in REGION] if region else []


def account_variables(session: RoleSession) -> list[tuple[str, str]]:
    """What prompts read."""
    return [
        ("AWS_ACCOUNT_ID", session.account_id),
        ("AWS_ACCOUNT_NAME", session.account_name),
        ("AWS_ACCOUNT_ROLE", session.role),
    ]
