"""The parameters of AssumeRole that limit and label a session, checked as STS checks them.

AWS says neither how it packs policies and tags nor the limit; here both are made up. So are the
texts for a managed policy that does not exist and for a transitive tag that is not sent.
"""

import re
import zlib
from collections.abc import Mapping
from dataclasses import replace

from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.constraints import Constraints
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.world.session_scope import READ_ONLY, SessionScope, statements

_TAG = r"([\w\s_.:/=+\-@]|[^\x00-\x7f])*"  # AWS: [\p{L}\p{Z}\p{N}_.:/=+\-@]*
_MOST_TAGS, _MOST_POLICIES, _MOST_TRANSITIVE = 50, 10, 50
_PACKED = 1_500  # bytes


def read_scope(given: Constraints, parameters: Mapping[str, str]) -> SessionScope:
    """Reads what limits and labels the session; `given.check` raises what it found amiss."""
    policy = given.text("Policy", shortest=1, longest=2048, pattern=r"[\t\n\r -ÿ]*") or ""
    arns = _members(given, parameters, "PolicyArns", ".arn", _MOST_POLICIES)
    keys = _members(given, parameters, "Tags", ".Key", _MOST_TAGS)
    transitive = _members(given, parameters, "TransitiveTagKeys", "", _MOST_TRANSITIVE)
    for name in (*keys, *transitive):
        given.text(name, shortest=1, longest=128, pattern=_TAG, required=True)
    values = [name.removesuffix(".Key") + ".Value" for name in keys]
    for name in values:
        given.text(name, longest=256, pattern=_TAG, required=True)
    source = given.text("SourceIdentity", shortest=2, longest=64, pattern=r"[\w+=,.@-]*") or ""
    return SessionScope(
        policy,
        tuple(parameters[name] for name in arns),
        {
            parameters[key]: parameters.get(value, "")
            for key, value in zip(keys, values, strict=True)
        },
        frozenset(parameters[name] for name in transitive),
        source,
    )


def check_scope(scope: SessionScope, parameters: Mapping[str, str], partition: str) -> int:
    """Raises AwsError for what STS refuses; returns PackedPolicySize, in percent."""
    if scope.policy:
        _check_policy(scope.policy)
    for arn in scope.policy_arns:
        if arn != f"arn:{partition}:iam::aws:policy/{READ_ONLY}":
            raise refusals.validation(f"ARN {arn} does not exist or is not attachable.")
    keys = [value for name, value in parameters.items() if re.fullmatch(r"Tags\..*\.Key", name)]
    if len({key.lower() for key in keys}) < len(keys):
        raise AwsError(
            "InvalidParameterValue",
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            400,
        )
    if any(key.lower().startswith("aws:") for key in keys):
        raise refusals.validation("'aws:' prefixed tag key names are not allowed for external use.")
    if scope.transitive - scope.tags.keys():
        raise refusals.validation("Transitive tag keys must be among the session tags.")
    texts = (scope.policy, *scope.policy_arns, *scope.tags, *scope.tags.values())
    packed = len(zlib.compress("\0".join(texts).encode())) * 100 // _PACKED if any(texts) else 0
    if packed > 100:
        raise AwsError(
            "PackedPolicyTooLarge",
            f"Packed policy consumes {packed}% of allotted space, please use smaller policy.",
            400,
        )
    return packed


def inherited(scope: SessionScope, before: SessionScope) -> SessionScope:
    """Returns the scope of a session that another session takes.

    Its transitive tags and its source identity go on, and cannot be set anew (IAM User Guide,
    "Pass session tags in AWS STS", "Monitor and control actions taken with assumed roles").
    """
    if before.transitive & {key for key in scope.tags if scope.tags[key] != before.tags.get(key)}:
        raise refusals.validation(
            "One of the specified transitive tag keys can't be set because it conflicts with a "
            "transitive tag key from the calling session."
        )
    passed = {key: before.tags[key] for key in before.transitive}
    return replace(
        scope,
        tags={**scope.tags, **passed},
        transitive=scope.transitive | before.transitive,
        source_identity=scope.source_identity or before.source_identity,
    )


def needed_actions(scope: SessionScope) -> tuple[str, ...]:
    """Returns what caller and trust policy must allow beside sts:AssumeRole."""
    return (
        *(("sts:TagSession",) if scope.tags else ()),
        *(("sts:SetSourceIdentity",) if scope.source_identity else ()),
    )


def _check_policy(policy: str) -> None:
    try:
        found = statements(policy)
    except (ValueError, LookupError, RecursionError):
        raise _malformed("This policy contains invalid Json") from None
    for statement in found:
        if "Principal" in statement or "NotPrincipal" in statement:
            raise _malformed("Policy document should not specify a principal.")
        if statement.get("Effect") not in ("Allow", "Deny") or not (
            ("Action" in statement or "NotAction" in statement)
            and ("Resource" in statement or "NotResource" in statement)
        ):
            raise _malformed("Syntax errors in policy.")
    if not found:
        raise _malformed("Syntax errors in policy.")


def _malformed(message: str) -> AwsError:
    return AwsError("MalformedPolicyDocument", message, 400)


def _members(
    given: Constraints, parameters: Mapping[str, str], name: str, end: str, most: int
) -> list[str]:
    """Returns the names of a list's parameters, in its order."""
    form = re.compile(rf"{name}\.member\.([0-9]{{1,6}}){re.escape(end)}")
    places = sorted(int(match[1]) for one in parameters if (match := form.fullmatch(one)))
    given.at_most(name, len(places), most)
    return [f"{name}.member.{place}{end}" for place in places]
