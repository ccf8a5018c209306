"""Answers of IAM about MFA devices that are not of AWS's form."""

import pytest

from rolecall.aws import iam
from rolecall.aws.call.client import AwsClients
from rolecall.core.errors import Unreachable
from tests.servers.idp_server import IdpServer, Reply

PAGE = (
    "<ListMFADevicesResponse><ListMFADevicesResult>{}<IsTruncated>false</IsTruncated>"
    "</ListMFADevicesResult></ListMFADevicesResponse>"
)
DEVICE = "<member><SerialNumber>{}</SerialNumber></member>"


def serials(monkeypatch: pytest.MonkeyPatch, devices: str) -> list[str]:
    """The MFA devices that a server of the test's lists for alice."""
    answer = Reply(body=PAGE.format(devices).encode(), content_type="text/xml")
    with IdpServer(lambda request: answer) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.origin)
        return iam.mfa_serials(AwsClients("default", "eu-central-1", "aws"), "alice")


@pytest.mark.usefixtures("environment")
def test_devices_are_listed_by_their_serial_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = "".join(DEVICE.format(serial) for serial in ("GAHT12345678", "GAHT87654321"))
    found = serials(monkeypatch, f"<MFADevices>{listed}</MFADevices>")
    assert found == ["GAHT12345678", "GAHT87654321"]
    assert serials(monkeypatch, "<MFADevices/>") == []


@pytest.mark.usefixtures("environment")
def test_an_answer_without_a_list_is_not_awss(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreachable, match="did not come from AWS"):
        serials(monkeypatch, "")
