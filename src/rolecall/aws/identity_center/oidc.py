"""Signing in to Identity Center: registrations, device codes and tokens (SSO OIDC, 2019-06-10)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from rolecall.aws.call.anonymous import AnonymousClients
from rolecall.aws.call.bounded_call import CallContext, call_aws
from rolecall.aws.identity_center.answers import about, moment, number, text, web_address
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.partitions import partition_of
from rolecall.core.secret import Secret

REDIRECT = "http://127.0.0.1/oauth/callback"  # as it is registered: any port will do
_CODE, _REFRESH = "authorization_code", "refresh_token"
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_USUAL_INTERVAL = 5  # seconds: RFC 8628, section 3.2
_DEVICE_LASTS = 600  # seconds


class Registration(NamedTuple):
    """Rolecall as a client of Identity Center; `expires` is None for one that does not."""

    client_id: str
    client_secret: Secret
    expires: datetime | None


class DeviceCode(NamedTuple):
    """What a device polls with, and what somebody has to open and compare."""

    code: Secret
    user_code: str
    address: str
    lasts: int  # seconds
    interval: int  # seconds between two polls


class Issued(NamedTuple):
    """Tokens as they were issued; `refresh_token` is empty where none came with them."""

    access_token: Secret
    expiration: datetime
    refresh_token: Secret


class Oidc:
    """The calls for one Identity Center, none of which needs credentials.

    All raise Refused with AWS's code, and Unreachable. None is repeated unseen: a code and a
    refresh token may serve but once.
    """

    def __init__(
        self,
        center: IdentityCenter,
        clock: Callable[[], datetime],
        call: CallContext | None = None,
    ) -> None:
        self._center = center
        self._clock = clock
        once = (call or CallContext()).sending_once
        region = center.region
        self._clients = AnonymousClients(center.name, region, partition_of(region), once)

    def register(self, *, for_device: bool) -> Registration:
        """Registers Rolecall anew; a client for the device flow is none for the browser's."""
        asked: dict[str, Any] = {
            "clientName": "rolecall",
            "clientType": "public",
            "scopes": list(self._center.scopes),
        }
        if not for_device:
            asked |= {
                "grantTypes": [_CODE, _REFRESH],
                "redirectUris": [REDIRECT],
                "issuerUrl": self._center.start_url,
            }
        action = "sso-oidc:RegisterClient"
        answer = self._call(action, lambda oidc: oidc.register_client(**asked))
        expires = number(answer, "clientSecretExpiresAt", action)
        return Registration(
            text(answer, "clientId", action),
            Secret(text(answer, "clientSecret", action)),
            moment(expires, action) if expires else None,  # RFC 7591, section 3.2.1
        )

    def address(
        self, registration: Registration, redirect_uri: str, state: str, challenge: str
    ) -> str:
        """Returns the page of a sign-in by PKCE, at the endpoint of the SDK's rules."""
        query = {
            "response_type": "code",
            "client_id": registration.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge_method": "S256",
            "scopes": " ".join(self._center.scopes),
            "code_challenge": challenge,
        }
        endpoint = str(self._clients.client("sso-oidc").meta.endpoint_url).rstrip("/")
        return f"{endpoint}/authorize?{urlencode(query, quote_via=quote)}"

    def start_device(self, registration: Registration) -> DeviceCode:
        """Begins a sign-in on any device."""
        action = "sso-oidc:StartDeviceAuthorization"
        answer = self._call(
            action,
            lambda oidc: oidc.start_device_authorization(
                clientId=registration.client_id,
                clientSecret=registration.client_secret.reveal(),
                startUrl=self._center.start_url,
            ),
        )
        complete = "verificationUriComplete"
        return DeviceCode(
            Secret(text(answer, "deviceCode", action)),
            text(answer, "userCode", action),
            web_address(answer, complete if answer.get(complete) else "verificationUri", action),
            min(number(answer, "expiresIn", action, _DEVICE_LASTS), _DEVICE_LASTS),
            number(answer, "interval", action, _USUAL_INTERVAL),
        )

    def by_code(
        self, registration: Registration, code: Secret, verifier: Secret, redirect_uri: str
    ) -> Issued:
        """Exchanges the code that a browser brought back."""
        return self._token(
            registration,
            _CODE,
            code=code.reveal(),
            codeVerifier=verifier.reveal(),
            redirectUri=redirect_uri,
        )

    def by_device(self, registration: Registration, code: Secret) -> Issued:
        """Asks whether somebody has approved a device's code."""
        return self._token(registration, _DEVICE, deviceCode=code.reveal())

    def by_refresh_token(self, registration: Registration, refresh_token: Secret) -> Issued:
        """Exchanges a refresh token."""
        return self._token(registration, _REFRESH, refreshToken=refresh_token.reveal())

    def _token(self, registration: Registration, grant: str, **given: str) -> Issued:
        action = "sso-oidc:CreateToken"
        began = self._clock()
        answer = self._call(
            action,
            lambda oidc: oidc.create_token(
                clientId=registration.client_id,
                clientSecret=registration.client_secret.reveal(),
                grantType=grant,
                **given,
            ),
        )
        ends = (began + timedelta(seconds=number(answer, "expiresIn", action))).timestamp()
        return Issued(
            Secret(text(answer, "accessToken", action)),
            moment(ends, action),
            Secret(text(answer, "refreshToken", action, needed=False)),
        )

    def _call(self, action: str, send: Callable[[Any], Any]) -> Any:
        return call_aws(self._clients, action, send, about=about(self._center))
