"""The segment with other prompt programs (one stand-in of each kind), in either order."""

import re

import pytest

from tests.drivers.shells import ROLE, WITH_PROMPT, Place, plain

ENV = {**ROLE, "NO_COLOR": "1"}
SEGMENT = "aws:(production:admin) "
OURS = WITH_PROMPT["bash"]

# Each sets PS1 before every prompt, except where noted, and shows the status it was given, and that
# of each command of the pipeline.
BASH = {
    # As starship: saves the string, and runs it before it builds the prompt.
    "keeps and runs": """
        ship() {
            local last=$? pipe="${PIPESTATUS[*]}"
            (exit $last); eval "$kept"
            PS1="ship $last,$pipe> "
        }
        kept=${PROMPT_COMMAND-}; PROMPT_COMMAND=ship
    """,
    "runs afterwards": """
        ship() { PS1="ship $?,${PIPESTATUS[*]}> "; eval "$kept"; }
        kept=${PROMPT_COMMAND-}; PROMPT_COMMAND=ship
    """,
    "runs in a helper": """
        helper() { eval "$kept"; }
        ship() { local new="ship $?,${PIPESTATUS[*]}> "; helper; PS1="$new"; }
        kept=${PROMPT_COMMAND-}; PROMPT_COMMAND=ship
    """,
    "replaces": """
        ship() { PS1="ship $?,${PIPESTATUS[*]}> "; }
        PROMPT_COMMAND=ship
    """,
    # As oh-my-posh.
    "stands in front of an array": """
        ship() { PS1="ship $?,${PIPESTATUS[*]}> "; }
        PROMPT_COMMAND=(ship "${PROMPT_COMMAND[@]}")
    """,
    # As powerline.
    "stands in front of a string": """
        ship() { PS1="ship $?,${PIPESTATUS[*]}> "; }
        PROMPT_COMMAND="ship${PROMPT_COMMAND:+; $PROMPT_COMMAND}"
    """,
    "stands in front of a string, on a line": """
        ship() { PS1="ship $?,${PIPESTATUS[*]}> "; }
        PROMPT_COMMAND=$'ship\\n'"${PROMPT_COMMAND-}"
    """,
    "stands behind a string": """
        ship() { PS1="ship $?,${PIPESTATUS[*]}> "; }
        PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND; }ship"
    """,
    "changes PS1 once": """
        PS1='ship $?,${PIPESTATUS[*]}> '
    """,
}
LINES = "(exit 3)\nfalse | (exit 5)\ntrue\n"
ASKED = ("ship 3,3> ", "ship 5,1 5> ", "ship 0,0> ")


def prompts(stderr: str) -> list[str]:
    """The prompts shown, together with what was typed."""
    return re.findall(r"(?:aws:\([^)]*\) )*(?:ship|own)[^>\n]*> ", plain(stderr))


@pytest.mark.parametrize("theirs", list(BASH))
@pytest.mark.parametrize("ours_last", [False, True], ids=["theirs last", "ours last"])
def test_in_bash_the_segment_is_shown_whoever_is_last(
    theirs: str, ours_last: bool, place: Place
) -> None:
    rc = BASH[theirs] + OURS if ours_last else OURS + BASH[theirs]
    done = place.with_rc("bash", rc, LINES, ENV)
    shown = prompts(done.stderr)
    assert shown[1:] == [SEGMENT + one for one in ASKED]
    assert shown[0].startswith(SEGMENT), "also the first"


@pytest.mark.parametrize("theirs", ["keeps and runs", "stands in front of a string"])
def test_the_rc_file_may_be_read_again(theirs: str, place: Place) -> None:
    for rc in (BASH[theirs] + OURS, OURS + BASH[theirs]):
        (place.folder / "rc").write_text(
            rc.replace("kept=", 'test "$PROMPT_COMMAND" = ship || kept=')
        )
        done = place.with_rc("bash", "source ./rc\n", f"source ./rc\n{LINES}", ENV)
        assert [line.count("aws:") for line in prompts(done.stderr)] == [1] * 5, done.stderr


