"""What the doctor says where accounts sign in through a SAML provider, and of the keyring."""

from pathlib import Path

import pytest

from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.patient import Patient
from tests.servers.secret_service import secret_service, silent_bus

pytest.importorskip("keyring")


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def _saml_alone(patient: Patient) -> None:
    """No account is left but those of the provider."""
    for path in (patient.paths.accounts_file, patient.paths.aws_config):
        Path(path).unlink()
    Path(patient.paths.aws_credentials).unlink()
    config = Path(patient.paths.config_file)
    tables = config.read_text().split("\n\n")
    config.write_text("\n\n".join(one for one in tables if "saml" in one or "[identity" in one))


def test_without_other_accounts_no_keys_are_needed(patient: Patient) -> None:
    _saml_alone(patient)
    report = patient.findings()
    report.found("credentials", "ok", "Not needed: every account signs in through a SAML provider")
    report.found("mfa", "ok", "Not needed")
    report.found("clock", "ok", "agrees")
    assert report.status == 0
    assert not patient.aws.calls, "there is nobody to ask about"


def test_an_open_keyring_is_ok_and_a_locked_one_a_warning(patient: Patient, tmp_path: Path) -> None:
    with secret_service(tmp_path / "service") as service:
        names = ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")
        patient.env |= {name: service.env[name] for name in names}
        patient.findings().found("keyring", "ok", "The system keyring is open")
        service.lock()
        check = patient.findings().found("keyring", "warning", "The system keyring is locked")
        assert "Unlock" in check.remedy


def test_a_keyring_that_hangs_is_given_up_after_two_seconds(
    patient: Patient, tmp_path: Path
) -> None:
    with silent_bus(tmp_path / "bus", greets=True):
        patient.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={tmp_path / 'bus'}"
        patient.findings().found("keyring", "warning", "did not answer within 2 s")


def test_a_keyring_in_the_clear_is_named(patient: Patient) -> None:
    patient.env["PYTHON_KEYRING_BACKEND"] = "keyrings.alt.file.PlaintextKeyring"
    patient.findings().found("keyring", "warning", "keyrings.alt.file.PlaintextKeyring is not used")


def test_no_keyring_at_all_is_no_fault(patient: Patient) -> None:
    patient.env["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    patient.findings().found("keyring", "ok", "There is none here")
