"""Completion in real shells on a real terminal: TAB inserts exactly the name."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drivers.shells import LINE, Place, command_of
from tests.drivers.tmux import INSTALLED, Tmux

NAMES = (
    "a1 team  one",
    'a2"quoted"',
    "a3'quoted'",
    "a4$(touch pwned)$HOME",
    "a5`touch pwned`",
    "a6\\back\\\\slash\\",
    "a7*glob?[x]{y,z}",
    "a8!bang!!",
    "a9;semi&amp|pipe>out<in",
    "b1ünï çødé 日本",
    "b2=equal:colon@at",
    "b3~tilde#hash%%,^",
)


@pytest.fixture
def typing(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Typing"]:
    if not INSTALLED:
        pytest.skip("tmux is not installed")
    accounts = {
        name: f"{number:03d}000000000" for number, name in enumerate((*NAMES, "-dash"), 100)
    }
    aws = Path(place.env["HOME"]) / ".aws"
    aws.mkdir()
    (aws / "accounts").write_text(json.dumps(accounts))
    (aws / "config").write_text("[profile work]\nregion = eu-west-1\n")
    with Typing(place, tmp_path_factory.mktemp("t")) as typing:
        yield typing


class Typing:
    """A shell to type into; `words` are the arguments of its last command."""

    def __init__(self, place: Place, folder: Path) -> None:
        self._place = place
        self._folder = folder
        self._window: Tmux | None = None
        self.seen = place.folder / "seen"

    def __enter__(self) -> "Typing":
        return self

    def __exit__(self, *error: object) -> None:
        if self._window:
            self._window.close()

    def start(self, shell: str, before: str = "", after: str = "") -> Tmux:
        home = Path(self._place.env["HOME"])
        ready = "echo ready"
        text = f"cd '{self._place.folder}'\n{before}{LINE[shell]}{after}{ready}\n"
        command = command_of(shell)
        if shell == "bash":
            (home / "rc").write_text(text)
            command = ["bash", "--noprofile", "--rcfile", str(home / "rc")]
        elif shell == "zsh":
            (home / ".zshrc").write_text(text)
            command = ["zsh", "-d"]
        else:
            (home / "rc").write_text(text)
            command = ["fish", "--no-config", "--init-command", f"source {home / 'rc'}"]
        env = {**self._place.env, "SEEN": str(self.seen), "ZDOTDIR": str(home), "PS1": "> "}
        self._window = Tmux(self._folder, command, env).__enter__()
        self._window.wait_for("ready")
        return self._window

    def words(self, typed: str) -> list[str]:
        """The arguments of `rolecall export` after `typed` and Enter were typed."""
        assert self._window
        self.seen.unlink(missing_ok=True)
        self._window.type(typed)
        self._window.press("Enter")
        self._window.until(
            lambda: self.seen.exists() and self.seen.read_bytes()[-1:] == b".", typed
        )
        return self.seen.read_bytes()[:-1].decode().split("\0")[:-1]


SHELLS = {
    "bash": {},
    "zsh": {"before": "autoload -Uz compinit; compinit -D -u\n"},
    "fish": {},
}


@pytest.mark.parametrize("shell", list(SHELLS))
def test_what_tab_completes_arrives_as_the_name_it_is(
    shell: str, typing: Typing, place: Place
) -> None:
    typing.start(shell, **SHELLS[shell])
    for name in NAMES:
        assert typing.words(f"rolecall export {name[:2]}\t") == [name]
    assert typing.words("rolecall export -- -d\t") == ["--", "-dash"]
    assert typing.words('rolecall export "a1\t') == ["a1 team  one"]
    assert typing.words("rolecall export 'b1\t") == ["b1ünï çødé 日本"]
    assert typing.words("rolecall export b2=eq\t") == ["b2=equal:colon@at"]
    assert typing.words("rolecall export a1\\ t\t") == ["a1 team  one"]
    assert not (place.folder / "pwned").exists()


@pytest.mark.parametrize("shell", list(SHELLS))
def test_commands_options_values_and_roles(shell: str, typing: Typing) -> None:
    typing.start(shell, **SHELLS[shell])
    assert typing.words("rolecall expo\ta1\trea\t") == ["a1 team  one", "read"]
    assert typing.words("rolecall export a1\t --base-p\two\t") == [
        *("a1 team  one", "--base-profile", "work"),
    ]
    assert typing.words("rolecall export --region=ca\t --no-i\t") == [
        *("--region=ca-central-1", "--no-input"),
    ]
    assert typing.words("rolecall export 104\t") == ["104000000000"]
    assert typing.words("rolecall export arn:aws:iam::105\t") == [
        "arn:aws:iam::105000000000:role/read"
    ]


@pytest.mark.parametrize("shell", list(SHELLS))
def test_a_word_that_begins_no_name_is_replaced_by_what_the_search_finds(
    shell: str, typing: Typing
) -> None:
    typing.start(shell, **SHELLS[shell])
    assert typing.words("rolecall export tmone\t") == ["a1 team  one"]
    assert typing.words("rolecall export tilde\tred\t") == ["b3~tilde#hash%%,^", "read"]
    assert typing.words("rolecall export zzqq\t") == ["zzqq"]


@pytest.mark.parametrize("shell", list(SHELLS))
def test_topics_of_the_documentation(shell: str, typing: Typing) -> None:
    window = typing.start(shell, **SHELLS[shell])
    window.type("rolecall docs trou\t\r")
    window.wait_for("asked: docs troubleshooting")


@pytest.mark.parametrize("shell", list(SHELLS))
def test_the_command_after_two_dashes_is_completed_as_one_of_its_own(
    shell: str, typing: Typing, place: Place
) -> None:
    # Not the folder of `rolecall`, whose name has a quote: bash itself finds no commands there.
    tool = place.folder / "tools" / "zzqtool"
    tool.parent.mkdir()
    place.env["PATH"] += f":{tool.parent}"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    (place.folder / "zzq file.txt").write_text("")
    (place.folder / "zzqfolder").mkdir()
    window = typing.start(shell, **SHELLS[shell])
    window.type("rolecall exec a1 -- zzqt\tzzq\\ f\t\r")
    window.wait_for("asked: exec a1 -- zzqtool zzq file.txt")
    window.type("rolecall demo -- zzqt\t./zzqfo\t\r")
    window.wait_for("asked: demo -- zzqtool ./zzqfolder")
    window.type("rolecall exec --min-t\t45m a1 -- zzqt\t\r")
    window.wait_for("asked: exec --min-ttl 45m a1 -- zzqtool")


@pytest.mark.parametrize("name", ["_comp_command_offset", "_command_offset"])
def test_with_bash_completion_the_command_has_its_own_completion(typing: Typing, name: str) -> None:
    window = typing.start("bash", after=f"{name}() {{ COMPREPLY=(word-$1-of-$COMP_CWORD); }}\n")
    window.type("rolecall exec a1 -- aws s3 \t\r")
    window.wait_for("asked: exec a1 -- aws s3 word-4-of-6")


def test_assume_role_is_completed_too(typing: Typing) -> None:
    for shell in SHELLS:
        window = typing.start(shell, **SHELLS[shell])
        window.type("assume-role a3\trea\t\r")
        window.wait_for(f"asked: assume-role --shell {shell} a3'quoted' read")
        window.close()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("", "autoload -Uz compinit; compinit -D -u\n"),
        (
            "autoload -Uz compinit; compinit -D -u\n",
            "autoload -Uz compinit; compinit -D -u\nsetopt sh_word_split glob_subst no_unset\n",
        ),
    ],
)
def test_in_zsh_compinit_may_come_whenever(typing: Typing, before: str, after: str) -> None:
    window = typing.start("zsh", before, after)
    if before or after:
        assert typing.words("rolecall export a1\t") == ["a1 team  one"]
    assert "rolecall:" not in window.text()
    assert "not found" not in window.text()
