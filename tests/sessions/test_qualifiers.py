"""What tells sessions of one role apart where they stand side by side."""

from rolecall.core.role_request import RoleRequest
from rolecall.sessions.qualifiers import qualifiers_of
from tests.samples.role_sessions import a_session

READ = RoleRequest("bastion", "default", "AKIA1", "arn:aws:iam::123456789012:role/read")


def _told(*requests: RoleRequest) -> list[str]:
    sessions = [a_session()._replace(request=request) for request in requests]
    ways = qualifiers_of(sessions)
    return [ways.get(request, "") for request in requests]


def test_a_session_that_stands_alone_has_none() -> None:
    other = READ._replace(role_arn="arn:aws:iam::123456789012:role/write")
    assert _told(READ, other) == ["", ""]


def test_the_way_is_told_where_it_differs() -> None:
    assert _told(READ, READ._replace(identity="work")) == ["default", "work"]
    by_profile = READ._replace(role_profile="reader")
    assert _told(READ, by_profile) == ["default", "reader"]


def test_tickets_tell_sessions_of_one_way_apart() -> None:
    named = [READ._replace(session_name=f"{{user}}-OPS-{number}") for number in (1, 2)]
    assert _told(*named) == ["OPS-1", "OPS-2"]
    work = READ._replace(identity="work")
    assert _told(*named, work) == ["default · OPS-1", "default · OPS-2", "work"]
