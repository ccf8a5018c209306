"""The environment variables that hand over a role session or a named profile.

The single source for the lines of every shell, for `.env` files and JSON, and for child processes.
"""

from collections.abc import Mapping

from rolecall.core.model import Credentials, RoleSession, rfc3339
from rolecall.core.partitions import region_within
from rolecall.core.record import Record
from rolecall.handover.plain_keys import checked_credentials

# Variables that would conflict with the new credentials in botocore, prompts or other tools.
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
SCOPE = "ROLECALL_SCOPE"  # what limits the session, in a word; see Scope.mark
EXPIRATION = ("AWS_CREDENTIAL_EXPIRATION", "ROLECALL_EXPIRES")
KEYS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
)
ACCOUNT = ("AWS_ACCOUNT_ID", "AWS_ACCOUNT_NAME", "AWS_ACCOUNT_ROLE", "GEO_ENV")
REGION = ("AWS_REGION", "AWS_DEFAULT_REGION")
# botocore prefers a web identity in the environment to the profile that AWS_PROFILE names.
_WEB_IDENTITY = ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME")


class Variables(Record):
    """A change of an environment: names to unset, and names to set. No name is in both."""

    unset: tuple[str, ...]
    values: tuple[tuple[str, str], ...]

    def applied(self, env: Mapping[str, str]) -> dict[str, str]:
        """`env` after the change."""
        kept = {name: value for name, value in env.items() if name not in self.unset}
        return kept | dict(self.values)


def session_variables(session: RoleSession, env: Mapping[str, str] = {}) -> Variables:
    """The change that hands over a role session. Raises Refused for credentials unlike AWS's.

    `env` is the environment to change, as far as it is known. If the session has no region, one in
    `env` is kept, unless it is in another partition than the role, where the keys are not valid.
    """
    moment = session.credentials.expiration
    stale = REGION if _has_foreign_region(session, env) else ()
    mark = session.request.scope.mark
    return Variables(
        CONTRADICTING + CLASSIC_SESSION + stale + (() if mark else (SCOPE,)),
        (
            *key_variables(session.credentials),
            security_token_variable(session.credentials),
            *region_variables(session.region),
            *zip(EXPIRATION, (rfc3339(moment), str(int(moment.timestamp()))), strict=True),
            *account_variables(session),
            ("GEO_ENV", session.account_name),
            *(((SCOPE, mark),) if mark else ()),
        ),
    )


def _has_foreign_region(session: RoleSession, env: Mapping[str, str]) -> bool:
    """Whether the region in `env` would be used and is in another partition than the role."""
    partition = session.request.partition
    there = [env[name] for name in REGION if env.get(name)]
    if session.region:
        return False
    # A region in an unknown environment is most likely one of the partition aws.
    return partition != "aws" or any(region_within(partition, one) != one for one in there)


def profile_variables(
    name: str, region: str, files: Mapping[str, str] = {}, *, without_region: bool = False
) -> Variables:
    """The change that makes tools use a named profile: no keys, but AWS_PROFILE.

    `region` is empty if unknown. `files` are the variables that name the profile's files, if they
    are not the default ones. `without_region`: unset a region of another partition.
    """
    # CONTRADICTING has AWS_DEFAULT_PROFILE, which botocore reads before AWS_PROFILE.
    regions = REGION if without_region and not region else ()
    stale = (
        *regions,
        *KEYS,
        *EXPIRATION,
        SCOPE,
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
    """The three keys with their variables; raises as `checked_credentials`."""
    held = checked_credentials(credentials)
    return [
        ("AWS_ACCESS_KEY_ID", held.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", held.secret_access_key.reveal()),
        ("AWS_SESSION_TOKEN", held.session_token.reveal()),
    ]


def security_token_variable(credentials: Credentials) -> tuple[str, str]:
    """AWS_SECURITY_TOKEN, equal to the session token.

    botocore reads it before AWS_SESSION_TOKEN (boto/botocore#1961), so a stale one would win.
    """
    return "AWS_SECURITY_TOKEN", credentials.session_token.reveal()


def region_variables(region: str) -> list[tuple[str, str]]:
    """The two region variables; none if the region is empty."""
    return [(name, region) for name in REGION] if region else []


def account_variables(session: RoleSession) -> list[tuple[str, str]]:
    """The account variables, which shell prompts read."""
    return [
        ("AWS_ACCOUNT_ID", session.account_id),
        ("AWS_ACCOUNT_NAME", session.account_name),
        ("AWS_ACCOUNT_ROLE", session.role),
    ]
