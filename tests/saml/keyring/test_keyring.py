"""The system keyring: a real Secret Service, a locked one, buses that hang, and backends
that keep passwords in the clear.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rolecall.core.secret import Secret
from rolecall.saml.keyring.keyring_password import keep_in_keyring, keyring_password
from tests.canaries.record import registered
from tests.samples.plaintext_keyring import plugin
from tests.servers.secret_service import (
    DEADLINE,
    SecretService,
    nowhere,
    secret_service,
    silent_bus,
)

pytest.importorskip("keyring")

ALICE = "alice@example.com"
CANARY = registered("canary-of-the-keyring-NotARealKey")
ASKED_INSTEAD = "; the password is asked for instead."


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SecretService]:
    with secret_service(tmp_path / "service") as running:
        yield running


def lookup(
    env: Mapping[str, str], user: str = ALICE, idp: str = "okta", limit: float = DEADLINE
) -> tuple[str | None, str]:
    password, note = keyring_password(idp, user, env=env, limit=limit)
    return password.reveal() if password else None, note


def keep(env: Mapping[str, str], text: str = CANARY, limit: float = DEADLINE) -> str:
    return keep_in_keyring("okta", ALICE, Secret(text), env=env, limit=limit)


def configure(env: Mapping[str, str], backend: str) -> None:
    """Name a backend in the keyring package's configuration file."""
    folder = Path(env["HOME"], ".config", "python_keyring")
    folder.mkdir(parents=True)
    (folder / "keyringrc.cfg").write_text(f"[backend]\ndefault-keyring={backend}\n")


@pytest.mark.parametrize("password", ["plain", "a&b\"c\\d $e% `f` 'g'", "pässwörd ✓", " blanks "])
def test_a_password_that_the_keyring_command_stored_is_found(
    password: str, service: SecretService
) -> None:
    service.keyring("set", "rolecall:okta", ALICE, stdin=password)
    assert lookup(service.env) == (password, "")


def test_passwords_are_told_apart_by_identity_provider_and_user(service: SecretService) -> None:
    service.keyring("set", "rolecall:okta", ALICE, stdin="hers")
    assert lookup(service.env, idp="entra") == (None, "")
    assert lookup(service.env, user="bob@example.com") == (None, "")
    assert lookup(service.env) == ("hers", "")


def test_a_kept_password_replaces_the_older_one(service: SecretService) -> None:
    assert keep(service.env, "older") == ""
    assert keep(service.env, 'newer "é"') == ""
    assert lookup(service.env) == ('newer "é"', "")
    assert service.keyring("get", "rolecall:okta", ALICE) == 'newer "é"\n'


def test_T20_a_keyring_that_stays_locked_is_said(service: SecretService) -> None:
    keep(service.env)
    service.lock()
    locked = "The system keyring is locked and was not unlocked"
    assert lookup(service.env) == (None, f"{locked}{ASKED_INSTEAD}")
    assert keep(service.env) == f"The password was not kept. {locked}."


def test_T20_a_prompt_that_nobody_answers_is_given_up(service: SecretService) -> None:
    keep(service.env)
    service.lock()
    with service.hanging_prompts() as opened:
        note = lookup(service.env, limit=5)
    assert note == (
        None,
        f"The system keyring did not answer within 5 s (is it locked?){ASKED_INSTEAD}",
    )
    assert opened == ["BeginPrompting"]


def test_a_locked_keyring_that_holds_nothing_of_ours_is_left_alone(service: SecretService) -> None:
    keep(service.env)
    service.lock()
    with service.hanging_prompts() as opened:
        assert lookup(service.env, user="bob@example.com") == (None, "")
    assert opened == []


@pytest.mark.parametrize("greets", [False, True], ids=["from the start", "after the handshake"])
def test_T20_a_hanging_bus_is_given_up_and_the_child_ended(greets: bool, tmp_path: Path) -> None:
    env = {**nowhere(tmp_path), "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/bus"}
    with silent_bus(tmp_path / "bus", greets=greets) as callers:
        password, note = lookup(env, limit=5)
        assert callers.get(timeout=DEADLINE).ended
    assert password is None
    assert note == f"The system keyring did not answer within 5 s (is it locked?){ASKED_INSTEAD}"


