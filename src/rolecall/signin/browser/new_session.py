"""Begins a new session where one is held: signs out of it, and signs in again."""

from rolecall.core.login import Login
from rolecall.core.model import IDENTITY_CENTER
from rolecall.signin.prompters import Prompter
from rolecall.signin.services import Services


def start_new_session(services: Services, login: Login, prompter: Prompter) -> None:
    """Has somebody sign in for the kind and the name of a login whose kind `starts_anew`.

    A sign-in within a session of Identity Center would go on with it, and its end would stay where
    it is. The role sessions that were taken by the old one stay valid. Raises RolecallError.
    """
    if login.kind == IDENTITY_CENTER:
        # deferred: only this takes them
        from rolecall.signin.identity_center.sign_out import sign_out
        from rolecall.signin.identity_center.tokens import usable_token
        from rolecall.signin.schemes.identity_center import center_of

        center = center_of(services.files, login.name)
        sign_out(services, center)
        usable_token(services, center, prompter, anew=True)
        return
    from rolecall.signin.aws_login.sign_in import sign_in  # deferred: as above

    sign_in(services, login.name, prompter)
