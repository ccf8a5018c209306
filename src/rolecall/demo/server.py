"""The embedded AWS: STS, IAM and a few actions of EC2 on one loopback endpoint.

The SAML identity provider, the console's federation endpoint and an IAM Identity Center and AWS
Sign-In share it, at paths of their own.
"""

import hmac
import uuid
from collections import deque
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import NamedTuple

from rolecall.core.process.clock import epoch_seconds
from rolecall.demo.console import federation_endpoint
from rolecall.demo.faults import Faults
from rolecall.demo.iam import ec2, iam
from rolecall.demo.portal.endpoints import PortalEndpoints
from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.http_messages import HttpRequest, HttpResponse
from rolecall.demo.protocol.json_api import JsonEndpoints, JsonRequest
from rolecall.demo.protocol.listener import Listener
from rolecall.demo.protocol.query import parameters_of, xml_error, xml_response
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.protocol.signature import Signed, check_date, check_signature, read_authorization
from rolecall.demo.saml import login_endpoint
from rolecall.demo.signin.endpoints import SignInEndpoints
from rolecall.demo.sts import federation_token, sts, sts_saml, web_identity
from rolecall.demo.world.actions import Action, ApiCall
from rolecall.demo.world.aws_login import AwsLogin
from rolecall.demo.world.identity_center import IdentityCenter
from rolecall.demo.world.idp import IdentityProvider
from rolecall.demo.world.world import NOBODY, Caller, World


class _Service(NamedTuple):
    namespace: str
    version: str
    actions: dict[str, Action]


_UNSIGNED = {**sts_saml.ACTIONS, **web_identity.ACTIONS}
_STS = {**sts.ACTIONS, **federation_token.ACTIONS, **_UNSIGNED}
_SERVICES = {
    "sts": _Service(sts.NAMESPACE, sts.VERSION, _STS),
    "iam": _Service(iam.NAMESPACE, iam.VERSION, iam.ACTIONS),
    "ec2": _Service(ec2.NAMESPACE, ec2.VERSION, ec2.ACTIONS),
}

UNSIGNED = Signed("", "", "", "sts", (), "", "")


class ReceivedCall(NamedTuple):
    """One call as it was received, refused or not; for tests to count."""

    service: str
    region: str  # empty where the call is not signed
    action: str
    parameters: dict[str, str]
    access_key_id: str


