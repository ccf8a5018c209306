"""An Identity Center with assignments, and its clients as AWS's own SDK makes them."""

import base64
import hashlib
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.identity_center import SCOPE, IdentityCenter
from rolecall.demo.world.world import Role

REDIRECT = "http://127.0.0.1/oauth/callback"
BACK = "http://127.0.0.1:41234/oauth/callback"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")
CODE, REFRESH = "authorization_code", "refresh_token"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
FIRST = "600000000000"  # the first of the accounts that `assigned` makes
CONFIG = f"""\
[sso-session corp]
sso_start_url = https://demo.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = {SCOPE}

[profile read]
sso_session = corp
sso_account_id = {FIRST}
sso_role_name = Read
region = eu-central-1

[profile admin]
sso_session = corp
sso_account_id = {FIRST}
sso_role_name = Admin
region = eu-central-1

[profile other]
sso_session = corp
sso_account_id = 600000000001
sso_role_name = Read
region = eu-central-1
"""


def permission_set(aws: EmbeddedAws, account_id: str, name: str) -> Role:
    """Add the role that a permission set has in an account."""
    return aws.world.add_role(
        Role(
            account_id,
            f"AWSReservedSSO_{name}_0123456789abcdef",
            "aws-reserved/sso.amazonaws.com/eu-central-1/",
            needs_mfa=False,
        )
    )


def assigned(
    aws: EmbeddedAws, accounts: int = 5, roles: tuple[str, ...] = ("Read", "Admin")
) -> None:
    """Assign the user to accounts, each with a role for each permission set."""
    for place in range(accounts):
        account_id = f"6{place:011}"
        made = [permission_set(aws, account_id, name) for name in roles]
        aws.identity_center.assign(account_id, f"team-{place}", f"{place}@example.com", *made)


class Client:
    """A client of the Identity Center, by boto3."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.center: IdentityCenter = aws.identity_center
        self._aws = aws
        unsigned = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})

        def client(service: str) -> Any:
            return boto3.client(service, "eu-central-1", endpoint_url=aws.endpoint, config=unsigned)

        self.oidc, self.sso = client("sso-oidc"), client("sso")

    def register(self, **changed: Any) -> dict[str, str]:
        """Register for the browser; returns what every request for a token names."""
        asked = {
            "clientName": "rolecall",
            "clientType": "public",
            "scopes": [SCOPE],
            "grantTypes": [CODE, REFRESH],
            "redirectUris": [REDIRECT],
            "issuerUrl": self.center.start_url,
        } | changed
        made = self.oidc.register_client(**{name: it for name, it in asked.items() if it})
        return {"clientId": made["clientId"], "clientSecret": made["clientSecret"]}

    def register_device(self, **changed: Any) -> dict[str, str]:
        nothing = dict.fromkeys(("grantTypes", "redirectUris", "issuerUrl"))
        return self.register(**(nothing | changed))

    def browse(self, method: str, path: str, **fields: str) -> HTTPResponse:
        """Do what a browser does with a page, without following where it leads."""
        there = HTTPConnection(urlsplit(self._aws.endpoint).netloc, timeout=30)
        target = path if method == "POST" else f"{path}?{urlencode(fields)}"
        body = urlencode(fields) if method == "POST" else None
        there.request(method, target, body)
        return there.getresponse()

    def answer(self, address: str, answer: str = "allow") -> str:
        """Do what somebody does who opens an address in a browser; returns the last page."""
        path = urlsplit(address).path
        shown = self._open(address)
        if back := shown.headers["Location"]:  # the browser is signed in: nothing is asked
            return self._open(back).read().decode()
        page = shown.read().decode()
        ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
        answered = self.browse("POST", path, ticket=ticket, answer=answer)
        back = answered.headers["Location"]
        return (self._open(back) if back else answered).read().decode()

    def _open(self, address: str) -> HTTPResponse:
        parts = urlsplit(address)
        there = HTTPConnection(parts.netloc, timeout=30)
        there.request("GET", f"{parts.path}?{parts.query}")
        return there.getresponse()

    def authorize(self, client: dict[str, str], **changed: str) -> HTTPResponse:
        asked = {
            "response_type": "code",
            "client_id": client["clientId"],
            "redirect_uri": BACK,
            "state": "s-1",
            "code_challenge_method": "S256",
            "code_challenge": CHALLENGE.decode(),
        } | changed
        return self.browse("GET", "/authorize", **asked)

    def sign_in(self, client: dict[str, str], answer: str = "allow") -> dict[str, list[str]]:
        """Answer the page; returns what comes back to the redirect address."""
        page = self.authorize(client).read().decode()
        ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
        return came_back(self.browse("POST", "/authorize", ticket=ticket, answer=answer))

    def token(self, client: dict[str, str], grant: str, **more: str) -> dict[str, Any]:
        made: dict[str, Any] = self.oidc.create_token(**client, grantType=grant, **more)
        return made

    def signed_in(self, client: dict[str, str] | None = None) -> dict[str, Any]:
        """Sign in with the browser; returns the tokens."""
        client = client or self.register()
        (code,) = self.sign_in(client)["code"]
        return self.token(client, CODE, code=code, redirectUri=BACK, codeVerifier=VERIFIER)


def came_back(response: HTTPResponse) -> dict[str, list[str]]:
    assert response.status == 302, response.read()
    location = response.headers["Location"]
    assert location.startswith(f"{BACK}?")
    return parse_qs(urlsplit(location).query)
