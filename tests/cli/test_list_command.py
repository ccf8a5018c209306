"""`rolecall list`: for a person, for a program, and with --json."""

import json

from rolecall.core.model import parse_rfc3339
from tests.cli.program import Program, write


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


def test_nothing_found_is_said_and_no_failure(program: Program) -> None:
    done = program.run("list", "xyzzy")
    assert (done.returncode, done.stdout) == (0, "")
    message, hint = done.stderr.splitlines()
    assert message == 'Nothing matches "xyzzy".'
    assert hint.startswith("hint: rolecall list shows all")
    assert program.json("list", "xyzzy") == []


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
        "sources",
        "protected",
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
    lines = [line.split("\t") for line in program.run("list").stdout.splitlines()]
    (held,) = [line for line in lines if line[:2] == ["production", "read"]]
    assert ":" in held[3]
    assert any("chain" in line[-1] for line in lines if line[0] == "log-archive")


def test_a_broken_file_leaves_stdout_empty(program: Program) -> None:
    write(program.paths.accounts_file, '{"production": "2222"}')
    for words in (["list"], ["list", "--json"]):
        done = program.run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert "~/.aws/accounts, line 1" in done.stderr


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
