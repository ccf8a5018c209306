"""Who signs in at an identity provider, and the logins that are held of them."""

from datetime import timedelta
from typing import TYPE_CHECKING

from rolecall.catalog.identity_providers import identity_providers
from rolecall.core.errors import RolecallError
from rolecall.core.login import BaseIdentity, LoginKind
from rolecall.core.model import SAML
from rolecall.signin.plan import Files, Plan

if TYPE_CHECKING:
    from rolecall.saml.login_file import StoredLogin

SAML_LOGIN = LoginKind(
    name=SAML,
    reserve=timedelta(seconds=5),  # for the call that the assertion is sent with
    title="SAML login",
    subject="A login",
    prefix="login at",
    label="login",
    question="login",
    anew="a new one",
    stays="The login at {} stays: the next role needs none.",
    name_field="idp",
    is_brief=True,
)


def by_user(plan: Plan, user: str) -> Plan:
    """The plan by a user of its IdP. Another user is another identity, as other keys are."""
    url = plan.provider.url if plan.provider else ""
    base = BaseIdentity(plan.base.profile, f"{user} {url}".strip())
    return plan.replaced(base=base, user_name=user, user_chosen=False)


def current_plan(plan: Plan, now: Files) -> Plan:
    """The plan by whoever has logged in last, as of the files of now."""
    if plan.user_chosen or user_of_file(now, plan.target.idp):
        return plan
    return by_user(plan, now.state.saml_users.get(plan.target.idp, ""))


def login_of_file(files: Files, idp: str) -> "StoredLogin":
    """The login in the login file, where that is for this IdP; an empty one for none."""
    # deferred: the scheme bastion has no login file
    from rolecall.saml.login_file import StoredLogin, read_login_file

    if idp != identity_providers(files.settings, files.env).default_idp:
        return StoredLogin()
    try:
        return read_login_file(files.paths.saml_file, "")
    except RolecallError:  # raised again when the login is needed
        return StoredLogin()


def user_of_file(files: Files, idp: str) -> str:
    """The user name in the login file, where that is for this IdP; empty for none."""
    return login_of_file(files, idp).user_name
