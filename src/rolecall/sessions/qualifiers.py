"""Sessions of one role that were taken in several ways, and what tells them apart."""

from collections.abc import Iterable

from rolecall.core.model import RoleSession
from rolecall.core.role_request import RoleRequest


def qualifiers_of(sessions: Iterable[RoleSession]) -> dict[RoleRequest, str]:
    """Returns the qualifier of each session that shares role and scope with another; no others.

    It is the role profile or the identity, and the session's name where only that differs, as with
    another ticket. Others of one way differ in what no row has room for, such as a key.
    """
    alike: dict[tuple[object, ...], list[RoleRequest]] = {}
    for session in sessions:
        request = session.request
        alike.setdefault((request.role_arn, request.scope), []).append(request)
    return {
        request: _qualifier(request, others)
        for others in alike.values()
        if len(others) > 1
        for request in others
    }


def _qualifier(request: RoleRequest, alike: list[RoleRequest]) -> str:
    names = {one.session_name for one in alike if one.qualifier == request.qualifier}
    if len(names) < 2 or not request.session_name:
        return request.qualifier
    ways = {one.qualifier for one in alike}
    name = request.session_name.removeprefix("{user}").lstrip("-")
    return " · ".join(([request.qualifier] if len(ways) > 1 else []) + [name])
