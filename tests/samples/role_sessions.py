"""A role session for the hand-over tests; its secrets are recognisable."""

from datetime import UTC, datetime, timedelta

from rolecall.core.model import Credentials, RoleSession
from rolecall.core.role_request import RoleRequest
from rolecall.core.secret import Secret
from tests.canaries.record import registered

TAKEN = dict.fromkeys(("default", "bastion"), "is a base profile: its own credentials stay")
LATER = datetime(2030, 5, 6, 12, 32, 5, tzinfo=UTC)
PROCESS = '"/opt/a b/rolecall" credential-process dev read --region eu-west-1'
KEY_ID = "ASIAEXAMPLE0000QX7A1"
SECRET = registered("NotARealKey+secret/of=forty0chars1234567")
TOKEN = registered("NotARealKey-token//" + "NotARealKeyxxxx" * 20 + "==")


def a_request(role: str = "read") -> RoleRequest:
    arn = f"arn:aws:iam::123456789012:role/{role}"
    return RoleRequest("bastion", "default", "AKIAIOSFODNN7EXAMPLE", arn)


def a_session(
    key_id: str = KEY_ID, secret: str = SECRET, token: str = TOKEN, region: str = "eu-central-1"
) -> RoleSession:
    return RoleSession(
        credentials=Credentials(key_id, Secret(secret), Secret(token), LATER),
        account_id="123456789012",
        account_name="dev",
        role="read",
        region=region,
        started=LATER - timedelta(hours=1),
        request=a_request(),
    )
