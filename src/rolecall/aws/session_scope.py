"""The scope of a role session as parameters of STS, and what it adds to the causes of a denial."""

from typing import Any

from rolecall.core.scope import Scope


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


def scope_cause(scope: Scope) -> str:
    """Returns what a scope adds to the possible causes of a denial; empty for no addition."""
    actions = _needed(scope)
    if not actions:
        return ""
    return f"It is asked for with {scope.words}: trust policy and your own must allow {actions}."


def _needed(scope: Scope) -> str:
    """Returns what tags and a source identity need to be allowed; empty for neither."""
    tags = "sts:TagSession" if scope.session_tags else ""
    source = "sts:SetSourceIdentity" if scope.source_identity else ""
    return " and ".join(filter(None, (tags, source)))
