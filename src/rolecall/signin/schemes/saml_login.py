"""Logging in at an identity provider: which login is sent where, and the assertion it returns."""

from collections.abc import Callable
from typing import NamedTuple

from rolecall.catalog.discovered import save_discovered
from rolecall.catalog.identity_providers import identity_providers
from rolecall.core.errors import LoginRefused, RolecallError
from rolecall.core.login import Login
from rolecall.core.paths import Paths, shown
from rolecall.core.secret import Secret
from rolecall.core.settings.settings import IdentityProvider
from rolecall.core.state.state import State, update_state
from rolecall.saml.assertion import Assertion, read_assertion
from rolecall.saml.checks import check_assertion
from rolecall.saml.idp import check_url, fetch_assertion, origin_of
from rolecall.saml.keyring.keyring_password import keyring_password
from rolecall.saml.login_body import login_body
from rolecall.saml.login_file import StoredLogin, read_login_file
from rolecall.saml.times import lifetime
from rolecall.signin.plan import Files, Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import Prompter, SamlLogin, SamlQuestion, never
from rolecall.signin.schemes.saml_user import SAML_LOGIN
from rolecall.signin.services import Services


class LoggedIn(NamedTuple):
    """A fresh assertion, and how it came."""

    login: Login
    assertion: Assertion
    notes: tuple[str, ...] = ()
    remembered: bool = True  # who logged in is offered the next time


def new_saml_login(
    services: Services, plan: Plan, prompter: Prompter, is_answered: Callable[[], bool] = never
) -> LoggedIn:
    """Logs in, asking again after each refusal; checks all but the times of the assertion.

    A stored login is sent once, and asked for if it is refused. Raises RolecallError, and
    AnsweredElsewhere where `is_answered` becomes true: another process has logged in.
    """
    provider, env = plan.provider or IdentityProvider(), services.files.env
    warning = check_url(provider, env)
    login_body(provider.body, "", Secret(""))  # raises for a bad template before anybody types
    if warning:
        prompter.notice(warning)
    prompter.progress(Step.GATHERING)
    stored = _stored(plan, services.files)
    for note in stored.notes:
        prompter.notice(note)
    question = SamlQuestion(
        plan.target,
        plan.target.idp,
        origin_of(provider.url),
        stored.user_name,
        warning,
        is_answered=is_answered,
    )
    notes: tuple[str, ...] = ()
    place = ""  # of the stored login that was sent last; empty for one that was typed
    if stored.password is not None and stored.user_name:
        login, place = SamlLogin(stored.user_name, stored.password), stored.place
    else:
        login = prompter.saml_login(question)
    while True:
        prompter.progress(Step.AUTHENTICATING)
        sent = services.clock()
        try:
            encoded = fetch_assertion(provider, login.user_name, login.password, env)
            break
        except LoginRefused as refused:
            again = refused
        if place:
            again = LoginRefused(again.message, f"Correct the login in {place}. {again.hint}")
            notes = (f"The login in {place} was refused: correct it there.",)
        question = question._replace(user_name=login.user_name, refusal=again, stored=bool(place))
        login, place = prompter.saml_login(question), ""
    prompter.progress(Step.KEEPING_LOGIN)  # who has left meanwhile wants nothing of it kept
    assertion = read_assertion(encoded)
    check_assertion(assertion, plan.target.partition)
    held = Login(
        SAML_LOGIN.name,
        plan.base,
        plan.target.idp,
        login.user_name,
        sent.replace(microsecond=0),  # as the store keeps it
        # From when it was asked for, by this clock: neither it nor the IdP's need be right.
        (sent + lifetime(assertion)).replace(microsecond=0),
        secret=assertion.encoded,
    )
    arns = tuple(dict.fromkeys(pair.role_arn for pair in assertion.roles))
    try:
        _remember(services.files.paths, held.name, login.user_name if login.remember else "", arns)
    except RolecallError as error:
        notes = (*notes, f"Logged in, but could not remember it: {error.message}")
    return LoggedIn(held, assertion, notes, login.remember)


def _remember(paths: Paths, idp: str, user_name: str, role_arns: tuple[str, ...]) -> None:
    """Remember what the assertion lists, and who logged in; no user: not to be remembered."""
    save_discovered(paths.discovered, idp, role_arns)

    def change(state: State) -> State:
        users = {known: user for known, user in state.saml_users.items() if known != idp}
        if user_name:
            users[idp] = user_name
        return state._replace(saml_users=users)

    update_state(paths.state_file, change)


def _stored(plan: Plan, files: Files) -> StoredLogin:
    """The login that is stored for the plan's IdP, from the file, else from the keyring."""
    found, path = StoredLogin(), files.paths.saml_file
    if plan.target.idp == identity_providers(files.settings, files.env).default_idp:
        try:
            found = read_login_file(path, shown(path, files.env))
        except RolecallError as unusable:
            found = StoredLogin(notes=(f"{unusable.message} The login is asked for instead.",))
    found = found._replace(user_name=found.user_name or plan.user_name)
    if found.password is None and found.user_name:
        password, note = keyring_password(plan.target.idp, found.user_name, env=files.env)
        notes = (*found.notes, note) if note else found.notes
        found = found._replace(password=password, place="the system keyring", notes=notes)
    return found
