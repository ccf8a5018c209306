"""The prompt segment: its text, within the user's prompt and beside it."""

import re
import time

import pytest

from rolecall.cli.shells import SHELLS, script
from rolecall.core import countdown, safe_text
from tests.drivers.shells import LINE, ROLE, WITH_PROMPT, Place, plain

SEGMENT = {
    "bash": 'false; _rolecall_segment; printf "%s\\n" "${ROLECALL_PROMPT@P}"\n',
    "zsh": 'false; _rolecall_precmd; print -P -- "$ROLECALL_PROMPT"\n',
    "fish": "false; rolecall_prompt; echo\n",
}
RED = "\x1b[31m"
HOSTILE = r"""$(touch pwned)`touch pwned`%n%{\u\[x]!1 ${HOME}'"&;|*~é\\"""


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def ending(seconds: int) -> dict[str, str]:
    """The environment of a role session with this many seconds left."""
    return {**ROLE, "ROLECALL_EXPIRES": str(int(time.time()) + seconds)}


def segment(shell: str, place: Place, env: dict[str, str], before: str = "") -> str:
    done = place.integrated(shell, before + SEGMENT[shell], env)
    assert done.stderr == ""
    return done.stdout.removesuffix("\n")


# Half a minute more than shown: the shell may be slow.
@pytest.mark.parametrize(
    ("seconds", "said", "red"),
    [
        (42 * 60 + 50, "42m", False),
        (3600 + 5 * 60 + 50, "1h05m", False),
        (11 * 3600 + 59 * 60 + 50, "11h59m", False),
        (5 * 60 + 50, "5m", False),
        (4 * 60 + 50, "4m", True),
        (60 + 50, "1m", True),
        (55, r"[1-5][0-9]s", True),
        (0, "expired", True),
        (-90_000, "expired", True),
    ],
)
def test_the_time_left(shell: str, place: Place, seconds: int, said: str, red: bool) -> None:
    shown = segment(shell, place, ending(seconds))
    assert re.fullmatch(rf"aws:\(production:admin {said}\)", plain(shown))
    assert (RED in shown) == red
    if red:
        assert re.search(rf"\x1b\[31m\x02?{said}", shown)


@pytest.mark.parametrize(
    ("scope", "said"),
    [("read-only", " read-only"), ("limited", " limited"), ("$(touch pwned)", ""), ("", "")],
)
def test_what_limits_the_session(shell: str, place: Place, scope: str, said: str) -> None:
    shown = plain(segment(shell, place, {**ending(42 * 60 + 50), "ROLECALL_SCOPE": scope}))
    assert shown == f"aws:(production:admin{said} 42m)"
    assert not (place.folder / "pwned").exists()


