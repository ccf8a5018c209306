"""The scope that the settings of an account or role give its sessions."""

from rolecall.core.errors import RolecallError
from rolecall.core.model import AWS_LOGIN, IDENTITY_CENTER, SAML
from rolecall.core.safe_text import safe_text
from rolecall.core.scope import NO_SCOPE, Scope
from rolecall.core.settings.settings import AccountSettings


def scope_of_entry(entry: AccountSettings, scheme: str) -> tuple[Scope, str]:
    """Returns the scope, and why the role cannot be assumed with it; empty where it can.

    A policy that cannot be read is a reason: without it, the session could do more.
    """
    if not (
        entry.policy
        or entry.read_only
        or entry.session_tags
        or entry.transitive_tags
        or entry.source_identity
    ):
        return NO_SCOPE, ""
    if scheme == SAML:
        for key in ("session_tags", "source_identity"):
            if getattr(entry, key):
                return NO_SCOPE, f"its setting {key} does not go with SAML: the provider says that"
    if scheme == IDENTITY_CENTER:
        for key in ("session_tags", "source_identity", "policy", "read_only"):
            if getattr(entry, key):
                why = "its permission set decides that"
                return NO_SCOPE, f"its setting {key} does not go with Identity Center: {why}"
    if scheme == AWS_LOGIN:
        for key in ("session_tags", "source_identity", "policy", "read_only"):
            if getattr(entry, key):
                why = "AWS gives all that who signs in may do"
                return NO_SCOPE, f"its setting {key} does not go with `aws login`: {why}"
    # deferred: few accounts have any
    from rolecall.core.settings.scope_values import read_policy, scope_of

    policy = ""
    if entry.policy:
        try:
            policy = read_policy(entry.policy)
        except (ValueError, RolecallError) as error:
            named = "its session policy" if entry.policy.startswith("{") else entry.policy
            return NO_SCOPE, f"{safe_text(named)} cannot be used: {error}".rstrip(".")
    try:
        scope = scope_of(
            policy,
            entry.read_only,
            entry.session_tags,
            entry.transitive_tags,
            entry.source_identity,
        )
    except ValueError as error:
        return NO_SCOPE, f"its settings do not go together: {error}"
    return scope, ""
