"""Getting an assertion: whose login, where it goes, and what the identity provider answers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from rolecall.core.errors import ConfigError, LoginRefused, RolecallError
from rolecall.core.model import SamlSession
from rolecall.saml.assertion import Assertion, read_assertion
from rolecall.saml.checks import check_assertion
from rolecall.saml.idp import check_url, fetch_assertion, origin_of
from rolecall.saml.keyring_password import keyring_password
from rolecall.saml.login_file import StoredLogin, read_login_file
from rolecall.signin.logins import Login, Logins
from rolecall.signin.plan import Plan
from rolecall.signin.prompter import AUTHENTICATING, GATHERING, Prompter, SamlLogin, SamlQuestion

# AWS wants an assertion within five minutes of its issue; so long, where it says nothing itself.
_USUAL_LIFE = timedelta(minutes=5)


class LoggedIn(NamedTuple):
    """A fresh assertion, and how it came."""

    session: SamlSession
    assertion: Assertion
    notes: tuple[str, ...] = ()


def new_saml_session(
    plan: Plan, prompter: Prompter, logins: Logins, clock: Callable[[], datetime]
) -> LoggedIn:
    """Log in until the IdP takes it; the assertion is checked before anybody uses it.

    A stored login is sent once; one that was refused is asked for. Raises RolecallError.
    """
    provider = plan.provider
    if provider is None or not provider.url:
        raise ConfigError(
            f"No address is known for the identity provider {plan.target.idp}.",
            "Set url in its [identity-providers.NAME] of config.toml, or SAML_IDP_ASSERTION_URL.",
        )
    if warning := check_url(provider, logins.env):
        prompter.notice(warning)
    prompter.progress(GATHERING)
    stored = _stored(plan, logins)
    question = SamlQuestion(
        plan.target, plan.target.idp, origin_of(provider.url), stored.user_name, warning
    )
    notes = stored.notes
    from_store = stored.password is not None and bool(stored.user_name)
    if stored.password is not None and stored.user_name:
        login = SamlLogin(stored.user_name, stored.password)
    else:
        login = prompter.saml_login(question)
    while True:
        prompter.progress(AUTHENTICATING)
        try:
            encoded = fetch_assertion(provider, login.user_name, login.password, logins.env)
            break
        except LoginRefused as refused:
            question = question._replace(
                user_name=login.user_name, refusal=refused, stored=from_store
            )
            login, from_store = prompter.saml_login(question), False
    assertion = read_assertion(encoded)
    now = clock()
    check_assertion(assertion, plan.target.partition, now)
    session = SamlSession(
        assertion.encoded,
        plan.target.idp,
        login.user_name,
        (assertion.usable_until or now + _USUAL_LIFE).replace(microsecond=0),
        now.replace(microsecond=0),  # as the store keeps it
    )
    arns = tuple(pair.role_arn for pair in assertion.roles)
    try:
        logins.on_login(Login(session.idp, login.user_name if login.remember else "", arns))
    except RolecallError as error:
        notes = (*notes, f"Logged in, but not remembered: {error.message}")
    return LoggedIn(session, assertion, notes)


def _stored(plan: Plan, logins: Logins) -> StoredLogin:
    """The login that is stored for the plan's IdP, from the file, else from the keyring."""
    found = StoredLogin()
    if plan.target.idp == logins.file_idp:
        try:
            found = read_login_file(logins.file, logins.file_name)
        except RolecallError as unreadable:
            found = StoredLogin(notes=(unreadable.message,))
    user_name = found.user_name or plan.user_name
    found = found._replace(user_name=user_name)
    if found.password is None and user_name:
        password, note = keyring_password(plan.target.idp, user_name)
        found = found._replace(password=password, notes=(*found.notes, *((note,) if note else ())))
    return found