def test_an_exported_prompt_command_is_one_string_as_in_old_bashes(place: Place) -> None:
    show = "show() { echo \"[$? ${PIPESTATUS[*]}]\"; PS1='ship> '; }\nexport PROMPT_COMMAND=show\n"
    done = place.with_rc("bash", show + OURS, LINES, ENV)
    assert done.stdout == "[0 0]\n[3 3]\n[5 1 5]\n[0 0]\n".replace("[0 0]", "[0 0]", 1)
    assert prompts(done.stderr) == [f"{SEGMENT}ship> "] * 4
    kept = OURS + "export PROMPT_COMMAND\n" + BASH["keeps and runs"]
    assert prompts(place.with_rc("bash", kept, LINES, ENV).stderr)[-1] == f"{SEGMENT}ship 0,0> "


@pytest.mark.parametrize("option", ["", " --prompt"])
@pytest.mark.parametrize(
    "own",
    [
        "PROMPT_COMMAND=show",
        "PROMPT_COMMAND=(show show)",
        "PROMPT_COMMAND=(: show)",
        "PROMPT_COMMAND='show; show'",
        "export PROMPT_COMMAND=show",
        "trap : DEBUG; PROMPT_COMMAND=show",
        "trap : DEBUG; PROMPT_COMMAND=(show show)",
    ],
)
def test_the_status_of_each_command_of_a_pipeline_survives(
    own: str, option: str, place: Place
) -> None:
    show = 'show() { local last=$? all="${PIPESTATUS[*]}"; echo "[$last $all]"; (exit $last); }\n'
    line = OURS.replace(" --prompt", option)
    done = place.with_rc("bash", f"{show}{own}\n{line}", "false | true\ntrue | (exit 4)\n")
    said = done.stdout.splitlines()
    assert said.count("[0 1 0]") == said.count("[4 0 4]") >= 1
    times = 2 if own.count("show") == 2 and ";" not in own.split("=", 1)[1] else 1
    assert said.count("[0 1 0]") == times


TIMER = """
    pre() { [[ -z $ready ]] || { ready=; by=$BASH_COMMAND; }; }
    cmd() { echo "[$by]"; by=; ready=1; NEW }
    trap pre DEBUG
    PROMPT_COMMAND=WHICH
"""


@pytest.mark.parametrize(
    "command",
    ["cmd", "(cmd)", "(: cmd)", "'true; cmd'", "$'true\\ncmd'", "\"echo 'x' | cat; cmd\""],
)
@pytest.mark.parametrize("new", ["", "PS1='ship> ';"], ids=["PS1 once", "PS1 anew"])
def test_a_timer_begins_at_the_command_that_is_typed(command: str, new: str, place: Place) -> None:
    rc = TIMER.replace("WHICH", command).replace("NEW", new) + OURS + "PS1='ship> '\n"
    done = place.with_rc("bash", rc, "true one\ntrue two\n", ENV)
    assert [line for line in done.stdout.splitlines() if line != "x"][1:] == [
        "[true one]",
        "[true two]",
    ]
    assert prompts(done.stderr) == [f"{SEGMENT}ship> "] * 3


def test_a_timer_that_comes_after_us_is_fed_but_once(place: Place) -> None:
    rc = OURS + TIMER.replace("WHICH", "cmd").replace("NEW", "")
    done = place.with_rc("bash", rc + "PS1='ship> '\n", "true one\ntrue two\ntrue three\n", ENV)
    assert done.stdout.splitlines()[2:] == ["[true two]", "[true three]"]
    assert prompts(done.stderr) == [f"{SEGMENT}ship> "] * 4


@pytest.mark.parametrize(
    "readonly",
    [
        "readonly PROMPT_COMMAND='echo theirs'",
        "declare -r PROMPT_COMMAND=('echo theirs')",
        "readonly PROMPT_COMMAND='echo theirs' PS1='own> '",
        "declare -rx PROMPT_COMMAND='echo theirs'",
        "PROMPT_COMMAND='echo theirs'; readonly PS1='own> '",
    ],
)
@pytest.mark.parametrize("option", ["", " --prompt"])
def test_what_is_readonly_in_bash_brings_no_error(readonly: str, option: str, place: Place) -> None:
    rc = f"PS1='own> '\n{readonly}\n{OURS.replace(' --prompt', option)}"
    for order in (rc, OURS.replace(" --prompt", option) + f"PS1='own> '\n{readonly}\n"):
        done = place.with_rc(
            "bash", order, "true\nassume-role production; echo $AWS_ACCOUNT_NAME\n"
        )
        assert "readonly" not in done.stderr
        assert done.stdout.splitlines() == ["theirs", "theirs", "production", "theirs"]
        assert done.stderr.count("own> ") == 3