def test_the_time_turns_red_at_the_threshold_of_the_countdown(
    shell: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(countdown, "ENDING", 20 * 60)
    (place.folder / "init").write_text(script(shell, "/bin/rolecall", in_front=False))
    for minutes, red in ((22, False), (18, True)):
        done = place.run(shell, f"source ./init\n{SEGMENT[shell]}", ending(minutes * 60 + 50))
        assert done.stderr == ""
        assert plain(done.stdout) == f"aws:(production:admin {minutes}m)\n"
        assert (RED in done.stdout) == red


def test_every_script_takes_the_threshold_from_its_first_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PowerShell's, too, which is not installed here: no other line differs."""
    for name in SHELLS:
        before = script(name, "/bin/rolecall", in_front=False).splitlines()
        with monkeypatch.context() as changed:
            changed.setattr(countdown, "ENDING", 1234)
            after = script(name, "/bin/rolecall", in_front=False).splitlines()
        (line,) = [line for line in after if line not in before]
        assert re.fullmatch(r".*\b_rolecall_ending\b.*'1234'", line)
        assert "_rolecall_ending" in "".join(after[after.index(line) + 1 :])


def test_without_an_end_there_is_no_time(shell: str, place: Place) -> None:
    env = {**ROLE, "AWS_CREDENTIAL_EXPIRATION": "2025-11-23T14:32:05Z"}
    assert plain(segment(shell, place, env)) == "aws:(production:admin)"


def test_without_a_role_it_is_empty(shell: str, place: Place) -> None:
    assert segment(shell, place, {"ROLECALL_EXPIRES": "1"}) == ""
    assert segment(shell, place, {"AWS_ACCOUNT_NAME": "production"}) == ""


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_where_none_are_wanted(shell: str, place: Place, env: dict[str, str]) -> None:
    shown = segment(shell, place, {**ending(0), **env})
    assert shown == "aws:(production:admin expired)"


NO_CLOCK = {
    "bash": "unset EPOCHSECONDS; enable -n printf\n",
    "zsh": "zmodload -u zsh/datetime\n",
    "fish": "function path; return 1; end\n",
}
# Without printf, bash cannot expand it as a prompt.
UNREAD = {**SEGMENT, "bash": '_rolecall_segment; echo "$ROLECALL_PROMPT"\n'}


def test_without_a_clock_it_says_when_the_role_ends(shell: str, place: Place) -> None:
    env = {**ending(60), "AWS_CREDENTIAL_EXPIRATION": "2025-11-23T14:32:05Z"}
    done = place.integrated(shell, NO_CLOCK[shell] + UNREAD[shell], env)
    assert plain(done.stdout) == "aws:(production:admin until 14:32Z)\n"
    del env["AWS_CREDENTIAL_EXPIRATION"]
    done = place.integrated(shell, NO_CLOCK[shell] + UNREAD[shell], env)
    assert plain(done.stdout) == "aws:(production:admin)\n"


def test_a_bash_without_epochseconds_has_another_clock(place: Place) -> None:
    shown = segment("bash", place, ending(42 * 60 + 50), "unset EPOCHSECONDS\n")
    assert plain(shown) == "aws:(production:admin 42m)"


@pytest.mark.parametrize(
    "value",
    ["x[$(touch pwned)]", "a[`touch pwned`]", "1\n2", "-5", "08x", "9" * 20, "", " 5", "0x10"],
)
def test_an_end_that_is_none_is_never_evaluated(shell: str, place: Place, value: str) -> None:
    shown = segment(shell, place, {**ROLE, "ROLECALL_EXPIRES": value})
    assert plain(shown) == "aws:(production:admin)"
    assert not (place.folder / "pwned").exists()


@pytest.mark.parametrize("value", ["$(touch pwned)", "14:32", "2025-11-23T14:32:05", "T1x:32:05Z"])
def test_an_odd_time_of_day_is_not_shown(shell: str, place: Place, value: str) -> None:
    env = {**ending(60), "AWS_CREDENTIAL_EXPIRATION": value}
    done = place.integrated(shell, NO_CLOCK[shell] + UNREAD[shell], env)
    assert plain(done.stdout) == "aws:(production:admin)\n"
    assert not (place.folder / "pwned").exists()


def test_leading_zeros_are_no_octal_number(shell: str, place: Place) -> None:
    left = int(time.time()) + 42 * 60 + 50
    shown = segment(shell, place, {**ROLE, "ROLECALL_EXPIRES": f"0{left}"})
    assert plain(shown) == "aws:(production:admin 42m)"


EXPANDED = {
    "bash": 'PS1=own; {}; _rolecall_behind; printf "%s\\n" "${{PS1@P}}"\n',
    "zsh": 'PROMPT=own; {}; _rolecall_precmd; print -rP -- "$PROMPT"\n',
    "fish": "{}; fish_prompt; echo\n",
}
OWN = "function fish_prompt; echo -n own; end\n"


def expanded(shell: str, place: Place, env: dict[str, str], options: str = "true") -> str:
    """The whole prompt as the shell shows it."""
    line = (OWN if shell == "fish" else "") + WITH_PROMPT[shell]
    done = place.run(shell, line + EXPANDED[shell].format(options), env)
    assert done.stderr == ""
    return plain(done.stdout.removesuffix("\n"))


@pytest.mark.parametrize(
    ("shell", "options"),
    [
        ("bash", "shopt -s promptvars"),
        ("bash", "shopt -u promptvars"),
        ("zsh", "unsetopt prompt_subst"),
        ("zsh", "setopt prompt_subst"),
        ("zsh", "setopt prompt_subst prompt_bang"),
        ("zsh", "setopt prompt_bang"),
        ("zsh", "unsetopt prompt_percent"),
        ("zsh", "setopt prompt_subst ksh_arrays sh_word_split glob_subst; unsetopt prompt_percent"),
        ("fish", "true"),
    ],
)
def test_a_hostile_name_is_shown_as_it_is(shell: str, place: Place, options: str) -> None:
    env = {"AWS_ACCOUNT_NAME": HOSTILE, "AWS_ACCOUNT_ROLE": HOSTILE}
    assert expanded(shell, place, env, options) == f"aws:({HOSTILE}:{HOSTILE}) own"
    assert not (place.folder / "pwned").exists()


def test_control_characters_of_a_name_are_escapes(shell: str, place: Place) -> None:
    env = {"AWS_ACCOUNT_NAME": "a\x1b]0;t\x07b\x01\nc", "AWS_ACCOUNT_ROLE": "\x02r\x9bs"}
    shown = r"aws:(a\u001b]0;t\u0007b\u0001\u000ac:\u0002r\u009bs) own"
    assert expanded(shell, place, env) == shown


# Every character that core/safe_text.py escapes, except those that no environment can hold.
HIDDEN = [
    chr(code)
    for first, last in safe_text.HIDDEN
    for code in sorted({first, first + 1, last - 1, last})
    if first <= code <= last and code and not 0xD800 <= code <= 0xDFFF
]
SEEN = "é本番ｗﷺ👍🇩🇪𝔭Zu\u0308e\u0301\u0301ſ \ue000\u10ff\u1161\u2010\u2027\u2030\u27ff\u2801\u3001"


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_hidden_characters_of_a_name_are_escapes(shell: str, locale: str, place: Place) -> None:
    if shell == "fish" and locale == "C":
        pytest.skip("fish reads the environment by its locale")
    name = "".join(f"a{sign}" for sign in HIDDEN)
    env = {"AWS_ACCOUNT_NAME": name, "AWS_ACCOUNT_ROLE": SEEN, "LC_ALL": locale}
    whole = f"aws:({safe_text.safe_text(name, 10_000)}:{SEEN}) own"
    assert expanded(shell, place, env) == whole


def test_the_locale_stays_as_it_was(place: Place) -> None:
    env = {"AWS_ACCOUNT_NAME": "pro\u200bd", "AWS_ACCOUNT_ROLE": "é"}
    count = 'word=éé; echo "${#word} ${LC_ALL-unset}"'
    for shell in ("bash", "zsh"):
        done = place.run(shell, WITH_PROMPT[shell] + SEGMENT[shell] + count, env)
        assert done.stdout.splitlines()[-1] == "2 unset"


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_bytes_that_are_no_text_are_escapes(shell: str, place: Place) -> None:
    name = r"export AWS_ACCOUNT_NAME=$'a\x9b\xc3(\xe2\x80|\xff' AWS_ACCOUNT_ROLE=read"
    script = f"{name}\n{WITH_PROMPT[shell]}{EXPANDED[shell].format('true')}"
    shown = plain(place.run(shell, script, {"NO_COLOR": "1"}).stdout.rstrip("\n"))
    # Of a truncated sequence nothing is left.
    assert shown == r"aws:(a\x9b(|\xff:read) own"


def test_without_a_role_the_prompt_is_the_users(shell: str, place: Place) -> None:
    assert expanded(shell, place, {}) == "own"


def test_without_the_option_the_prompt_is_left_alone(shell: str, place: Place) -> None:
    show = {
        "bash": 'PS1=own; eval "${PROMPT_COMMAND[@]}"; echo "$PS1"',
        "zsh": "PROMPT=own; _rolecall_precmd; echo $PROMPT",
        "fish": "fish_prompt; echo",
    }
    line = (OWN if shell == "fish" else "") + LINE[shell]
    assert place.run(shell, line + show[shell], ROLE).stdout == "own\n"


@pytest.mark.parametrize("arrays", ["", "array"])
def test_bash_keeps_the_prompt_commands_it_had(place: Place, arrays: str) -> None:
    own = {
        "": "PROMPT_COMMAND='echo \"one $?\"; echo two;'",
        "array": "PROMPT_COMMAND=('echo \"one $?\"' 'echo two # comment')",
    }[arrays]
    script = f"""
        {own}
        PS1=own
        {WITH_PROMPT["bash"] * 2}
        for command in "${{PROMPT_COMMAND[@]}}"; do (exit 3); eval "$command"; done
        echo "$PS1"; echo "${{PROMPT_COMMAND[@]}}" | grep -o _rolecall_[a-z]*
    """
    done = place.run("bash", script, ROLE)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "one 3",
        "two",
        "${ROLECALL_PROMPT:+$ROLECALL_PROMPT }own",
        "_rolecall_last",
    ]


