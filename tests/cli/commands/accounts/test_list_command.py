"""`rolecall list` on a terminal, in a pipe, and with --json."""

import json
import os
from collections.abc import Callable

import pytest

from rolecall.core.model import parse_rfc3339
from tests.drivers.program import Program, write


def test_a_line_a_target_with_tabs_for_programs(program: Program) -> None:
    done = program.run("list", "production")
    assert done.returncode == 0
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert ["production", "ops/deploy", "222233334444"] in lines
    assert ["production-us", "read", "222233335555"] in lines
    assert "staging" not in done.stdout


def test_aligned_for_a_person(program: Program) -> None:
    talk = program.talk(["list", "production"], [], captured=False)
    lines = talk.shown.splitlines()
    assert len(lines) > 2 and "\t" not in talk.shown
    assert len({line.index("22223333") for line in lines}) == 1


def test_every_word_of_the_query_counts(program: Program) -> None:
    done = program.run("list", "prod", "adm")
    targets = {tuple(line.split("\t")[:2]) for line in done.stdout.splitlines()}
    assert {("production", "admin"), ("production-us", "admin")} <= targets
    assert ("production", "read") not in targets


def test_nothing_found_is_said_and_is_a_failure(program: Program) -> None:
    done = program.run("list", "xyzzy")
    assert (done.returncode, done.stdout) == (1, "")
    message, hint = done.stderr.splitlines()
    assert message == 'No match for "xyzzy".'
    assert hint.startswith("hint: rolecall list shows all")
    as_json = program.run("list", "xyzzy", "--json")
    assert (as_json.returncode, as_json.stdout) == (1, "[]\n")


def test_a_typo_names_what_was_meant_and_finds_nothing(program: Program) -> None:
    done = program.run("list", "prodcution")
    assert (done.returncode, done.stdout) == (1, "")
    message, *names = done.stderr.splitlines()
    assert message == 'No match for "prodcution". Did you mean:'
    assert "  production read" in names


def test_no_account_at_all_is_said_with_the_file_to_write(program: Program) -> None:
    write(program.paths.accounts_file, "{}")
    write(program.paths.config_file, "")
    write(program.paths.aws_config, "")
    done = program.run("list")
    assert (done.returncode, done.stdout) == (0, "")
    message, hint = done.stderr.splitlines()
    assert message == "No account is known yet."
    assert hint.startswith("hint: ") and "~/.aws/accounts" in hint
    assert program.json("list") == []


def test_json_holds_what_the_design_names(program: Program) -> None:
    program.sign_in("production", "ops/deploy")
    found = {(row["aliases"][0], row["role"]): row for row in program.json("list", "production")}
    row = found["production", "ops/deploy"]
    assert list(row) == [
        "account_id",
        "aliases",
        "role",
        "arn",
        "scheme",
        "through",
        "sources",
        "protected",
        "scope",
        "expires",
    ]
    assert row["arn"] == "arn:aws:iam::222233334444:role/ops/deploy"
    assert row["protected"] is True
    assert parse_rfc3339(row["expires"]).utcoffset() is not None
    assert found["production", "read"]["expires"] is None


def test_what_is_held_shows_its_time_and_what_cannot_be_assumed_its_reason(
    program: Program,
) -> None:
    program.sign_in("production")
    more_of(program.paths.aws_config, LOST_SOURCE)
    lines = [line.split("\t") for line in program.run("list").stdout.splitlines()]
    (held,) = [line for line in lines if line[:2] == ["production", "read"]]
    assert ":" in held[3]
    (lost,) = [line for line in lines if line[:2] == ["production", "lost"]]
    assert "its source profile nowhere does not exist" in lost[3]


PLACEHOLDER = """
[profile template]
role_arn = arn:aws:iam::ACCOUNT_ID:role/read
source_profile = default
"""
LOST_SOURCE = """
[profile lost]
role_arn = arn:aws:iam::222233334444:role/lost
source_profile = nowhere
"""
DUPLICATE = "\n[profile twice]\nregion = eu-west-1\n[profile twice]\nregion = eu-west-1\n"


