"""A real Secret Service on a session bus of its own, and buses that do not respond.

Debian packages: dbus, gnome-keyring.
"""

import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

DEADLINE = 30  # seconds; a deadline against hangs, not a measure
BUS = """<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class SecretService:
    """GNOME's keyring, unlocked. Its prompts are never shown, but dismissed at once."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = dict(env)

    def keyring(self, *words: str, stdin: str = "") -> str:
        """Run the keyring package's own command; returns its output."""
        return subprocess.run(
            [sys.executable, "-m", "keyring", *words],
            env=self.env,
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
            timeout=DEADLINE,
        ).stdout

    def lock(self) -> None:
        with closing(self._connect()) as connection:
            pytest.importorskip("secretstorage").Collection(connection).lock()

    @contextmanager
    def hanging_prompts(self) -> Iterator[list[str]]:
        """Keep prompts open from now on; yields the calls that opened them."""
        calls: list[str] = []
        with closing(self._connect()) as connection:
            name = "org.gnome.keyring.SystemPrompter"
            assert self._bus(connection).RequestName(name) == (1,)
            yield calls
            jeepney = pytest.importorskip("jeepney")
            while True:
                try:
                    message = connection.receive(timeout=0)
                except TimeoutError:
                    return
                calls.append(message.header.fields[jeepney.HeaderFields.member])

    def wait(self) -> None:
        """Wait until the daemon is on the bus."""
        name = "org.freedesktop.secrets"
        rule = pytest.importorskip("jeepney").MatchRule(type="signal", member="NameOwnerChanged")
        rule.add_arg_condition(0, name)
        with closing(self._connect()) as connection:
            bus = self._bus(connection)
            with connection.filter(rule) as changes:
                bus.AddMatch(rule)
                if not bus.NameHasOwner(name)[0]:
                    connection.recv_until_filtered(changes, timeout=DEADLINE)

    def _connect(self) -> Any:
        blocking = pytest.importorskip("jeepney.io.blocking")
        addresses = pytest.importorskip("jeepney.bus").get_connectable_addresses(
            self.env["DBUS_SESSION_BUS_ADDRESS"]
        )
        return blocking.DBusConnection(blocking.prep_socket(next(addresses)))

    def _bus(self, connection: Any) -> Any:
        message_bus = pytest.importorskip("jeepney").message_bus
        return pytest.importorskip("jeepney.io.blocking").Proxy(message_bus, connection)


@contextmanager
def secret_service(folder: Path) -> Iterator[SecretService]:
    """Start a keyring with its files in `folder`; ends it afterwards."""
    missing = [
        program
        for program in ("dbus-daemon", "gnome-keyring-daemon")
        if shutil.which(program) is None
    ]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    folder.mkdir(mode=0o700)
    bus, config = folder / "bus", folder / "bus.conf"
    config.write_text(BUS.format(socket=bus))
    env = {
        **nowhere(folder),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}",
        "XDG_RUNTIME_DIR": str(folder),
    }
    daemon = subprocess.Popen(
        ["dbus-daemon", "--nofork", f"--config-file={config}", "--print-address"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    started = [daemon]
    try:
        assert daemon.stdout and daemon.stdout.readline()
        keyring = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(keyring)
        assert keyring.stdin
        keyring.stdin.write(b"of the login")
        keyring.stdin.close()
        service = SecretService(env)
        service.wait()
        yield service
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(DEADLINE)
        if daemon.stdout:
            daemon.stdout.close()


def nowhere(folder: Path) -> dict[str, str]:
    """The environment of a process without a keyring; its HOME is in `folder`."""
    return {"HOME": str(folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


class Caller:
    """A process that called a silent bus, as its user or root could see it."""

    def __init__(self, pid: int) -> None:
        self.command_line = Path(f"/proc/{pid}/cmdline").read_bytes()
        self.environment = Path(f"/proc/{pid}/environ").read_bytes()
        self.limits = Path(f"/proc/{pid}/limits").read_text()
        self.ended = False


@contextmanager
def silent_bus(path: Path, *, greets: bool) -> Iterator["Queue[Caller]"]:
    """A bus that accepts calls but never answers, or not after the handshake.

    Yields a queue of callers, each put there once it has disconnected.
    """
    if not os.path.isdir("/proc/self") or not hasattr(socket, "SO_PEERCRED"):
        pytest.skip("no /proc here")
    callers: Queue[Caller] = Queue()

    def serve() -> None:
        while True:
            try:
                call, _ = listener.accept()
            except OSError:
                return
            with call:
                peer = call.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
                caller = Caller(struct.unpack("3i", peer)[0])
                greeted = not greets
                while told := call.recv(4096):
                    if not greeted and b"AUTH" in told:
                        call.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
                        greeted = True
                caller.ended = True
                callers.put(caller)

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield callers
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(DEADLINE)
