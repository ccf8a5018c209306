"""Sessions with recognisable secrets, to store and to search for."""

from datetime import UTC, datetime, timedelta

from rolecall.core.login import BaseIdentity, Login
from rolecall.core.model import Credentials, RoleSession, Target
from rolecall.core.role_request import RoleRequest
from rolecall.core.secret import Secret
from tests.canaries.record import registered

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
BASE = BaseIdentity("default", "AKIAIOSFODNN7EXAMPLE")
TARGET = Target("222233334444", ("production",), "ops/deploy")
SECRET = registered("wJalrXUtnFEMI/NotARealKey/bPxRfiCYEXAMPLE")
TOKEN = registered("IQoJb3JpZ2luX2VjNotARealKey//////////wEaCWV1LXdlc3QtMSJHMEUCIQ==")


def credentials(lasts: timedelta) -> Credentials:
    return Credentials("ASIAIOSFODNN7EXAMPLE", Secret(SECRET), Secret(TOKEN), NOW + lasts)


def mfa_session(lasts: timedelta = timedelta(hours=12), profile: str = "default") -> Login:
    device = "arn:aws:iam::111122223333:mfa/alice-phone"
    return Login(
        "mfa",
        BASE._replace(profile=profile),
        profile,
        "alice",
        NOW,
        NOW + lasts,
        credentials(lasts),
        device=device,
    )


def request(
    target: Target = TARGET, base: BaseIdentity = BASE, session_name: str = ""
) -> RoleRequest:
    return RoleRequest(
        target.scheme,
        *base,
        target.arn,
        target.role_profile,
        target.external_id_sent,
        session_name,
    )


def role_session(
    target: Target = TARGET, lasts: timedelta = timedelta(hours=1), profile: str = "default"
) -> RoleSession:
    return RoleSession(
        credentials(lasts),
        target.account_id,
        target.alias,
        target.role,
        "eu-central-1",
        NOW,
        request(target, BASE._replace(profile=profile)),
    )
