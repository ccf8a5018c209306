"""Single checks whose fault cannot be planted for a whole run, as it would leave this machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from rolecall.core.errors import RolecallError
from rolecall.demo.faults import throttle
from rolecall.doctor.files.own_folders import folder_findings
from rolecall.doctor.files.user_files import file_findings
from rolecall.doctor.finding import State
from rolecall.doctor.network.endpoints import endpoint_findings
from rolecall.doctor.network.proxies import proxy_findings
from rolecall.doctor.setup import read_setup
from rolecall.doctor.shell.clipboard import clipboard_findings
from rolecall.doctor.shell.keys_held import key_findings
from tests.drivers.patient import Patient
from tests.processes.nobody import as_nobody


class _LoginPage(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Welcome to the hotel's network</html>")

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def captive_portal() -> Iterator[str]:
    """A network that answers every request with its login page."""
    with HTTPServer(("127.0.0.1", 0), _LoginPage) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_captive_portal_is_not_aws(patient: Patient) -> None:
    with captive_portal() as url:
        patient.env["AWS_ENDPOINT_URL"] = url
        report = patient.findings()
    check = report.found("endpoints", "failing", "did not come from AWS")
    assert "login page" in check.remedy
    report.found("clock", "not asked", "AWS cannot be reached")
    report.found("credentials", "not asked", "AWS cannot be reached")


@pytest.mark.parametrize(
    ("variables", "state", "text"),
    [
        (
            {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_REGION": "eu-central-1"},
            State.FAILING,
            "STS has no FIPS endpoint in eu-central-1",
        ),
        ({"AWS_USE_FIPS_ENDPOINT": "true", "AWS_REGION": "us-east-2"}, None, ""),
        (
            {
                "AWS_ENDPOINT_URL": "https://sts.example.com",
                "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
            },
            State.WARNING,
            "AWS_ENDPOINT_URL has no effect",
        ),
        ({"AWS_ENDPOINT_URL_STS": "https://sts.eu-west-1.amazonaws.com"}, State.OK, "go to"),
    ],
)
def test_endpoints_of_other_places(
    variables: dict[str, str], state: State | None, text: str, patient: Patient
) -> None:
    del patient.env["AWS_ENDPOINT_URL"]
    patient.env |= variables
    found = endpoint_findings(patient.setup())
    assert [one.state for one in found] == ([state] if state else [])
    assert all(text in one.text for one in found)


def test_allowed_endpoints_are_ok(patient: Patient) -> None:
    patient.env["AWS_ENDPOINT_URL"] = "http://localstack.example.com:4566"
    patient.append(
        patient.paths.config_file,
        "[network]",
        'allow_endpoints = ["http://localstack.example.com:4566"]',
    )
    (found,) = endpoint_findings(patient.setup())
    assert found.state is State.OK


def test_a_proxy_that_no_account_is_reached_by_is_no_fault(patient: Patient) -> None:
    patient.env["ALL_PROXY"] = "socks5://127.0.0.1:1080"
    (found,) = proxy_findings(patient.setup())
    assert (found.state, found.text) == (State.OK, "No proxy is set")


def test_a_display_without_a_tool(patient: Patient) -> None:
    patient.env["PATH"] = str(patient.tools)
    (patient.tools / "xclip").unlink()
    setup = patient.setup().replaced(has_terminal=True)
    (found,) = clipboard_findings(setup)
    assert found.state is State.WARNING
    assert "No clipboard tool is installed" in found.text


def test_a_tool_that_hangs_is_given_up(patient: Patient) -> None:
    patient.script("xclip", "sleep 30")
    (found,) = clipboard_findings(patient.setup())
    assert (found.state, "does not answer" in found.text) == (State.WARNING, True)


def test_the_role_of_the_shell_is_named_with_its_time(patient: Patient) -> None:
    program = patient.program
    program.sign_in("staging", "admin")
    export = program.run("export", "staging", "admin").stdout
    for line in export.splitlines():
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").rstrip(";").partition("=")
            patient.env[name] = value.strip('"')
    (found,) = key_findings(patient.setup())
    assert found.text.startswith("AWS tools here use staging · admin, ")
    assert found.text.endswith(" m left")


def test_without_any_credentials_it_says_so(patient: Patient) -> None:
    Path(patient.paths.aws_config).unlink()
    Path(patient.paths.aws_credentials).unlink()
    (found,) = key_findings(patient.setup())
    assert "no credentials, until you assume a role" in found.text


def test_aws_files_that_cannot_be_read_are_the_fault_to_fix(patient: Patient) -> None:
    patient.append(patient.paths.aws_config, "[default")
    patient.append(patient.paths.aws_credentials, "[default")
    report = patient.findings()
    report.found("credentials", "not asked", "fix the AWS files first")
    report.found("files", "failing", "~/.aws/config, line")
    assert not patient.aws.calls


def test_a_throttled_list_of_devices_is_no_missing_device(patient: Patient) -> None:
    patient.aws.faults.add("ListMFADevices", throttle())
    report = patient.findings()
    assert [one.text for one in report.checks if one.area == "mfa" and one.state == "failing"]
    assert not [one for one in report.checks if "no MFA device" in one.text]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root")
def test_files_of_another_user(patient: Patient) -> None:
    os.chown(patient.paths.aws_config, 65534, -1)
    check = patient.findings().found("files", "warning", "~/.aws/config belongs to another user")
    assert "chown" in check.remedy


def test_what_one_may_not_read_or_write(tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    credentials = tmp_path / ".aws" / "credentials"
    credentials.write_text("[default]\n")
    credentials.chmod(0)
    (tmp_path / ".cache").mkdir(mode=0o555)

    def look(path: str) -> None:
        setup = read_setup({"HOME": os.path.dirname(path)}, has_terminal=False, may_ask=False)
        found = [*file_findings(setup), *folder_findings(setup)]
        raise RolecallError("\n".join(one.text for one in found if one.state is State.FAILING))

    told = as_nobody(tmp_path, look)
    assert ".aws/credentials could not be read: permission denied" in told
    assert "/.cache cannot be written to: no session can be kept." in told
