"""An Identity Center, and a token of it as AWS's tools keep them."""

from datetime import UTC, datetime, timedelta

from rolecall.core.identity_center import IdentityCenter
from rolecall.core.secret import Secret
from rolecall.sessions.aws_tools.sso_tokens import SsoToken

URL = "https://corp.awsapps.com/start"
CENTER = IdentityCenter("corp", URL, "eu-central-1", session="corp")
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TOKEN = SsoToken(
    URL,
    "eu-central-1",
    Secret("aoa-access"),
    NOW + timedelta(hours=1),
    "client",
    Secret("client-secret"),
    NOW + timedelta(days=90),
    Secret("aor-refresh"),
)
