"""An Identity Center, and a token of it as AWS's tools keep them."""

from datetime import UTC, datetime, timedelta

from rolecall.core.identity_center import IdentityCenter
from rolecall.core.secret import Secret
from rolecall.sessions.aws_tools.sso_tokens import SsoToken
from tests.canaries.record import registered

ACCESS = Secret(registered("aoa-NotARealKey0access"))
REFRESH = Secret(registered("aor-NotARealKey0refresh"))
CLIENT_SECRET = Secret(registered("NotARealKey0client"))
URL = "https://corp.awsapps.com/start"
CENTER = IdentityCenter("corp", URL, "eu-central-1", session="corp")
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TOKEN = SsoToken(
    URL,
    "eu-central-1",
    ACCESS,
    NOW + timedelta(hours=1),
    "client",
    CLIENT_SECRET,
    NOW + timedelta(days=90),
    REFRESH,
)
