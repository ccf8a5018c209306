"""The endpoints of Identity Center by method and path, with their names for faults."""

from collections.abc import Callable

from rolecall.demo.portal import oidc, portal
from rolecall.demo.portal.pages import AUTHORIZE, DEVICE, Pages
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.demo.protocol.json_api import JsonEndpoints, JsonRequest
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.world.identity_center import IdentityCenter
from rolecall.demo.world.world import World

_OIDC = ("RegisterClient", "StartDeviceAuthorization", "CreateToken")
ACTIONS = {
    ("POST", "/client/register"): "RegisterClient",
    ("POST", "/device_authorization"): "StartDeviceAuthorization",
    ("POST", "/token"): "CreateToken",
    ("GET", "/assignment/accounts"): "ListAccounts",
    ("GET", "/assignment/roles"): "ListAccountRoles",
    ("GET", "/federation/credentials"): "GetRoleCredentials",
    ("POST", "/logout"): "Logout",
    ("GET", AUTHORIZE): "Authorize",
    ("POST", AUTHORIZE): "Authorize",
    ("GET", DEVICE): "ApproveDevice",
    ("POST", DEVICE): "ApproveDevice",
}


class PortalEndpoints(JsonEndpoints):
    """Responds for one Identity Center; `endpoint` returns the URL that it is found at."""

    actions = ACTIONS

    def __init__(self, world: World, center: IdentityCenter, endpoint: Callable[[], str]) -> None:
        super().__init__()
        self._world = world
        self._center = center
        self._endpoint = endpoint
        self._pages = Pages(center)

    def refuse(self, asked: JsonRequest, error: AwsError) -> HttpResponse:
        """Return an error as the service of the request writes it."""
        return oidc.refuse(error) if asked.action in _OIDC else portal.refuse(error)

    def perform(self, asked: JsonRequest) -> HttpResponse:
        action, request = asked
        center = self._center
        if action == "RegisterClient":
            return oidc.register_client(center, request)
        if action == "StartDeviceAuthorization":
            return oidc.start_device_authorization(center, request, self._endpoint())
        if action == "CreateToken":
            return oidc.create_token(center, request)
        if action == "Authorize":
            return self._pages.authorize(request)
        if action == "ApproveDevice":
            return self._pages.device(request)
        session = portal.signed_in(center, request)
        if action == "Logout":
            return portal.log_out(center, session)
        if action == "ListAccounts":
            return portal.list_accounts(center, request)
        if action == "ListAccountRoles":
            return portal.list_account_roles(center, request)
        return portal.get_role_credentials(self._world, center, request)
