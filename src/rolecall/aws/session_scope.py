"""The scope of a role session as parameters of STS, and what AWS says where it refuses one."""

from typing import Any

from rolecall.core.errors import Refused
from rolecall.core.safe_text import safe_text
from rolecall.core.scope import Scope

_TRUST = (
    "Whoever keeps the role's trust policy must allow {action} beside sts:AssumeRole, and your own "
    "policy must allow it too."
)


def scope_parameters(scope: Scope, partition: str) -> dict[str, Any]:
    """Returns the parameters of AssumeRole; AssumeRoleWithSAML takes the first two alone."""
    parameters: dict[str, Any] = {}
    if scope.policy:
        parameters["Policy"] = scope.policy
    if scope.read_only:
        arn = f"arn:{partition}:iam::aws:policy/ReadOnlyAccess"
        parameters["PolicyArns"] = [{"arn": arn}]
    if scope.session_tags:
        parameters["Tags"] = [{"Key": key, "Value": value} for key, value in scope.session_tags]
    if scope.transitive:
        parameters["TransitiveTagKeys"] = list(scope.transitive)
    if scope.source_identity:
        parameters["SourceIdentity"] = scope.source_identity
    return parameters


def scope_refusal(refused: Refused, scope: Scope, name: str) -> Refused | None:
    """Returns the error for a role that AWS refused because of its scope; None for others.

    `name` is the role's, for the message.
    """
    code, request_id = refused.code, refused.request_id
    said = safe_text(refused.hint, 200)
    if code == "MalformedPolicyDocument" and scope.policy:
        return Refused(
            f"AWS does not accept the session policy: {said.rstrip('. ')}.",
            "Fix the policy's file or the setting `policy`.",
            code,
            request_id,
        )
    if code == "PackedPolicyTooLarge":
        return Refused(
            "The session policy and the session tags are too large for AWS.",
            f"Shorten the policy, or send fewer tags. AWS says: {said}",
            code,
            request_id,
        )
    if code == "AccessDenied" and (actions := _needed(scope)):
        return Refused(
            f"AWS denied {name}, and does not say why.",
            f"It is asked for with {scope.words}. {_TRUST.format(action=actions)} "
            "Or the role does not exist, or does not trust you.",
            code,
            request_id,
        )
    return None


def _needed(scope: Scope) -> str:
    """Returns what tags and a source identity need to be allowed; empty for neither."""
    tags = "sts:TagSession" if scope.session_tags else ""
    source = "sts:SetSourceIdentity" if scope.source_identity else ""
    return " and ".join(filter(None, (tags, source)))
