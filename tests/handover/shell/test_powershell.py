"""PowerShell's export lines, parsed by its quoting rules, without PowerShell.

By about_Quoting_Rules and about_Special_Characters of PowerShell 7, a string in single quotes is
literal, with '' for a quote; the curly quotes U+2018 to U+201B count as single quotes, too. In
double quotes, $ and ` are special. A bare word may be a number: 012 is 12.
"""

import re

import pytest

from rolecall.core.errors import Refused
from rolecall.handover.shell.dialects import set_line, unset_line
from rolecall.handover.shell.exports import export_lines, profile_lines
from tests.judges.shell_evaluation import END, hostile_values, session

QUOTES = "'\u2018\u2019\u201a\u201b"
STRING = rf"[{QUOTES}]((?:[^{QUOTES}]|([{QUOTES}])[{QUOTES}])*)[{QUOTES}]"
SET = re.compile(rf'\$env:([A-Za-z_]+) = (?:"([^"$`{QUOTES}]*)"|{STRING});')
REMOVE = re.compile(r"Remove-Item (Env:\w+(?:,Env:\w+)*) -ErrorAction SilentlyContinue;")


def carried(line: str) -> tuple[str, str]:
    """The variable that one line sets, and the value that PowerShell would give it."""
    match = SET.fullmatch(line)
    assert match, line
    name, plain, quoted, _ = match.groups()
    if quoted is None:
        return name, plain
    return name, re.sub(rf"([{QUOTES}])[{QUOTES}]", r"\1", quoted)


@pytest.mark.parametrize("quote", QUOTES)
@pytest.mark.parametrize("name", ["{}", "a{}b", "{0}{0}", "a{}; Remove-Item x; {}", "{} $(x) `n"])
def test_every_kind_of_single_quote_in_a_name_arrives_as_it_is(name: str, quote: str) -> None:
    value = name.replace("{0}", quote).replace("{}", quote)
    assert carried(set_line("GEO_ENV", value, "powershell")) == ("GEO_ENV", value)


def test_hostile_values_arrive_as_they_are() -> None:
    for value in hostile_values(seed=11, count=300):
        assert carried(set_line("GEO_ENV", value, "powershell")) == ("GEO_ENV", value)


@pytest.mark.parametrize("value", ["012345678901", "1e3", "0x10", "", "a,b", "-x", "a=b"])
def test_plain_values_are_strings_too(value: str) -> None:
    assert carried(set_line("AWS_ACCOUNT_ID", value, "powershell")) == ("AWS_ACCOUNT_ID", value)


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\0b", "\x1b]52;c;eA==\x07", "\x85", "\ud800"])
def test_control_characters_are_refused(value: str) -> None:
    with pytest.raises(Refused):
        set_line("GEO_ENV", value, "powershell")


def test_unset_names_each_variable_and_is_silent_about_those_not_set() -> None:
    match = REMOVE.fullmatch(unset_line(["AWS_PROFILE", "AWS_VAULT"], "powershell"))
    assert match
    assert match[1].split(",") == ["Env:AWS_PROFILE", "Env:AWS_VAULT"]


def test_export_lines_unset_first_then_set_every_variable() -> None:
    first, *lines = export_lines(session(region="eu-central-1"), "powershell").splitlines()
    match = REMOVE.fullmatch(first)
    assert match
    assert {"Env:AWS_PROFILE", "Env:AWS_VAULT"} < set(match[1].split(","))
    assert dict(map(carried, lines)) == {
        "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE000000001",
        "AWS_SECRET_ACCESS_KEY": "secret/of+the+role/000000000000000000001",
        "AWS_SESSION_TOKEN": "token//of+the+role==",
        "AWS_SECURITY_TOKEN": "token//of+the+role==",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_CREDENTIAL_EXPIRATION": END.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ROLECALL_EXPIRES": str(int(END.timestamp())),
        "AWS_ACCOUNT_ID": "012345678901",
        "AWS_ACCOUNT_NAME": "production",
        "AWS_ACCOUNT_ROLE": "ops/read",
        "GEO_ENV": "production",
    }


def test_using_a_profile_removes_the_keys_and_names_it() -> None:
    first, *lines = profile_lines("prod-read", "eu-west-1", "powershell").splitlines()
    match = REMOVE.fullmatch(first)
    assert match
    assert {"Env:AWS_ACCESS_KEY_ID", "Env:AWS_SECRET_ACCESS_KEY"} < set(match[1].split(","))
    assert dict(map(carried, lines)) == {
        "AWS_PROFILE": "prod-read",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }
