"""Secrets never appear in arguments, environments or history files."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from rolecall.core.files.own_files import write_own
from rolecall.core.paths import CACHE, KEYRING, PLACES, paths_from
from rolecall.core.secret import Secret
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.sessions.store import SessionStore
from rolecall.signin.schemes.shared_logins import places_of
from tests.drivers.program import PATIENCE, Program
from tests.drivers.shells import LINE, command_of
from tests.fixtures.windows import Window
from tests.full import times
from tests.processes.process_sampler import ProcessSampler
from tests.torture.figure import Figure


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def kept(program: Program) -> SessionStore:
    """The sessions of the program, wherever its settings put them."""
    paths = paths_from(program.env)
    return SessionStore(paths.sessions_folder, (), places_of(paths, CACHE, program.env))


def canaries(world: World, store: SessionStore) -> set[bytes]:
    """Every secret of the world: the user's, the IdP's, and those of held sessions."""
    found = {Secret(world.idp.password), Secret(alice(world).secret)}
    for held in [
        *(login.credentials for login in store.logins()),
        *(session.credentials for session in store.role_sessions()),
    ]:
        found |= {held.secret_access_key, held.session_token} if held else set()
    found |= {login.secret for login in store.logins() if login.secret.reveal()}
    return {secret.reveal().encode() for secret in found}


LOOK = (sys.executable, "-c", "import time; time.sleep(0.1)")
MARK = "ROLECALL_TESTS_CHILD"


def log_in_everywhere(program: Program) -> Iterator[set[bytes]]:
    """Run every kind of login and hand-over; yields the existing secrets after each."""
    world, store = program.aws.world, kept(program)
    idp, typed = world.idp, [("device", "1\n"), ("code", f"{program.code()}\n")]
    assert program.talk(["export", "production"], typed).status == 0
    yield canaries(world, store)
    login = [("User name", f"{idp.user}\n"), ("Password", f"{idp.password}\n")]
    assert program.talk(["export", "partner-portal"], login).status == 0
    yield canaries(world, store)
    forget_all(program)
    file = Path(program.paths.saml_file)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.touch(0o600)
    file.write_text(f"username = {idp.user}\npassword = {idp.password}\n")
    assert program.run("export", "partner-portal", "--no-input").returncode == 0
    yield canaries(world, store)
    code = program.code(windows=1)
    assert program.run("assume-role", "staging", "read", code).returncode == 0
    for words in (
        ("profile", "staging"),
        ("credential-process", "staging", "read"),
        ("renew", "staging"),
        ("export", "staging", "--shell", "json"),
        ("exec", "staging", "--refresh", "--", *LOOK),
        ("sessions",),
    ):
        done = program.run(*words)
        assert done.returncode == 0, done.stderr
        yield canaries(world, store)
    yield console_tokens(program)
    program.run("copy", "staging")


def forget_all(program: Program) -> None:
    """Forget every session; the key to sealed ones is there again, as from the keyring."""
    cached = Path(paths_from(program.env).session_key)
    key = cached.read_bytes() if cached.is_file() else b""
    program.run("forget", "--all")
    if key:
        write_own(str(cached), key)


# It runs long enough to be sampled, and requests the address as a browser does.
BROWSER = """#!{python}
import sys, time, urllib.request as r
time.sleep(0.05)
with r.build_opener(r.ProxyHandler({{}})).open(sys.argv[1], timeout=30) as answer:
    open({told!r}, "a").write(answer.url + "\\n")
time.sleep(0.05)
"""


def console_tokens(program: Program) -> set[bytes]:
    """Log in to the console by every way of opening a browser; returns the addresses' tokens."""
    told, browser = program.home / "told", program.home / "a-browser"
    told.touch()
    browser.write_text(BROWSER.format(python=sys.executable, told=str(told)))
    browser.chmod(0o755)
    config = Path(program.paths.config_file)
    plain = config.read_text()
    table = "[accounts.staging]\n"
    assert table in plain
    for command in (f"{browser} {{url}}", f"{browser}"):
        config.write_text(plain.replace(table, f"{table}browser = {json.dumps(command)}\n"))
        done = program.run("console", "staging", "read")
        assert done.returncode == 0, done.stderr
    config.write_text(plain)
    done = program.run("console", "staging", "read", env={"BROWSER": f"{browser} %s"})
    assert done.returncode == 0, done.stderr
    urls = told.read_text().split()
    assert len(urls) == 3
    return {parse_qs(urlsplit(url).query)["SigninToken"][0].encode() for url in urls}


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no /proc here")
def test_S07_argv_sampler(program: Program, figure: Figure) -> None:
    secrets: set[bytes] = set()
    began = time.monotonic()
    with ProcessSampler(str(program.home)) as sampler:
        for found in log_in_everywhere(program):
            secrets |= found
    rate = sampler.rounds / (time.monotonic() - began)
    assert len(sampler.command_lines) > 12 and len(secrets) > 12
    for seen in (sampler.command_lines, sampler.environments):
        assert not [text for text in seen for secret in secrets if secret in text]
    figure(f"{sampler.rounds:,} samples at {rate / 1000:.1f} kHz, 0 of {len(secrets)} canaries")


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no /proc here")
def test_S07_what_is_there_would_be_seen(program: Program) -> None:
    """Under a plain exec the command's environment holds the keys: that is what it is for."""
    program.sign_in("production")
    with ProcessSampler(str(program.home)) as sampler:
        assert program.run("exec", "production", "--", *LOOK).returncode == 0
    secrets = canaries(program.aws.world, kept(program))
    assert [text for text in sampler.environments for secret in secrets if secret in text]
    assert not [text for text in sampler.command_lines for secret in secrets if secret in text]


