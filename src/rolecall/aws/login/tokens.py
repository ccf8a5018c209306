"""AWS Sign-In: where its page is, and the keys for its codes and refresh tokens.

Source: the service model `signin` (2023-01-01) of botocore.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import CredentialResolver
from botocore.exceptions import ClientError, UnknownServiceError

from rolecall.aws.call.bounded_call import CallContext, call_aws
from rolecall.aws.call.client import boto_session, session_of, suffixes_of
from rolecall.aws.failures import aws_settings, not_aws
from rolecall.aws.login.dpop import proof
from rolecall.aws.login.new_keys import NewKeys
from rolecall.core.errors import ConfigError
from rolecall.core.model import ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN, Credentials
from rolecall.core.partitions import region_within
from rolecall.core.secret import Secret

ACTION = "signin:CreateOAuth2Token"
_LONGEST = 12 * 3_600  # seconds that keys can be good for
_TOKEN_LENGTH = 65_536


class SignInService:
    """AWS Sign-In in a region, with the settings of a profile: endpoint, FIPS, certificates."""

    def __init__(self, profile: str, region: str, partition: str, call: CallContext) -> None:
        """Raises ConfigError for settings that cannot be used, and an endpoint that is refused."""
        self.base_profile = profile
        self.region = region_within(partition, region)
        self.call = call
        with aws_settings(profile):
            core = session_of(profile)
            # Unsigned: whatever else the profile has is not to be asked for credentials.
            core.register_component("credential_provider", CredentialResolver([]))
            self._session: boto3.session.Session = boto_session(core)
            self.dns_suffixes = suffixes_of(core)

    def client(self, service: str, credentials: Credentials | None = None) -> Any:
        """Returns an unsigned client; `credentials` are ignored."""
        config = self.call.limits.config().merge(Config(signature_version=UNSIGNED))
        with aws_settings(self.base_profile):
            return self._client(service, config)

    def _client(self, service: str, config: Config) -> Any:
        try:
            return self._session.client(service, region_name=self.region, config=config)
        except UnknownServiceError:
            raise ConfigError(
                "The boto3 that Rolecall uses is too old for `aws login`.",
                "Update it where Rolecall is: pip install -U boto3",
            ) from None

    def endpoint(self) -> str:
        """Returns the address below which the pages are, after a check of it."""
        client = self.client("signin")
        operation = client.meta.service_model.operation_model("CreateOAuth2Token")
        # The rules alone know it: `meta.endpoint_url` is the endpoint of other operations.
        found = client._ruleset_resolver.construct_endpoint(
            operation_model=operation, call_args={}, request_context={}
        )
        url: str = found.url.rstrip("/")
        self.call.endpoints.check(url, "signin", self.dns_suffixes, self.call.observer.notice)
        return url

    def by_code(
        self,
        client_id: str,
        code: Secret,
        verifier: Secret,
        redirect: str,
        key: Secret,
        clock: Callable[[], datetime],
    ) -> NewKeys:
        """Returns the first keys of a session. Raises RolecallError."""
        given = {
            "clientId": client_id,
            "grantType": "authorization_code",
            "code": code.reveal(),
            "codeVerifier": verifier.reveal(),
            "redirectUri": redirect,
        }
        return self._token(given, key, clock)

    def by_refresh_token(
        self, client_id: str, token: Secret, key: Secret, clock: Callable[[], datetime]
    ) -> NewKeys:
        """Returns new keys; the token serves once. Raises RolecallError."""
        given = {
            "clientId": client_id,
            "grantType": "refresh_token",
            "refreshToken": token.reveal(),
        }
        return self._token(given, key, clock)

    def _token(
        self, given: Mapping[str, str], key: Secret, clock: Callable[[], datetime]
    ) -> NewKeys:
        def sign(params: dict[str, Any], **more: object) -> None:
            params["headers"]["DPoP"] = proof(key, params["url"], clock())

        def send(client: Any) -> Any:
            client.meta.events.register("before-call.signin.CreateOAuth2Token", sign)
            try:
                return client.create_o_auth2_token(tokenInput=dict(given))
            except ClientError as error:
                # Its code says little: the reason is in a field of its own.
                if isinstance(reason := error.response.get("error"), str):
                    error.response["Error"]["Code"] = reason
                raise

        answer = call_aws(self, ACTION, send)
        return _keys_from(answer, clock())


def _keys_from(answer: Any, now: datetime) -> NewKeys:
    """Raises Unreachable for an answer that is not AWS's."""
    try:
        found = answer["tokenOutput"]
        keys, lasts = found["accessToken"], found["expiresIn"]
        texts = (keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"])
        forms = (ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN)
        is_whole = all(form.fullmatch(text) for form, text in zip(forms, texts, strict=True))
        refresh_token, id_token = found["refreshToken"], found.get("idToken") or ""
        is_whole = is_whole and 0 < lasts <= _LONGEST and 0 < len(refresh_token) <= _TOKEN_LENGTH
    except (KeyError, TypeError, AttributeError):
        raise not_aws(ACTION) from None
    if not is_whole:
        raise not_aws(ACTION)
    expiration = (now + timedelta(seconds=lasts)).replace(microsecond=0)
    credentials = Credentials(texts[0], Secret(texts[1]), Secret(texts[2]), expiration)
    return NewKeys(credentials, Secret(refresh_token), Secret(id_token))
