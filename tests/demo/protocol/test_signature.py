"""Malformed and wrongly signed requests that no SDK would send."""

import http.client
import re
import time

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.bastion import alice

BODY = "Action=GetCallerIdentity&Version=2011-06-15"
FORM = "application/x-www-form-urlencoded"


def _signed(aws: EmbeddedAws, service: str = "sts", region: str = "us-east-1") -> dict[str, str]:
    user = alice(aws.world)
    request = AWSRequest("POST", aws.endpoint, data=BODY, headers={"Content-Type": FORM})
    SigV4Auth(Credentials(user.access_key_id, user.secret), service, region).add_auth(request)
    return dict(request.headers.items())


def _send(
    aws: EmbeddedAws, headers: dict[str, str], body: str = BODY, path: str = "/"
) -> tuple[int, str]:
    connection = http.client.HTTPConnection(aws.endpoint.removeprefix("http://"), timeout=10)
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def _refused(aws: EmbeddedAws, headers: dict[str, str], **more: str) -> tuple[int, str]:
    status, text = _send(aws, headers, **more)
    code = re.search("<Code>(.*?)</Code>", text)
    return status, code[1] if code else text


def test_signed_request_is_answered(aws: EmbeddedAws) -> None:
    status, text = _send(aws, _signed(aws))
    assert status == 200
    assert "<Account>111122223333</Account>" in text


def test_unsigned_request_is_refused(aws: EmbeddedAws) -> None:
    assert _refused(aws, {"Content-Type": FORM}) == (403, "MissingAuthenticationToken")


def test_changed_body_header_and_path_break_the_signature(aws: EmbeddedAws) -> None:
    refused = (403, "SignatureDoesNotMatch")
    assert _refused(aws, _signed(aws), body=BODY + "&DurationSeconds=900") == refused
    assert _refused(aws, _signed(aws) | {"Content-Type": "text/plain"}) == refused
    assert _refused(aws, _signed(aws), path="/other") == refused
    assert _refused(aws, _signed(aws), path="/?Action=GetSessionToken") == refused


def test_scope_must_name_a_service_a_region_and_the_day(aws: EmbeddedAws) -> None:
    refused = (403, "SignatureDoesNotMatch")
    assert _refused(aws, _signed(aws, service="s3")) == refused
    assert _refused(aws, _signed(aws, region="nowhere")) == refused
    headers = _signed(aws)
    today = time.strftime("%Y%m%d", time.gmtime())
    headers["Authorization"] = headers["Authorization"].replace(f"/{today}/", "/20010101/")
    status, text = _send(aws, headers)
    assert (status, "Date in Credential scope does not match" in text) == (403, True)


def test_torn_authorization_is_incomplete(aws: EmbeddedAws) -> None:
    headers = _signed(aws)
    for torn in ("Basic YWxpY2U6eA==", "AWS4-HMAC-SHA256", headers["Authorization"][:60]):
        assert _refused(aws, headers | {"Authorization": torn}) == (400, "IncompleteSignature")
    headers.pop("X-Amz-Date")
    assert _refused(aws, headers) == (400, "IncompleteSignature")
