"""The lines that DEBUG_ASSUME_ROLE=true adds to those of `assume-role`.

They show the requests, as options of the aws command, and the answers of AWS. Secrets and the SAML
assertion are masked.
"""

import json

from rolecall.catalog.defaults import base_profile_name
from rolecall.core.model import SAML, Credentials, rfc3339
from rolecall.core.state.state import load_state
from rolecall.handover.shell.classic_lines import MASKED, DebugLine
from rolecall.signin.desk import Desk
from rolecall.signin.mfa.mfa_exchange import MFA_DURATION
from rolecall.signin.plan import Plan
from rolecall.signin.scope.session_name import sent_name
from rolecall.signin.services import SignedIn


def debug_lines(desk: Desk, plan: Plan, signed_in: SignedIn, code: str) -> tuple[DebugLine, ...]:
    """Returns the eleven lines in their order. `code`: the MFA code sent, empty if none was."""
    profile_name = base_profile_name(desk.env, desk.settings, load_state(desk.paths.state_file))
    profile = desk.profiles.get(profile_name)
    mfa = signed_in.login
    user = (mfa.user_name if mfa else "") or desk.env.get("AWS_USERNAME", "")
    device_args = session_args = session = ""
    if mfa and signed_in.asked_code:
        device_args = f"--user-name {user} --profile {profile_name}"
        session_args = (
            f"--duration-seconds {MFA_DURATION} --serial-number {mfa.device} "
            f"--token-code {code} --profile {profile_name}"
        )
        session = _answer(mfa.credentials) if mfa.credentials else ""
    values = (
        ("AWS_CONFIG_REGION", profile.region if profile else ""),
        ("AWS_USERNAME", user),
        ("MFA_DEVICE_ARGS", device_args),
        ("MFA_DEVICE", mfa.device if mfa else ""),
        ("SESSION_ARGS", session_args),
        ("SESSION", session),
        ("ROLE_SESSION_ARGS", _role_session_args(plan, signed_in, user)),
        ("ROLE_SESSION", _answer(signed_in.session.credentials)),
        ("SESSION_TIMEOUT", str(MFA_DURATION)),
        ("ROLE_SESSION_TIMEOUT", str(plan.duration)),
        ("AWS_PROFILE_ASSUME_ROLE", desk.env.get("AWS_PROFILE_ASSUME_ROLE", "")),
    )
    return tuple(DebugLine(name, value) for name, value in values)


def _role_session_args(plan: Plan, signed_in: SignedIn, user: str) -> str:
    target = plan.target
    options = [("role-arn", target.arn)]
    if target.scheme == SAML:
        name = plan.provider.name if plan.provider else ""
        usual = f"arn:{target.partition}:iam::{target.account_id}:saml-provider/{name}"
        options += [("principal-arn", signed_in.provider_arn or usual), ("saml-assertion", MASKED)]
        options += [("duration-seconds", str(plan.duration))]
    else:
        options += [
            ("external-id", target.external_id_sent),
            ("duration-seconds", str(plan.duration)),
        ]
        options += [("role-session-name", sent_name(plan.session_name, lambda: user))]
    return " ".join(f"--{name} {value}" for name, value in options if value)


def _answer(credentials: Credentials) -> str:
    """Formats an answer of STS as the aws command does, in one line."""
    fields = {
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": MASKED,
        "SessionToken": MASKED,
        "Expiration": rfc3339(credentials.expiration),
    }
    return json.dumps({"Credentials": fields}, separators=(",", ":"))
