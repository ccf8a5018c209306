"""Which role request a section of ours holds, so that it is not overwritten by another unasked."""

from collections.abc import Mapping

from rolecall.core.errors import Refused
from rolecall.core.model import parse_holder_arn
from rolecall.core.role_request import RoleRequest, same_target
from rolecall.core.safe_text import safe_text

ROLE, REQUEST = "x_rolecall_role", "x_rolecall_request"


class HoldsOtherRequest(Refused):
    """The profile of this name is ours, but holds the session of another role request."""


def describe_other(own: Mapping[str, str], request: RoleRequest) -> str:
    """What a section of ours holds, for a message; empty if it is this target's, or unknown.

    Other keys of the same base profile, or another session name, do not make another target.
    """
    digest, role = own.get(REQUEST, ""), own.get(ROLE, "")
    if same_target(digest, request.digest) if digest else role in ("", request.role_arn):
        return ""
    arn = parse_holder_arn(role)
    if arn is None:
        return "another role's session"
    if role == request.role_arn:
        return f"a session of {safe_text(arn.role)} in {arn.account_id} taken in another way"
    return f"the session of {safe_text(arn.role)} in {arn.account_id}"


def refuse_other_request(name: str, own: Mapping[str, str], request: RoleRequest | None) -> None:
    """Raise HoldsOtherRequest if a section of ours holds another request; no check for None."""
    if request is not None and (other := describe_other(own, request)):
        raise HoldsOtherRequest(
            f"Profile {name} holds {other}.",
            "Choose another name with --name, or replace it with --replace.",
        )
