"""A healthy HOME: every line is ok, for people and for programs, and nothing is changed."""

import json
import re

from rolecall.doctor.finding import Area
from tests.drivers.patient import Patient


def test_every_line_is_ok(patient: Patient) -> None:
    report = patient.report()
    assert [check for check in report.checks if check.state != "ok" or check.remedy] == []
    assert report.status == 0
    assert {check.area for check in report.checks} == {area.value for area in Area}
    assert patient.aws.times_called("GetCallerIdentity") == 1
    assert patient.aws.times_called("ListMFADevices") == 1


def test_it_tells_who_one_is_and_what_was_looked_at(patient: Patient) -> None:
    report = patient.findings()
    key_id = patient.user.access_key_id
    shown = f"{key_id[:4]}…{key_id[-4:]}"
    report.found("credentials", "ok", f"default: the access key of an IAM user {shown}")
    report.found("credentials", "ok", "user alice in account 111122223333")
    report.found("mfa", "ok", "alice-phone, alice-backup")
    report.found("endpoints", "ok", f"AWS answers at {patient.aws.endpoint}")
    report.found("files", "ok", "~/.aws/config: 3 profiles")
    report.found("clipboard", "ok", "xclip")
    report.found("shell", "ok", "AWS tools here use profile default")


def test_it_changes_no_file(patient: Patient) -> None:
    def files() -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in patient.home.rglob("*") if p.is_file()}

    before = files()
    patient.report()
    assert files() == before


def test_no_secret_is_shown(patient: Patient) -> None:
    held = patient.held()
    patient.env |= {**held, "HTTPS_PROXY": "http://me:canary-of-proxy@127.0.0.1:9/"}
    for words in ((), ("--json",)):
        shown = patient.doctor(*words).stdout
        assert "HTTPS_PROXY" in shown
        for secret in (patient.user.secret, patient.user.access_key_id, "canary-of-proxy"):
            assert secret not in shown
        assert not [value for value in held.values() if value in shown]


def test_for_people_it_has_headings_and_a_sum_and_fits(patient: Patient) -> None:
    patient.env["AWS_REGION"] = "eu-west"
    patient.env["COLUMNS"] = "80"
    done = patient.doctor()
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in done.stdout, "stdout is no terminal"
    assert lines[0] == "Base credentials"
    at = next(place for place, line in enumerate(lines) if "AWS_REGION is not" in line)
    assert lines[at].startswith("  failing    AWS_REGION is not an AWS region: eu-west.")
    assert lines[at + 1].startswith("             hint: A region looks like eu-west-1.")
    assert re.fullmatch(r"\d+ ok, 1 failing\. Failing: This shell\.", lines[-1])


def test_all_is_well_is_the_last_line(patient: Patient) -> None:
    assert re.fullmatch(r"All \d+ checks are ok\.", patient.doctor().stdout.splitlines()[-1])


def test_json_is_one_object(patient: Patient) -> None:
    told = json.loads(patient.doctor("--json").stdout)
    assert set(told) == {"checks", "ok"}
    assert all(set(one) == {"area", "state", "text", "remedy"} for one in told["checks"])