def test_an_exported_prompt_command_does_no_harm_elsewhere(place: Place) -> None:
    script = """
        export PROMPT_COMMAND='echo ours'
        PS1=own
        eval "$(rolecall init bash --prompt)"
        _rolecall_behind
        own="$PS1" bash --norc -uc 'eval "$PROMPT_COMMAND"; echo "${own@P}"'
    """
    done = place.run("bash", script)
    assert (done.stdout, done.stderr) == ("ours\nown\n", "")


def test_zsh_keeps_the_hooks_it_had_and_their_status(place: Place) -> None:
    done = place.typed(
        "zsh",
        f"""
        precmd() {{ echo "precmd $?"; }}; other() {{ echo "other $?"; }}; precmd_functions=(other)
        {WITH_PROMPT["zsh"] * 2}
        later() {{ echo "later $?"; }}; precmd_functions+=(later); PROMPT='own %?> '
        (exit 3)
        """,
        ROLE,
    )
    said = plain(done.stdout)
    assert "precmd 3\nother 3\nlater 3\n" in said
    assert "aws:(production:admin) own 3> " in plain(done.stdout + done.stderr)


def test_bash_shows_the_users_prompt_the_status_it_had(place: Place) -> None:
    done = place.typed(
        "bash",
        f"""
        PROMPT_COMMAND='echo "first $?"'; PS1='own $?> '
        {WITH_PROMPT["bash"] * 2}
        (exit 3)
        """,
        ROLE,
    )
    assert "first 3\n" in done.stdout
    assert "aws:(production:admin) own 3> " in plain(done.stderr)


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_failure_does_not_end_an_interactive_shell_that_is_strict(
    shell: str, place: Place
) -> None:
    script = f"{WITH_PROMPT[shell]}set -eu\n! true\necho went on\n"
    assert "went on\n" in place.typed(shell, script).stdout


