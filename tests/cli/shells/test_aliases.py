"""An alias with the name of one of our functions is reported when the rc file is read."""

import pytest

from tests.drivers.shells import LINE, STRICT, Place

ON = {"bash": "shopt -s expand_aliases\n", "zsh": "setopt aliases\n"}
HIDING = {
    "bash": [
        "alias NAME='. NAME'",
        "alias NAME='command NAME'",
        "alias NAME='echo \"it'\\''s\" NAME'",
    ],
    "zsh": ["alias NAME='. NAME'", "alias NAME='command NAME'", "alias -g NAME='. NAME'"],
}
LEADING = {
    "bash": [
        "alias NAME='NAME --x'",
        "alias NAME='A=b NAME'",
        "alias NAME=NAME",
        "alias NAME='\\NAME x'",
    ],
    "zsh": ["alias NAME='noglob NAME'", "alias NAME='A=b C= NAME x'", "alias -g NAME=NAME"],
}
CASES = [(shell, text) for shell in HIDING for text in HIDING[shell]]
OTHERS = [(shell, text) for shell in LEADING for text in LEADING[shell]]


@pytest.mark.parametrize("name", ["assume-role", "rolecall"])
@pytest.mark.parametrize(("shell", "text"), CASES)
def test_an_alias_that_hides_a_function_is_named(
    shell: str, text: str, name: str, place: Place
) -> None:
    line = LINE[shell].replace("command rolecall", "command 'rolecall'")
    words = " production" if name == "assume-role" else ""
    script = f"{ON[shell]}{text.replace('NAME', name)}\n{line}\\{name}{words}; {SEEN}"
    done = place.run(shell, script, {"PICK": "production"})
    assert f"rolecall: the alias {name} hides the function of that name; hint: " in done.stderr
    assert f"unalias {name}\n" in done.stderr
    assert len([line for line in done.stderr.splitlines() if "asked" not in line]) == 1
    assert done.stdout == "[production]\n"


SEEN = 'echo "[$AWS_ACCOUNT_NAME]"'


@pytest.mark.parametrize("name", ["assume-role", "rolecall"])
@pytest.mark.parametrize(("shell", "text"), OTHERS)
def test_an_alias_that_leads_to_the_function_is_not(
    shell: str, text: str, name: str, place: Place
) -> None:
    done = place.run(shell, ON[shell] + text.replace("NAME", name) + "\n" + LINE[shell] + SEEN)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_where_aliases_are_off_nothing_is_said(shell: str, place: Place) -> None:
    off = {"bash": "shopt -u expand_aliases\n", "zsh": "unsetopt aliases\n"}[shell]
    done = place.run(shell, f"{off}alias assume-role='. assume-role'\n{LINE[shell]}")
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize("shell", ["bash strict", "zsh strict", "zsh no_nomatch"])
def test_it_is_told_in_a_strict_shell(shell: str, place: Place) -> None:
    name = shell.split()[0]
    options = STRICT[shell] if shell in STRICT else STRICT[name]
    alias = "alias assume-role='. assume-role'\n"
    done = place.run(name, ON[name] + alias + options + LINE[name] + "echo went on")
    assert done.stdout == "went on\n"
    assert done.stderr.count("\n") == done.stderr.count("unalias assume-role") == 1


def test_in_fish_an_abbreviation_is_named_and_an_alias_replaced(place: Place) -> None:
    rc = f"""
        alias assume-role='echo alias'
        {LINE["fish"]}
        assume-role production; echo "[$AWS_ACCOUNT_NAME]"
        abbr -a assume-role 'echo abbreviation'
        {LINE["fish"]}
    """
    done = place.with_rc("fish", rc, "")
    assert "[production]\n" in done.stdout
    assert "rolecall: the abbreviation assume-role hides the function" in done.stderr
    assert done.stderr.count("hint: ") == 1