def test_a_child_that_keeps_a_password_shows_it_to_nobody(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    env = {
        **nowhere(tmp_path),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/bus",
        "AWS_SECRET_ACCESS_KEY": CANARY,
    }
    with silent_bus(tmp_path / "bus", greets=True) as callers:
        note = keep(env, limit=5)
        caller = callers.get(timeout=DEADLINE)
    assert note.startswith("The password was not kept. The system keyring did not answer")
    assert b"keyring_child" in caller.command_line
    assert b"DBUS_SESSION_BUS_ADDRESS" in caller.environment
    assert CANARY.encode() not in caller.command_line + caller.environment
    (cores,) = (line for line in caller.limits.splitlines() if "core file" in line)
    assert cores.split()[4:6] == ["0", "0"]
    assert capfd.readouterr() == ("", "")


def test_T20_without_a_keyring_nothing_is_said(tmp_path: Path) -> None:
    env = nowhere(tmp_path)
    assert lookup(env) == (None, "")
    assert keep(env) == "The password was not kept. There is no system keyring here."


def test_a_bus_that_is_gone_counts_as_no_keyring(tmp_path: Path) -> None:
    env = {**nowhere(tmp_path), "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/gone"}
    assert lookup(env) == (None, "")


def refused(backend: str) -> tuple[None, str]:
    why = f"The keyring {backend} is not used: only the system's encrypted ones are"
    return None, f"{why}{ASKED_INSTEAD}"


def test_T20_a_plaintext_keyring_is_not_asked_and_said(tmp_path: Path) -> None:
    env = {**nowhere(tmp_path), **plugin(tmp_path)}
    assert lookup(env) == refused("keyrings.alt.file.PlaintextKeyring")
    assert "not kept. The keyring keyrings.alt.file.PlaintextKeyring is not used" in keep(env)
    assert (tmp_path / "loaded").exists()
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize("way", ["variable", "file"])
def test_T20_a_plaintext_keyring_that_is_wanted_is_not_even_loaded(
    way: str, tmp_path: Path
) -> None:
    backend = "plain.PlaintextKeyring"
    env = {**nowhere(tmp_path), **plugin(tmp_path, "plain")}
    if way == "file":
        configure(env, backend)
    else:
        env["PYTHON_KEYRING_BACKEND"] = backend
    assert lookup(env) == refused(backend)
    assert backend in keep(env)
    assert not (tmp_path / "loaded").exists()


@pytest.mark.parametrize("wanted", ["", "keyring.backends.chainer.ChainerBackend"])
def test_a_plaintext_keyring_beside_an_encrypted_one_is_passed_over(
    wanted: str, service: SecretService
) -> None:
    home = Path(service.env["HOME"])
    env = {**service.env, **plugin(home), "PYTHON_KEYRING_BACKEND": wanted}
    assert lookup(env) == (None, "")
    assert keep(env) == ""
    assert lookup(env) == (CANARY, "")
    assert service.keyring("get", "rolecall:okta", ALICE) == f"{CANARY}\n"
    assert not (home / "asked").exists()


@pytest.mark.parametrize("backend", ["mine.Keyring", "mine.Parent"])
def test_a_class_of_elsewhere_is_refused_whatever_it_descends_from(
    backend: str, service: SecretService
) -> None:
    keep(service.env)
    home = Path(service.env["HOME"])
    (home / "mine.py").write_text(
        "from keyring.backends.SecretService import Keyring as Parent\n"
        "class Keyring(Parent):\n    pass\n"
    )
    env = {**service.env, "PYTHONPATH": str(home), "PYTHON_KEYRING_BACKEND": backend}
    assert lookup(env) == refused(backend)


def test_the_backend_that_is_wanted_is_used(service: SecretService) -> None:
    keep(service.env)
    wanted = "keyring.backends.SecretService.Keyring"
    assert lookup({**service.env, "PYTHON_KEYRING_BACKEND": wanted}) == (CANARY, "")
    other = "keyring.backends.kwallet.DBusKeyring"
    assert lookup({**service.env, "PYTHON_KEYRING_BACKEND": other}) == (None, "")


def test_a_keyring_that_the_user_disabled_is_not_asked(service: SecretService) -> None:
    keep(service.env)
    service.keyring("--disable")
    assert lookup(service.env) == (None, "")


def test_a_keyring_package_that_breaks_is_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "keyring.py").write_text("raise RuntimeError('canary')\n")
    env = {**nowhere(tmp_path), "PYTHONPATH": str(tmp_path)}
    assert lookup(env) == (None, f"The system keyring failed{ASKED_INSTEAD}")
    assert keep(env) == "The password was not kept. The system keyring failed."
    assert capfd.readouterr() == ("", "")


def test_without_the_package_nothing_is_started(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "sys.addaudithook(lambda event, _: event == 'subprocess.Popen' and print('started'))\n"
        "from rolecall.core.secret import Secret\n"
        "from rolecall.saml.keyring.keyring_password import *\n"
        "print(keyring_password('okta', 'alice'))\n"
        "print(keep_in_keyring('okta', 'alice', Secret('x')))\n"
    )
    source = Path(__file__).parents[3] / "src"
    # -S ignores site-packages.
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={**nowhere(tmp_path), "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    assert done.stdout.splitlines() == [
        "(None, '')",
        'The password was not kept: install "rolecall[keyring]" first.',
    ]


def test_our_own_process_never_loads_the_package(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from rolecall.saml.keyring.keyring_password import *\n"
        "keyring_password('okta', 'alice')\n"
        "print([name for name in sys.modules if name.partition('.')[0] == 'keyring'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=nowhere(tmp_path),
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_process_s_own_environment_is_the_usual_one(
    service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(service.env)
    for name in set(os.environ) - set(service.env):
        monkeypatch.delenv(name)
    for name, value in service.env.items():
        monkeypatch.setenv(name, value)
    assert keyring_password("okta", ALICE) == (Secret(CANARY), "")
