"""What a base profile's credentials are at this moment: an `aws login` session may have expired."""

from rolecall.sessions.aws_tools.login_shelf import login_identity
from rolecall.signin.mfa.base_kinds import Base, base_of
from rolecall.signin.schemes.aws_login import LOGIN_SESSION
from rolecall.signin.services import Services


def base_now(services: Services, name: str) -> Base:
    """Returns what the files tell of a base profile, and whether it takes a new sign-in."""
    profile = services.files.profiles.get(name)
    base = base_of(profile)
    if profile is None or base is not Base.AWS_LOGIN:
        return base
    held = services.login(LOGIN_SESSION, login_identity(name, profile.login_session))
    return base if held else Base.AWS_LOGIN_OVER
