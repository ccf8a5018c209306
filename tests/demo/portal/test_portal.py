"""The access portal of the embedded Identity Center, with the clients of AWS's SDK."""

import boto3
import pytest
from botocore.exceptions import ClientError

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from tests.demo.portal.center import CODE, FIRST, REFRESH, Client, assigned


@pytest.fixture
def client(aws: EmbeddedAws) -> Client:
    assigned(aws)
    return Client(aws)


def test_accounts_and_roles_come_in_pages_of_two(client: Client) -> None:
    token = client.signed_in()["accessToken"]
    first = client.sso.list_accounts(accessToken=token, maxResults=100)
    assert [account["accountName"] for account in first["accountList"]] == ["team-0", "team-1"]
    second = client.sso.list_accounts(accessToken=token, nextToken=first["nextToken"])
    assert [account["accountName"] for account in second["accountList"]] == ["team-2", "team-3"]
    pages = client.sso.get_paginator("list_accounts").paginate(accessToken=token)
    assert len([account for page in pages for account in page["accountList"]]) == 5
    roles = client.sso.list_account_roles(accessToken=token, accountId=FIRST)
    assert [role["roleName"] for role in roles["roleList"]] == ["Admin", "Read"]


def test_credentials_are_those_of_the_permission_sets_role(
    client: Client, aws: EmbeddedAws
) -> None:
    token = client.signed_in()["accessToken"]
    given = client.sso.get_role_credentials(accessToken=token, accountId=FIRST, roleName="Read")
    keys = given["roleCredentials"]
    assert keys["expiration"] == int(aws.world.clock() + 3600) * 1000
    sts = boto3.client(
        "sts",
        "eu-central-1",
        endpoint_url=aws.endpoint,
        aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"],
        aws_session_token=keys["sessionToken"],
    )
    arn = sts.get_caller_identity()["Arn"]
    role = "AWSReservedSSO_Read_0123456789abcdef"
    assert arn == f"arn:aws:sts::{FIRST}:assumed-role/{role}/alice"


@pytest.mark.parametrize("named", [{"accountId": "699999999999"}, {"roleName": "Owner"}])
def test_what_is_not_assigned_is_forbidden(client: Client, named: dict[str, str]) -> None:
    token = client.signed_in()["accessToken"]
    asked = {"accountId": FIRST, "roleName": "Read"} | named
    with pytest.raises(ClientError) as error:
        client.sso.get_role_credentials(accessToken=token, **asked)
    assert error.value.response["Error"] == {"Code": "ForbiddenException", "Message": "No access"}


def _refused(client: Client, token: str) -> str:
    with pytest.raises(ClientError) as error:
        client.sso.list_accounts(accessToken=token)
    return str(error.value.response["Error"]["Code"])


def test_a_token_serves_until_it_expires(client: Client, clock: SettableClock) -> None:
    token = client.signed_in()["accessToken"]
    clock.advance(3599)
    client.sso.list_accounts(accessToken=token)
    clock.advance(1)
    assert _refused(client, token) == "UnauthorizedException"
    assert _refused(client, "another") == "UnauthorizedException"


def test_a_logout_ends_the_session_and_the_next_sign_in_begins_another(
    client: Client, clock: SettableClock
) -> None:
    registered = client.register()
    tokens = client.signed_in(registered)
    clock.advance(3000)
    client.sso.logout(accessToken=tokens["accessToken"])
    assert _refused(client, tokens["accessToken"]) == "UnauthorizedException"
    with pytest.raises(ClientError):
        client.token(registered, REFRESH, refreshToken=tokens["refreshToken"])
    clock.advance(client.center.session_lasts - 3600)
    (code,) = client.sign_in(registered)["code"]
    assert code, "the page asks anew"
    assert client.center.session is not None
    assert client.center.session.expires == clock() + client.center.session_lasts
    assert CODE in client.center.registrations[registered["clientId"]].grants


def test_more_requests_than_the_portal_takes_are_refused(
    client: Client, clock: SettableClock
) -> None:
    token = client.signed_in()["accessToken"]
    for _ in range(20):
        client.sso.list_accounts(accessToken=token)
    assert _refused(client, token) == "TooManyRequestsException"
    clock.advance(1)
    client.sso.list_accounts(accessToken=token)