def keep_in(program: Program, where: str, runtime: Path) -> None:
    """Have the program keep its sessions in one of the places; the keyring has been asked."""
    runtime.mkdir(mode=0o700)
    program.env["XDG_RUNTIME_DIR"] = str(runtime)
    with Path(program.paths.config_file).open("a", encoding="utf-8") as settings:
        settings.write(f'\n[store]\nwhere = "{where}"\n')
    if where == KEYRING:
        write_own(paths_from(program.env).session_key, os.urandom(32))


def holding(home: Path, secrets: set[bytes]) -> set[str]:
    """The files below home that hold one of the secrets; a session's by their folder."""
    files = [path for path in home.rglob("*") if path.is_file()]
    found = [path for path in files if any(each in path.read_bytes() for each in secrets)]
    return {
        str((path.parent if path.parent.name == "sessions" else path).relative_to(home))
        for path in found
    }


@pytest.mark.parametrize("where", PLACES)
def test_secrets_lie_only_in_the_files_that_security_names(
    program: Program, where: str, tmp_path: Path
) -> None:
    keep_in(program, where, tmp_path / "runtime")
    made_by_the_test = holding(
        program.home, canaries(program.aws.world, SessionStore("/nowhere"))
    ) | {"told"}
    secrets: set[bytes] = set()
    found: set[str] = set()
    for each in log_in_everywhere(program):
        secrets |= each
        found |= holding(program.home, secrets)
    assert len(secrets) > 12
    named = {".aws/credentials", ".saml/credentials"}
    if where == CACHE:
        named.add(".cache/rolecall/sessions")
    assert named <= found
    assert found - named - made_by_the_test == set()


HISTORY = {"bash": ".bash_history", "zsh": ".zsh_history", "fish": ".local/share/fish/fish_history"}
RC = {
    "bash": "PS1='own> '; HISTFILE=~/.bash_history; HISTCONTROL=; shopt -s histappend\n",
    "zsh": "PROMPT='own> '; HISTFILE=~/.zsh_history; SAVEHIST=999; HISTSIZE=999\n"
    "setopt inc_append_history\n",
    "fish": "function fish_prompt; echo -n 'own> '; end\n",
}
BECOME = {
    "bash": 'out="$(command rolecall export {})" && eval "$out"',
    "zsh": 'eval "$(command rolecall export {})"',
    "fish": "command rolecall export {} | source",
}
TARGETS = ("production read", "staging read", "sandbox developer", "data-lake read")


@pytest.mark.parametrize("shell", list(HISTORY))
def test_S08_history(
    shell: str, stage: Stage, window: Window, live_aws: EmbeddedAws, figure: Figure
) -> None:
    start = command_of(shell)
    rc = stage.home / "rc"
    rc.write_text(RC[shell] + LINE[shell])
    (stage.home / ".zshrc").write_text(rc.read_text())
    opened = {
        "bash": lambda: window("bash", "--noprofile", "--rcfile", str(rc)),
        "zsh": lambda: window("zsh", "-d"),
        "fish": lambda: window(start[0], "--init-command", f"source {rc}"),
    }[shell]()
    opened.wait_for("own>")
    count = times(full=100, short=10)
    code = alice(live_aws.world).devices[0].code(time.time())
    for number in range(count):
        target = TARGETS[number % len(TARGETS)]
        line = BECOME[shell].format(target) if number % 2 else f"assume-role {target}"
        if not number:
            line += f" {code}"
        opened.type(f'{line}; echo "en""d-{number}." $AWS_ACCOUNT_NAME\r')
        opened.wait_for(f"end-{number}. {target.split()[0]}")
    opened.type("exit\r")
    history = stage.home / HISTORY[shell]
    end = time.monotonic() + PATIENCE
    while not history.exists() or "end" not in (text := history.read_text()).replace('""', ""):
        assert time.monotonic() < end, "no history is written"
    secrets = canaries(live_aws.world, SessionStore(stage.paths.sessions_folder))
    assert len(secrets) > 8
    assert "assume-role production" in text
    assert not [secret for secret in secrets if secret.decode() in text]
    figure(f"{shell}: {count} sessions, 0 of {len(secrets)} canaries")
