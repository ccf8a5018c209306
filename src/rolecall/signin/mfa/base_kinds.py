"""What the credentials of a base profile are, as far as the files tell."""

from enum import Enum

from rolecall.catalog.aws_config import Profile

_LONG_TERM_ID, _TEMPORARY_ID = "AKIA", "ASIA"  # IAM identifiers: how access key ids begin


class Base(Enum):
    """What a base profile's credentials are; the value is how a sentence names them."""

    LONG_TERM = "the access key of an IAM user"
    TEMPORARY = "temporary keys"
    PROGRAM = "what its credential_process prints"
    IDENTITY_CENTER = "an IAM Identity Center sign-in"
    AWS_LOGIN = "an `aws login` session"
    AWS_LOGIN_OVER = "`aws login`, which takes a new sign-in"  # as of now: see base_now
    WEB_IDENTITY = "a web identity token"
    MACHINE = "the role of this machine or container"
    ROLE = "a role itself"
    NONE = "none that the files name"


TEMPORARY_KINDS = (
    Base.TEMPORARY,
    Base.IDENTITY_CENTER,
    Base.AWS_LOGIN,
    Base.AWS_LOGIN_OVER,
    Base.WEB_IDENTITY,
    Base.MACHINE,
)


def base_of(profile: Profile | None) -> Base:
    """Returns what the credentials of a base profile are, as far as the files tell."""
    if profile is None:
        return Base.NONE
    if profile.access_key_id.startswith(_TEMPORARY_ID):
        return Base.TEMPORARY
    if profile.has_keys or profile.access_key_id.startswith(_LONG_TERM_ID):
        return Base.LONG_TERM
    if profile.login_session:
        return Base.AWS_LOGIN
    if profile.credential_process:
        return Base.PROGRAM
    if profile.sso_session or profile.sso_start_url:
        return Base.IDENTITY_CENTER
    if profile.web_identity_token_file:
        return Base.WEB_IDENTITY
    if profile.credential_source:
        return Base.MACHINE
    return Base.ROLE if profile.role_arn else Base.NONE