def test_where_the_prompt_command_is_readonly_the_segment_says_when_it_ends(place: Place) -> None:
    env = {**ENV, "ROLECALL_EXPIRES": "9" * 10, "AWS_CREDENTIAL_EXPIRATION": "2286-11-20T17:46:39Z"}
    rc = f"PS1='own> '\nreadonly PROMPT_COMMAND=:\n{OURS}"
    shown = prompts(place.with_rc("bash", rc, "true\n", env).stderr)
    assert shown == ["aws:(production:admin until 17:46Z) own> "] * 2


# The same kinds for zsh, whose hooks are an array and a function.
ZSH = {
    "once": "PROMPT='ship %?,${pipestatus}> '; setopt prompt_subst",
    "precmd": 'precmd() { PROMPT="ship $?,$pipestatus> " }',
    "behind": 'ship() { PROMPT="ship $?,$pipestatus> " }; precmd_functions+=(ship)',
    "in front": """
        ship() { PROMPT="ship $?,$pipestatus> " }
        precmd_functions=(ship $precmd_functions)
    """,
    "returns early": """
        ship() { PROMPT="ship $?,$pipestatus> "; return 0; :; }
        precmd_functions+=(ship)
    """,
    # As powerlevel10k: moves itself to the end before each prompt.
    "always last": """
        ship() { PROMPT="ship $?,$pipestatus> " }
        first() { precmd_functions=(${precmd_functions:#ship} ship) }
        precmd_functions=(first $precmd_functions ship)
    """,
}


@pytest.mark.parametrize("theirs", list(ZSH))
@pytest.mark.parametrize("ours_last", [False, True], ids=["theirs last", "ours last"])
def test_in_zsh_the_segment_is_shown_whoever_is_last(
    theirs: str, ours_last: bool, place: Place
) -> None:
    ours = WITH_PROMPT["zsh"]
    rc = f"{ZSH[theirs]}\n{ours}" if ours_last else f"{ours}{ZSH[theirs]}\n"
    done = place.with_rc(
        "zsh", rc, LINES + "[[ $functions[ship] != *always* ]] || echo changed\n", ENV
    )
    shown = prompts(done.stderr + done.stdout)
    assert len(shown) == 5
    assert all(one.startswith(SEGMENT) for one in shown)
    if theirs != "once":
        assert shown[1:4] == [SEGMENT + one for one in ASKED]
    if theirs != "always last":
        assert "changed" not in done.stdout, "the function is as it was"


@pytest.mark.parametrize(
    "readonly",
    [
        "typeset -r precmd_functions",
        "show() { :; }; typeset -ra precmd_functions=(show)",
        "typeset -r PROMPT",
        "readonly PS1",
    ],
)
def test_what_is_readonly_in_zsh_brings_no_error(readonly: str, place: Place) -> None:
    for rc in (
        f"PROMPT='own> '\n{readonly}\n{WITH_PROMPT['zsh']}",
        f"PROMPT='own> '\n{WITH_PROMPT['zsh']}{readonly}\n",
    ):
        done = place.with_rc("zsh", rc, "assume-role production; echo $AWS_ACCOUNT_NAME\n")
        assert "read-only" not in done.stderr
        assert "production" in done.stdout
        assert "own> " in done.stderr + done.stdout


def test_a_readonly_list_of_hooks_in_zsh_still_shows_the_role_taken(place: Place) -> None:
    rc = f"PROMPT='own> '\ntypeset -ra precmd_functions=()\n{WITH_PROMPT['zsh']}"
    done = place.with_rc("zsh", rc, "assume-role production\n", {"NO_COLOR": "1"})
    assert prompts(done.stderr + done.stdout) == ["own> ", "aws:(production:read) own> "]
