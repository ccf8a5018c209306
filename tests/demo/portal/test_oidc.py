"""Signing in to the embedded Identity Center, with the clients of AWS's SDK."""

import pytest
from botocore.exceptions import ClientError

from rolecall.demo.faults import throttle
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from tests.demo.portal.center import BACK, CODE, DEVICE, REFRESH, VERIFIER, Client, came_back


@pytest.fixture
def client(aws: EmbeddedAws) -> Client:
    return Client(aws)


def refused(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def test_a_browser_signs_in_by_pkce(client: Client) -> None:
    registered = client.register()
    answer = client.sign_in(registered)
    assert answer["state"] == ["s-1"]
    (code,) = answer["code"]
    made = client.token(registered, CODE, code=code, redirectUri=BACK, codeVerifier=VERIFIER)
    assert (made["tokenType"], made["expiresIn"]) == ("Bearer", 3600)
    assert made["accessToken"] and made["refreshToken"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"codeVerifier": "w" * 64},
        {"redirectUri": "http://127.0.0.1:1/oauth/callback"},
        {"code": "another"},
    ],
)
def test_a_code_serves_once_and_only_whoever_asked_for_it(
    client: Client, wrong: dict[str, str]
) -> None:
    registered = client.register()
    (code,) = client.sign_in(registered)["code"]
    right = {"code": code, "redirectUri": BACK, "codeVerifier": VERIFIER}
    with pytest.raises(ClientError) as error:
        client.token(registered, CODE, **(right | wrong))
    assert refused(error) == "InvalidGrantException"
    if "code" not in wrong:  # it was used up
        with pytest.raises(ClientError):
            client.token(registered, CODE, **right)


def test_a_code_lasts_ten_minutes(client: Client, clock: SettableClock) -> None:
    registered = client.register()
    (code,) = client.sign_in(registered)["code"]
    clock.advance(600)
    with pytest.raises(ClientError) as error:
        client.token(registered, CODE, code=code, redirectUri=BACK, codeVerifier=VERIFIER)
    assert refused(error) == "InvalidGrantException"


def test_who_denies_goes_back_with_an_error(client: Client) -> None:
    assert client.sign_in(client.register(), "deny") == {
        "error": ["access_denied"],
        "state": ["s-1"],
    }


def test_a_warm_browser_is_sent_back_at_once(client: Client) -> None:
    client.signed_in()
    registered = client.register()
    assert came_back(client.authorize(registered))["code"]


def test_an_address_that_is_not_registered_gets_nothing(client: Client) -> None:
    registered = client.register()
    for there in ("http://127.0.0.1:41234/other", "https://evil.example.com/oauth/callback"):
        answer = client.authorize(registered, redirect_uri=there)
        assert (answer.status, answer.headers["Location"]) == (400, None)
    answer = client.authorize(registered, code_challenge_method="plain")
    assert came_back(answer)["error"] == ["invalid_request"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"clientType": "confidential"}, "InvalidClientMetadataException"),
        ({"scopes": ["everything"]}, "InvalidScopeException"),
        ({"grantTypes": ["password"]}, "UnsupportedGrantTypeException"),
        ({"redirectUris": ["https://example.com/x"]}, "InvalidRedirectUriException"),
        ({"redirectUris": None}, "InvalidRedirectUriException"),
        ({"issuerUrl": "https://other.awsapps.com/start"}, "InvalidRequestException"),
    ],
)
def test_a_registration_is_checked(client: Client, changed: dict[str, object], code: str) -> None:
    with pytest.raises(ClientError) as error:
        client.register(**changed)
    assert refused(error) == code


def test_a_registration_expires(client: Client, clock: SettableClock) -> None:
    registered = client.register()
    tokens = client.signed_in(registered)
    clock.advance(client.center.registration_lasts)
    with pytest.raises(ClientError) as error:
        client.token(registered, REFRESH, refreshToken=tokens["refreshToken"])
    assert refused(error) == "InvalidClientException"


def test_a_client_of_the_device_flow_is_no_client_of_the_browser(client: Client) -> None:
    device, browser = client.register_device(), client.register()
    start = {"startUrl": client.center.start_url}
    with pytest.raises(ClientError) as error:
        client.oidc.start_device_authorization(**browser, **start)
    assert refused(error) == "UnauthorizedClientException"
    with pytest.raises(ClientError) as error:
        client.token(device, CODE, code="x", redirectUri=BACK, codeVerifier=VERIFIER)
    assert refused(error) == "UnauthorizedClientException"
    with pytest.raises(ClientError) as error:
        client.oidc.start_device_authorization(**device, startUrl="https://x.awsapps.com/start")
    assert refused(error) == "InvalidRequestException"