def more_of(path: str, text: str) -> None:
    with open(path, "a", encoding="utf-8") as file:
        file.write(text)


def folder_instead(path: str) -> None:
    os.unlink(path)
    os.mkdir(path)


def one_more_account(program: Program, alias: str, value: object) -> None:
    with open(program.paths.accounts_file, encoding="utf-8") as file:
        accounts = json.load(file)
    write(program.paths.accounts_file, json.dumps({alias: value, **accounts}, indent=1))


BAD: dict[str, tuple[Callable[[Program], None], str]] = {
    "placeholder": (
        lambda program: more_of(program.paths.aws_config, PLACEHOLDER),
        "role_arn of profile template",
    ),
    "duplicate section": (
        lambda program: more_of(program.paths.aws_config, DUPLICATE),
        "~/.aws/config, line ",
    ),
    "account id": (lambda program: one_more_account(program, "short", "2222"), "~/.aws/accounts"),
    "account that is not text": (
        lambda program: one_more_account(program, "list", ["222233334444"]),
        "~/.aws/accounts",
    ),
    "accounts file that is no file": (
        lambda program: folder_instead(program.paths.accounts_file),
        "accounts is not a regular file",
    ),
    "section of config.toml": (
        lambda program: more_of(program.paths.config_file, "\n[accounts.odd]\nid = '1'\n"),
        "config.toml, line ",
    ),
    "key of config.toml": (
        lambda program: more_of(program.paths.config_file, "\n[accounts.odd]\nprotectd = true\n"),
        "Unknown setting `protectd`",
    ),
    "provider of config.toml": (
        lambda program: more_of(program.paths.config_file, "\n[identity-providers.odd]\nurl = 1\n"),
        "config.toml, line ",
    ),
    "defaults of config.toml": (
        lambda program: more_of(program.paths.config_file, "\n[defaults]\nregion = 'x y'\n"),
        "config.toml, line ",
    ),
    "config.toml that is no TOML": (
        lambda program: more_of(program.paths.config_file, "\n[accounts\n"),
        "this is not TOML",
    ),
    "included file": (
        lambda program: write(program.paths.config_file, "include = ['gone.toml']\n"),
        "gone.toml does not exist",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_good_is_listed_and_what_is_not_is_named(program: Program, what: str) -> None:
    damage, said = BAD[what]
    damage(program)
    done = program.run("list")
    assert done.returncode == 0
    assert "222233334444" in done.stdout or "888899990000" in done.stdout
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert program.json("list")


def test_a_profile_whose_source_is_lost_is_listed_with_the_reason(program: Program) -> None:
    more_of(program.paths.aws_config, LOST_SOURCE)
    done = program.run("list")
    assert (done.returncode, done.stderr) == (0, "")
    assert "its source profile nowhere does not exist" in done.stdout
    assert "production\tops/deploy" in done.stdout


def test_problems_are_told_in_a_bounded_number_of_lines(program: Program) -> None:
    for number in range(30):
        more_of(program.paths.aws_config, PLACEHOLDER.replace("template", f"t{number}"))
    done = program.run("list")
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 11
    assert done.stderr.endswith("... and 20 more.\n")


@pytest.mark.parametrize(
    ("alias", "value"),
    [
        ("_comment", "ask ops for access"),
        ("_comment", {"owner": "ops"}),
        ("//", "read these"),
        ("#", ["a", "b"]),
        ("#old", "111111111111"),
        ("$schema", "https://example.com/accounts.json"),
        ("comment", "none"),
    ],
)
def test_a_comment_in_the_accounts_file_is_silently_passed_over(
    program: Program, alias: str, value: object
) -> None:
    usual = program.run("list").stdout
    one_more_account(program, alias, value)
    done = program.run("list")
    assert (done.returncode, done.stdout, done.stderr) == (0, usual, "")


def test_an_account_with_an_underscore_is_none_the_less_an_account(program: Program) -> None:
    one_more_account(program, "_old", "121212121212")
    assert "_old\tread\t121212121212" in program.run("list", "_old").stdout
    one_more_account(program, "_short", "2222")
    assert "an account id has 12 digits" in program.run("list").stderr


def test_an_account_with_a_fault_is_listed_with_it_and_cannot_be_assumed(program: Program) -> None:
    more_of(program.paths.config_file, "\n[accounts.odd]\nid = '131313131313'\nregoin = 'x'\n")
    (row,) = program.json("list", "131313131313")
    assert (row["aliases"], row["protected"]) == (["odd"], True)
    assert "Unknown setting `regoin`" in program.run("list", "odd").stdout
    done = program.run("export", "odd", "--no-input")
    assert done.returncode != 0
    assert "Unknown setting `regoin`" in done.stderr
    assert not program.aws.calls


def test_without_its_settings_every_account_counts_as_protected(program: Program) -> None:
    more_of(program.paths.config_file, "\n[accounts\n")
    assert {row["protected"] for row in program.json("list")} == {True}


NOT_OURS = [what for what in BAD if what.split()[0] not in ("defaults", "config.toml", "included")]


@pytest.mark.parametrize("what", [what for what in NOT_OURS if "no file" not in what])
def test_who_names_another_target_is_not_nagged(program: Program, what: str) -> None:
    program.sign_in("production")
    BAD[what][0](program)
    for words in (
        ("export", "production"),
        ("credential-process", "production", "read"),
        ("exec", "production", "--", "true"),
        ("profile", "production", "--dry-run") if "duplicate" not in what else ("sessions",),
        ("complete", "--", "rolecall", "export", "prod"),
    ):
        done = program.run(*words)
        assert done.returncode == 0, done.stderr
        assert BAD[what][1] not in done.stderr, words


@pytest.mark.parametrize("what", ["defaults of config.toml", "config.toml that is no TOML"])
def test_what_may_hold_a_protection_is_still_refused(program: Program, what: str) -> None:
    program.sign_in("production")
    BAD[what][0](program)
    done = program.run("export", "production")
    assert (done.returncode, done.stdout) == (2, "")
    assert BAD[what][1] in done.stderr


def test_who_names_what_is_bad_is_told_why(program: Program) -> None:
    BAD["placeholder"][0](program)
    BAD["account id"][0](program)
    for name, said in (("template", "role_arn of profile template"), ("short", "12 digits")):
        done = program.run("export", name)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert f"Until then, {name}" in done.stderr
    done = program.run("export", "prodution")
    assert 'Did you mean "production"?' in done.stderr
    assert "template" not in done.stderr


def test_rows_that_differ_in_their_profile_alone_show_it(program: Program) -> None:
    for name in ("zebra", "gnu"):
        more_of(
            program.paths.aws_config,
            f"\n[profile {name}]\nrole_arn = arn:aws:iam::222233334444:role/read\n"
            "source_profile = default\n",
        )
    shown = program.run("list", "production", "read").stdout
    assert "(profile zebra)" in shown
    assert "(profile gnu)" in shown


def test_names_cannot_steer_the_terminal(program: Program) -> None:
    hostile = "evil\x1b[2J\u202e\u0007name"
    write(program.paths.accounts_file, json.dumps({hostile: "123456789012"}))
    done = program.run("list", "123456789012")
    assert done.stdout == "evil\\u001b[2J\\u202e\\u0007name\tread\t123456789012\n"


def test_the_columns_are_as_wide_as_their_cells(program: Program) -> None:
    names = ["prod", "本番環境", "Zu\u0308rich", "pro\u200bd"]
    write(program.paths.accounts_file, json.dumps({n: f"{i:012}" for i, n in enumerate(names)}))
    talk = program.talk(["list"], [], captured=False)
    shown = [line for line in talk.shown.splitlines() if "0000000000" in line]
    starts = {line.split("  ")[0]: len(line[: line.index("read")]) for line in shown}
    start = starts.pop("prod")
    assert starts == {"本番環境": start - 4, "Zu\u0308rich": start + 1, r"pro\u200bd": start}