class EmbeddedAws:
    """A running AWS, from `start` (or `with`) to `close`; `faults` injects failures for tests.

    `signing_clock` returns the time to check signatures against, in epoch seconds. It is separate
    from the world's clock, so that a test can advance the world while the SDK signs by real time.
    `new_request_id` makes the id of each response.
    """

    new_request_id: Callable[[], str] = staticmethod(lambda: str(uuid.uuid4()))

    def __init__(self, world: World, signing_clock: Callable[[], float] = epoch_seconds) -> None:
        self.world = world
        self.signing_clock = signing_clock
        self.faults = Faults()
        self.calls: deque[ReceivedCall] = deque(maxlen=10_000)
        self.logins: deque[login_endpoint.LoginAttempt] = deque(maxlen=10_000)
        self.crashes: deque[Exception] = deque(maxlen=100)
        self.console = federation_endpoint.FederationEndpoint(world)
        self.identity_center = IdentityCenter(lambda: self.world.clock())
        self.aws_login = AwsLogin(lambda: self.world.clock(), next(iter(world.users), ""))
        self.sign_in = SignInEndpoints(world, self.aws_login, lambda: self.endpoint)
        self.portal = PortalEndpoints(world, self.identity_center, lambda: self.endpoint)
        self._listener = Listener(self._respond, lambda: self.signing_clock())

    @property
    def endpoint(self) -> str:
        """The URL for AWS_ENDPOINT_URL."""
        return f"http://127.0.0.1:{self._listener.port}"

    @property
    def idp_url(self) -> str:
        """The URL to post the IdP's logins to."""
        return self.endpoint + login_endpoint.PATH

    @property
    def federation_url(self) -> str:
        """The URL for ROLECALL_FEDERATION_URL, where the console's sign-in starts."""
        return self.endpoint + federation_endpoint.PATH

    @property
    def idp(self) -> IdentityProvider:
        """The world's SAML identity provider; tests may change it."""
        return self.world.idp

    def start(self) -> None:
        self._listener.start()

    def close(self) -> None:
        """Stop listening and close every open connection."""
        self._listener.close()

    def __enter__(self) -> "EmbeddedAws":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def times_called(self, action: str) -> int:
        """Count the calls of an action, refused ones included."""
        return sum(call.action == action for call in list(self.calls))

    def _respond(self, request: HttpRequest) -> HttpResponse:
        if request.path == login_endpoint.PATH:
            return self._respond_to_login(request)
        if request.path == federation_endpoint.PATH:
            return self._respond_to_console(request)
        by_path: tuple[JsonEndpoints, ...] = (self.portal, self.sign_in)
        for endpoints in by_path:
            if (asked := endpoints.parse(request)) is not None:
                return self._respond_by(endpoints, asked)
        request_id = self.new_request_id()
        parameters = parameters_of(request)
        action = parameters.get("Action", "")
        service = "sts"  # its error format is used until the signature's scope names the service

        def refuse(error: AwsError) -> HttpResponse:
            return _refusal(service, error, request_id)

        try:
            if action in _UNSIGNED and "authorization" not in request.headers:
                signed = UNSIGNED
            else:
                signed = read_authorization(request, frozenset(_SERVICES))
            service = signed.service
            self.calls.append(
                ReceivedCall(service, signed.region, action, parameters, signed.access_key_id)
            )
        except AwsError as error:
            return refuse(error)

        def proceed() -> HttpResponse:
            try:
                return self._perform(request, signed, parameters, request_id)
            except AwsError as error:
                return refuse(error)
            except Exception as error:
                self.crashes.append(error)
                return refuse(refusals.internal_failure())

        fault = self.faults.take(action)
        return fault(proceed, refuse) if fault else proceed()

    def _respond_to_login(self, request: HttpRequest) -> HttpResponse:
        self.logins.append(login_endpoint.parse_login(request))

        def proceed() -> HttpResponse:
            with self.world.lock:
                return login_endpoint.login_response(self.idp, request)

        fault = self.faults.take(login_endpoint.LOGIN)
        return fault(proceed, login_endpoint.refuse_login) if fault else proceed()

    def _respond_to_console(self, request: HttpRequest) -> HttpResponse:
        parsed = self.console.parse(request)

        def proceed() -> HttpResponse:
            with self.world.lock:
                return self.console.respond(parsed)

        fault = self.faults.take(parsed.action)
        return fault(proceed, self.console.refuse) if fault else proceed()

    def _respond_by(self, service: JsonEndpoints, asked: JsonRequest) -> HttpResponse:
        def proceed() -> HttpResponse:
            with self.world.lock:
                return service.respond(asked)

        fault = self.faults.take(asked.action)
        return fault(proceed, partial(service.refuse, asked)) if fault else proceed()

    def _perform(
        self, request: HttpRequest, signed: Signed, parameters: dict[str, str], request_id: str
    ) -> HttpResponse:
        service = _SERVICES[signed.service]
        with self.world.lock:
            caller = NOBODY if signed is UNSIGNED else self._authenticate(request, signed)
            action = parameters.get("Action", "")
            version = parameters.get("Version", "")
            run = service.actions.get(action)
            if run is None or version != service.version:
                raise refusals.unknown_action(action, version)
            call = ApiCall(signed.service, signed.region, action, parameters, caller)
            for rule in self.faults.rules(action):
                rule(self.world, call)
            result = run(self.world, call)
        if signed.service == "ec2":
            body = ec2.xml_response(action, result, request_id)
        else:
            body = xml_response(action, service.namespace, result, request_id)
        return HttpResponse(200, body, headers=(("x-amzn-RequestId", request_id),))

    def _authenticate(self, request: HttpRequest, signed: Signed) -> Caller:
        key = self.world.key(signed.access_key_id)
        if key is None:
            raise refusals.invalid_token()
        check_date(signed, self.signing_clock())
        check_signature(request, signed, key.secret)
        token = request.headers.get("x-amz-security-token", "")
        if not hmac.compare_digest(token.encode(), key.token.encode()):
            raise refusals.invalid_token()
        if key.expires is not None and self.world.clock() >= key.expires:
            raise refusals.expired_token()
        caller = key.caller
        unproved = caller.temporary and caller.role is None and caller.mfa_at is None
        if signed.service == "iam" and unproved:
            # IAM User Guide, "Compare AWS STS credentials": no IAM call without MFA by a session of
            # GetSessionToken, and none at all by one of GetFederationToken.
            raise refusals.invalid_token()
        return caller


def _refusal(service: str, error: AwsError, request_id: str) -> HttpResponse:
    headers = (("x-amzn-RequestId", request_id),)
    if service == "ec2":
        error = ec2.translated(error)
        return HttpResponse(error.status, ec2.xml_error(error, request_id), headers=headers)
    body = xml_error(error, _SERVICES[service].namespace, request_id)
    return HttpResponse(error.status, body, headers=headers)
