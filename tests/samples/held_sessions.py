"""Held sessions of various ages."""

from datetime import timedelta

from rolecall.catalog.resolve import resolve
from rolecall.core.model import utc_now
from rolecall.signin.desk import open_desk
from tests.drivers.program import Program


def age(program: Program, account: str, role: str, *, left: int, whole: int = 3600) -> str:
    """Make a held session expire in `left` seconds, of `whole`; returns its access key id."""
    desk = open_desk(program.env)
    plan = desk.plan(resolve(desk.catalog, account, role))
    held = desk.sign_in.held(plan)
    assert held is not None
    ends = utc_now().replace(microsecond=0) + timedelta(seconds=left)
    session = held.session._replace(
        credentials=held.session.credentials._replace(expiration=ends),
        started=ends - timedelta(seconds=whole),
    )
    desk.store.keep_role(session)
    return session.credentials.access_key_id


def forget_login(program: Program) -> None:
    """Make the MFA session expire, and nothing else."""
    store = open_desk(program.env).store
    for login in store.logins():
        assert login.kind == "mfa" and store.forget(login)
