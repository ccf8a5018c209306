"""ROLECALL_SCOPE: a shell knows what its session is limited to, and no longer than that."""

import pytest

from rolecall.core.scope import Scope
from rolecall.handover.shell.classic_lines import classic_lines, clear_lines
from rolecall.handover.shell.variables import profile_variables, session_variables
from tests.samples.role_sessions import a_session

POLICY = '{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'


@pytest.mark.parametrize(
    ("scope", "mark"),
    [
        (Scope(read_only=True, policy=POLICY), "read-only"),
        (Scope(policy=POLICY), "limited"),
        (Scope(session_tags=(("team", "core"),), source_identity="alice"), ""),
    ],
)
def test_a_limit_is_set_and_another_sessions_is_unset(scope: Scope, mark: str) -> None:
    session = a_session()
    session = session._replace(request=session.request._replace(scope=scope))
    variables = session_variables(session)
    assert dict(variables.values).get("ROLECALL_SCOPE", "") == mark
    assert ("ROLECALL_SCOPE" in variables.unset) == (not mark)
    lines = classic_lines(session, None, "").splitlines()
    assert (f'export ROLECALL_SCOPE="{mark}";' in lines[16]) == bool(mark)
    assert ("ROLECALL_SCOPE" in lines[17]) == (not mark)


def test_whoever_leaves_the_role_leaves_its_limit() -> None:
    assert "ROLECALL_SCOPE" in profile_variables("dev", "").unset
    assert "ROLECALL_SCOPE" in clear_lines("")