@pytest.mark.parametrize("times", [1, 2])
def test_a_prompt_that_others_make_anew_gets_the_segment_once(place: Place, times: int) -> None:
    rounds = {
        "bash": 'PS1=new; for one in {1,2}; do for command in "${PROMPT_COMMAND[@]}"; do'
        ' eval "$command"; done; done; echo "$PS1"\n',
        "zsh": 'PROMPT=new; _rolecall_precmd; _rolecall_precmd; print -rP "$PROMPT"\n',
    }
    for shell, prompt in rounds.items():
        done = place.run(shell, WITH_PROMPT[shell] * times + prompt * 2, {**ROLE, "NO_COLOR": "1"})
        front = {
            "bash": "${ROLECALL_PROMPT:+$ROLECALL_PROMPT }new\n",
            "zsh": "aws:(production:admin) new\n",
        }[shell]
        assert done.stdout == front * 2


def test_fish_wraps_a_prompt_once_and_its_status_is_kept(place: Place) -> None:
    script = f"""
        function fish_prompt; printf 'own %s %s\\nsecond> ' $status "$pipestatus"; end
        {WITH_PROMPT["fish"] * 2}
        function three; return 3; end
        three | true; fish_prompt; echo '|'
        three; fish_prompt; echo '|'
        function fish_prompt; echo -n new; end
        {WITH_PROMPT["fish"]}
        fish_prompt; echo
    """
    done = place.run("fish", script, {**ROLE, "NO_COLOR": "1"})
    assert done.stdout.splitlines() == [
        "aws:(production:admin) own 0 3 0",
        "second> |",
        "aws:(production:admin) own 3 3",
        "second> |",
        "aws:(production:admin) new",
    ]


def test_it_works_in_a_strict_shell(place: Place) -> None:
    for shell in ("bash strict", "zsh strict", "zsh no_nomatch"):
        name = shell.split()[0]
        hook = {"bash": "_rolecall_behind", "zsh": "_rolecall_precmd"}[name]
        line = WITH_PROMPT[name]
        for env in (ending(42 * 60 + 50), ending(0), {}, ROLE):
            script = f'{line}{hook}\necho "$ROLECALL_PROMPT"; echo $?; unset PS1; {hook}\n'
            done = place.integrated(shell, script, {**env, "NO_COLOR": "1"})
            assert done.stderr == ""
            assert done.stdout.splitlines()[-1] == "0"