def test_a_device_waits_until_its_code_is_approved(client: Client, clock: SettableClock) -> None:
    registered = client.register_device()
    begun = client.oidc.start_device_authorization(**registered, startUrl=client.center.start_url)
    assert (begun["expiresIn"], begun["interval"]) == (600, 1)

    def poll() -> dict[str, object]:
        return client.token(registered, DEVICE, deviceCode=begun["deviceCode"])

    with pytest.raises(ClientError) as error:
        poll()
    assert refused(error) == "AuthorizationPendingException"
    with pytest.raises(ClientError) as error:
        poll()
    assert refused(error) == "SlowDownException"
    page = client.browse("GET", "/device", user_code=begun["userCode"]).read().decode()
    assert begun["userCode"] in page
    client.browse("POST", "/device", ticket=begun["userCode"], answer="allow")
    clock.advance(1)
    assert poll()["refreshToken"]
    with pytest.raises(ClientError) as error:
        poll()
    assert refused(error) == "InvalidGrantException"


def test_a_device_may_be_approved_by_itself(client: Client, clock: SettableClock) -> None:
    client.center.approves_after = 10
    registered = client.register_device()
    begun = client.oidc.start_device_authorization(**registered, startUrl=client.center.start_url)
    clock.advance(9)
    with pytest.raises(ClientError) as error:
        client.token(registered, DEVICE, deviceCode=begun["deviceCode"])
    assert refused(error) == "AuthorizationPendingException"
    clock.advance(1)
    assert client.token(registered, DEVICE, deviceCode=begun["deviceCode"])["refreshToken"]


@pytest.mark.parametrize(
    ("answer", "later", "code"),
    [
        ("deny", 1, "AccessDeniedException"),
        ("", 600, "ExpiredTokenException"),
    ],
)
def test_a_device_is_denied_or_too_late(
    client: Client, clock: SettableClock, answer: str, later: int, code: str
) -> None:
    registered = client.register_device()
    begun = client.oidc.start_device_authorization(**registered, startUrl=client.center.start_url)
    if answer:
        client.browse("POST", "/device", ticket=begun["userCode"], answer=answer)
    clock.advance(later)
    with pytest.raises(ClientError) as error:
        client.token(registered, DEVICE, deviceCode=begun["deviceCode"])
    assert refused(error) == code


def test_without_a_scope_there_is_no_refresh_token(client: Client) -> None:
    registered = client.register(scopes=None)
    assert "refreshToken" not in client.signed_in(registered)


def test_a_refresh_token_serves_once(client: Client, clock: SettableClock) -> None:
    registered = client.register()
    first = client.signed_in(registered)
    clock.advance(3000)
    second = client.token(registered, REFRESH, refreshToken=first["refreshToken"])
    assert second["accessToken"] != first["accessToken"]
    with pytest.raises(ClientError) as error:
        client.token(registered, REFRESH, refreshToken=first["refreshToken"])
    assert refused(error) == "InvalidGrantException"
    assert client.token(registered, REFRESH, refreshToken=second["refreshToken"])


def test_a_refresh_may_answer_without_a_new_refresh_token(client: Client) -> None:
    client.center.answers_refresh_token = False
    registered = client.register()
    tokens = client.signed_in(registered)
    for _ in range(2):
        again = client.token(registered, REFRESH, refreshToken=tokens["refreshToken"])
        assert "refreshToken" not in again


def test_a_session_ends_whatever_is_refreshed_and_however_often_one_signs_in(
    client: Client, clock: SettableClock
) -> None:
    registered = client.register()
    first = client.signed_in(registered)
    clock.advance(client.center.session_lasts - 60)
    renewed = client.token(registered, REFRESH, refreshToken=first["refreshToken"])
    assert renewed["expiresIn"] == 60, "no token outlives its session"
    (code,) = came_back(client.authorize(registered))["code"]
    client.token(registered, CODE, code=code, redirectUri=BACK, codeVerifier=VERIFIER)
    clock.advance(60)
    with pytest.raises(ClientError) as error:
        client.token(registered, REFRESH, refreshToken=renewed["refreshToken"])
    assert refused(error) == "InvalidGrantException"


def test_a_fault_has_the_form_of_its_service(client: Client, aws: EmbeddedAws) -> None:
    aws.faults.add("CreateToken", throttle(), times=1)
    with pytest.raises(ClientError) as error:
        client.token(client.register(), REFRESH, refreshToken="x")
    assert error.value.response["Error"]["Code"] == "Throttling"
