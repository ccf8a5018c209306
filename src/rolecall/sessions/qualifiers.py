"""Sessions of one role that were taken in several ways, and what tells them apart."""

from collections import Counter
from collections.abc import Iterable

from rolecall.core.model import RoleSession
from rolecall.core.role_request import RoleRequest


def qualifiers_of(sessions: Iterable[RoleSession]) -> dict[RoleRequest, str]:
    """Returns the qualifier of each session that shares role and scope with another; no others.

    Two of one way differ in what no row has room for, such as the key of a base profile.
    """
    requests = [session.request for session in sessions]
    count = Counter((request.role_arn, request.scope) for request in requests)
    return {
        request: request.qualifier
        for request in requests
        if count[request.role_arn, request.scope] > 1
    }
