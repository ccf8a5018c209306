"""The fixture of the doctor's tests: a healthy HOME, against the embedded AWS."""

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from tests.drivers.patient import Patient


@pytest.fixture
def patient(home: Stage, aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Patient:
    return Patient(home, aws, monkeypatch)
