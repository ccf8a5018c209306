"""`rolecall sso`: signing in and out, and the accounts that only an Identity Center lists."""

import json
import re
from pathlib import Path

import pytest

from rolecall.core.paths import paths_from
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from tests.demo.portal.center import CONFIG, FIRST, assigned, permission_set
from tests.drivers.browser.allowing_browser import allowing_browser
from tests.drivers.program import Program
from tests.judges.aws_home import aws_home


@pytest.fixture
def rolecall(tmp_path: Path, live_aws: EmbeddedAws) -> Program:
    assigned(live_aws, accounts=3)
    env = aws_home(tmp_path, live_aws, CONFIG.partition("[profile")[0])
    env |= {"BROWSER": allowing_browser(tmp_path), "ROLECALL_DEMO": ""}
    program = Program(Stage(tmp_path, env, paths_from(env)), live_aws)
    return program


def signed_in(rolecall: Program, *words: str) -> str:
    words = words or ("--browser",)
    talk = rolecall.talk(["sso", "login", *words], [])
    assert talk.status == 0, talk.shown
    return talk.shown


def test_it_signs_in_and_lists_what_there_is(rolecall: Program) -> None:
    shown = signed_in(rolecall)
    assert re.search(r"Signed in to corp for (8 h|7 h 59 m)\.", shown)  # if it took a second
    assert "3 accounts with 6 roles." in shown
    listed = rolecall.run("list").stdout
    assert f"team-0\tRead\t{FIRST}" in listed and listed.count("\n") == 6
    done = rolecall.run("credential-process", "team-0", "Admin", "--no-input")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Version"] == 1


def test_any_device_will_do_by_a_code(rolecall: Program) -> None:
    rolecall.aws.identity_center.approves_after = 0
    shown = signed_in(rolecall, "corp", "--device")
    assert "Approve only if" in shown and "3 accounts" in shown


def test_it_signs_out_and_forgets_what_was_taken_with_it(rolecall: Program) -> None:
    signed_in(rolecall)
    rolecall.run("profile", "team-0", "Read", "--no-input")
    rolecall.run("profile", "team-0", "Admin", "--dynamic", "--no-input")
    done = rolecall.run("sso", "logout")
    assert done.stderr == (
        "Removed profile team-0-Read.\nSigned out of corp. 1 role session forgotten.\n"
    )
    assert "team-0-Admin" in Path(rolecall.paths.aws_config).read_text()  # it holds no secret
    session = rolecall.aws.identity_center.session
    assert session is not None and session.ended
    assert rolecall.run("sessions").stdout == ""
    again = rolecall.run("sso", "logout", "corp")
    assert again.returncode == 1
    assert "You are not signed in to corp." in again.stderr
    assert "hint: To sign in: rolecall sso login corp" in again.stderr
    taken = rolecall.run("credential-process", "team-0", "Read", "--no-input")
    assert taken.returncode == 3 and "rolecall sso login corp" in taken.stderr


def test_what_was_taken_is_not_handed_out_after_a_logout_elsewhere(rolecall: Program) -> None:
    signed_in(rolecall)
    first = rolecall.run("credential-process", "team-0", "Read", "--no-input")
    assert first.returncode == 0, first.stderr
    for token in (rolecall.home / ".aws" / "sso" / "cache").glob("*.json"):
        token.unlink()  # as `aws sso logout` does
    again = rolecall.run("credential-process", "team-0", "Read", "--no-input")
    assert again.returncode == 3 and not again.stdout
    assert "rolecall sso login corp" in again.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("login", "crop"), 'There is no Identity Center crop.\nhint: Did you mean "corp"?'),
        (("enter", "corp"), "rolecall sso knows login and logout.\nhint: Try: rolecall sso login"),
    ],
)
def test_a_wrong_word_is_named(rolecall: Program, words: tuple[str, ...], said: str) -> None:
    done = rolecall.run("sso", *words)
    assert done.returncode == 2 and said in done.stderr


def test_nobody_is_asked_without_input(rolecall: Program) -> None:
    done = rolecall.run("sso", "login", "--no-input")
    assert done.returncode == 3 and done.stdout == ""


def test_an_account_assigned_since_is_found_by_name_and_by_id(rolecall: Program) -> None:
    signed_in(rolecall)
    aws = rolecall.aws
    for place, name in (("777700001111", "newcomer"), ("777700002222", "second")):
        aws.identity_center.assign(place, name, "x@example.com", permission_set(aws, place, "Read"))
    for words in (("newcomer", "Read"), ("777700002222",)):
        done = rolecall.run("export", *words, "--no-input")
        assert done.returncode == 0, done.stderr
        assert "asking the Identity Center corp" not in done.stdout
    assert "newcomer" in rolecall.run("list").stdout


def test_the_list_says_which_way_leads_to_an_account_of_two(rolecall: Program) -> None:
    signed_in(rolecall)
    file = Path(rolecall.paths.config_file)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'[accounts.mine]\nid = "{FIRST}"\nroles = ["deploy"]\n')
    rows = rolecall.run("list", "mine").stdout.splitlines()
    assert [row.rpartition("\t")[2] for row in rows if "Read" in row] == ["(via corp)"]
    assert [row.rpartition("\t")[2] for row in rows if "deploy" in row] == [FIRST]
    listed = json.loads(rolecall.run("list", "mine", "--json").stdout)
    ways = {entry["role"]: entry["through"] for entry in listed}
    assert (ways["Read"], ways["deploy"]) == ("corp", "default")


def test_a_name_that_no_list_has_leads_to_the_sign_in(rolecall: Program) -> None:
    done = rolecall.run("export", "team-0", "Read", "--no-input")
    assert done.returncode == 2
    assert (
        "hint: It may be an account of Identity Center corp: rolecall sso login corp" in done.stderr
    )


def test_ctrl_c_ends_the_wait_for_a_browser(rolecall: Program) -> None:
    talk = rolecall.talk(["sso", "login", "--device"], [("ctrl+c cancels.", "\x03")])
    assert talk.status == 130
    assert "Traceback" not in talk.shown
