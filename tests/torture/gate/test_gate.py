"""G0: a secret that a run lets out is found wherever it lies; what was asked for is none.

The figure of a run itself comes from `tests/canaries/plugin.py`, at its end.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canaries.marks import canary, first_secret
from tests.canaries.places import Places
from tests.canaries.record import Record
from tests.torture.figure import Figure

ROOT = Path(__file__).parents[3]
PATIENCE = 120.0  # seconds; a deadline against hangs, not a measure
HEAD = """
import asyncio, base64, json, logging, os, pty, subprocess, sys, warnings
from pathlib import Path
from tests.canaries.marks import canary

SECRET = canary()
READ = [sys.executable, "-c"]
PRINT = [*READ, "import sys; print(sys.stdin.read(), file=getattr(sys, sys.argv[1]))"]
WAIT = [*READ, "import sys; sys.stdin.read()"]

def told(text, to):
    subprocess.run([*PRINT, to], input=text, capture_output=True, text=True, check=True)

def sampled(request, words, **env):
    gate = request.config.pluginmanager.get_plugin("canaries")
    with subprocess.Popen([*WAIT, *words], env={**os.environ, **env}, stdin=subprocess.PIPE):
        seen = gate.rounds
        while gate.rounds < seen + 5:
            pass
"""
# A test for each kind of place; each lets out its secret, and the gate is to name the kind.
LEAKS = {
    "stdout": "def test_stdout():\n    told('key: ' + SECRET, 'stdout')",
    "stderr": "def test_stderr():\n    told('export AWS_SECRET_ACCESS_KEY=' + SECRET, 'stderr')",
    "part": "def test_part():\n    told(f'trouble with {SECRET[:16]}', 'stderr')",
    "base64": "def test_base64():\n"
    "    told(base64.b64encode(f'-{SECRET}-'.encode()).decode(), 'stderr')",
    "hex": "def test_hex():\n    told(SECRET.encode().hex(), 'stdout')",
    "terminal": "def test_terminal():\n"
    "    ours, theirs = pty.openpty()\n"
    "    for half in (SECRET[:7], SECRET[7:]):\n"
    "        os.write(theirs, half.encode())\n"
    "        os.read(ours, 100)",
    "captured": "def test_captured(capsys):\n    print(SECRET)\n    capsys.readouterr()",
    "report": "def test_report():\n    print('half a line', SECRET)",
    "traceback": "def test_traceback():\n    assert SECRET == ''",
    "log": "def test_log():\n    logging.getLogger('botocore').warning('body: %s', SECRET)",
    "warning": "def test_warning():\n    warnings.warn(f'unclosed {SECRET}')",
    "words": "def test_words(request):\n    sampled(request, ['--password', SECRET])",
    "environ": "def test_environ(request):\n    sampled(request, [], PASSWORD=SECRET)",
    "file": "def test_file(tmp_path):\n    (tmp_path / 'left.tmp').write_text(SECRET)",
    "name": "def test_name(tmp_path):\n    (tmp_path / SECRET).touch()",
    "credentials": "def test_credentials(tmp_path):\n"
    "    (tmp_path / '.aws').mkdir()\n"
    "    (tmp_path / '.aws/credentials').write_text(f'# was {SECRET}')",
    "pem": "def test_pem(tmp_path):\n"
    "    (tmp_path / 'key').write_text('-----BEGIN ' + 'PRIVATE KEY-----\\nAAAA')",
    "shot": "def test_shot():\n"
    "    from textual.app import App\n"
    "    from textual.widgets import Static\n"
    "    class Showing(App[None]):\n"
    "        def compose(self):\n"
    "            yield Static(SECRET)\n"
    "    async def show():\n"
    "        app = Showing()\n"
    "        async with app.run_test():\n"
    "            app.export_screenshot()\n"
    "    asyncio.run(show())\n",
    "svg": "def test_svg(tmp_path):\n    (tmp_path / 'shot.svg').write_text(SECRET)",
    "core": "def test_core():\n    Path('core.1').write_bytes(b'\\0' + SECRET.encode())",
    "history": "def test_history():\n    Path.home().joinpath('.zsh_history').write_text(SECRET)",
    "temporary": "def test_temporary():\n"
    "    Path(os.environ['TMPDIR'], 'rolecall-x').write_text(SECRET)",
}
KIND = {
    "part": "stderr", "base64": "stderr", "hex": "stdout", "captured": "stdout",
    "traceback": "report", "log": "log record", "warning": "report", "words": "command line",
    "environ": "environment", "name": "file name", "credentials": "file", "pem": "file",
    "svg": "shot", "temporary": "file",
}  # fmt: skip
ASKED_FOR = """
def test_it(tmp_path, request):
    for line in ('export AWS_SECRET_ACCESS_KEY="{}";', "set -gx AWS_SESSION_TOKEN '{}'",
                 '{{"SecretAccessKey": "{}"}}', "https://x/?Action=login&SigninToken={}"):
        told(line.format(SECRET), "stdout")
    sampled(request, [], AWS_SESSION_TOKEN=SECRET)
    for name, text in ((".aws/credentials", "[a]\\naws_secret_access_key = {}\\n"),
                       (".cache/rolecall/sessions/x.json", '{{"secret": "{}"}}'),
                       (".saml/credentials", "password = {}\\n")):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text.format(SECRET))
    Path.home().joinpath(".bash_history").write_text("rolecall export production")
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that is gone afterwards: what is planted in it is no leak of the outer run."""
    with tempfile.TemporaryDirectory(prefix="rolecall-gate-") as folder:
        yield Path(folder)


def gated(folder: Path, source: str) -> tuple[int, str]:
    """Run tests under the gate, in a HOME of their own; returns status and the gate's report."""
    (folder / "run").mkdir()
    (folder / "run" / "test_some.py").write_text(HEAD + source)
    for name in ("home", "temporary"):
        (folder / name).mkdir()
    places = {"HOME": str(folder / "home"), "TMPDIR": str(folder / "temporary")}
    options = ["-q", "-p", "no:cacheprovider", "-p", "tests.canaries.plugin", "-n0", "-rN"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--basetemp={folder / 'base'}", "."],
        cwd=folder / "run",
        env={**os.environ, **places, "PYTHONPATH": str(ROOT), "ROLECALL_CANARIES": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout.rpartition("secrets (G0)")[2]


def test_G0_each_kind_of_leak_is_found(place: Path, figure: Figure) -> None:
    status, found = gated(place, "\n\n".join(LEAKS.values()))
    assert status == 1
    missed = [
        leak
        for leak in LEAKS
        if not any(
            line.startswith(f"{KIND.get(leak, leak)}: ") and _place(leak) in line
            for line in found.splitlines()
        )
    ]
    assert not missed, found
    figure(f"{len(LEAKS)} of {len(LEAKS)} planted secrets found")


def _place(leak: str) -> str:
    """What a finding names: what was left where, or else the test."""
    left = {"core": "core.1", "history": ".zsh_history", "temporary": "rolecall-x"}
    left["name"] = "in test_name0"
    return left.get(leak, f"test_{leak}")


def test_G0_what_was_asked_for_is_no_leak(place: Path, figure: Figure) -> None:
    status, found = gated(place, ASKED_FOR)
    assert (status, "\n0 leaks of 1 secrets in " in found) == (0, True), found
    figure("export lines, JSON, profiles and sessions are no leaks")


def test_G0_a_failed_gate_is_a_failed_run(place: Path) -> None:
    status, found = gated(place, LEAKS["file"])
    assert (status, "\n1 leaks of 1 secrets in " in found) == (1, True), found


@pytest.mark.parametrize("name", ["syslog", "journal/system.journal"])
def test_G0_system_logs_are_looked_at(name: str, place: Path) -> None:
    places = Places(place / "nowhere", place / "logs")
    (place / "made").mkdir()
    record = Record(place / "made")
    own, other = record.register(canary()), canary()
    log = place / "logs" / name
    log.parent.mkdir(parents=True)
    log.write_text(f"of another run: {other}\n")
    places.look(record, place / "nowhere")
    assert record.found == []
    log.write_text(f"rolecall[1]: {own}\n")
    places.look(record, place / "nowhere")
    assert [(found.kind, found.where.split()[0]) for found in record.found] == [
        ("system log", str(log))
    ]


def test_G0_the_mark_in_the_source_is_no_secret() -> None:
    assert first_secret(Path(ROOT / "src/rolecall/demo/world/keys.py").read_bytes()) == -1
    assert first_secret(canary()[:15].encode()) == 0
