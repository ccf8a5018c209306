"""`rolecall profile --dry-run` without a held session shows what is known of the change."""

from pathlib import Path

from rolecall.catalog.resolve import resolve
from rolecall.signin.desk import open_desk
from tests.drivers.program import Program


def test_what_the_new_session_will_bring_is_said_in_words(program: Program) -> None:
    path = Path(program.paths.aws_credentials)
    lines = len(path.read_text().splitlines())
    config = len(Path(program.paths.aws_config).read_text().splitlines())
    desk = open_desk(program.env)
    request = desk.plan(resolve(desk.catalog, "production", "read")).request.digest
    done = program.run("profile", "production", "--dry-run")
    said = done.stderr.splitlines()
    assert said[1:] == [
        "  + manager = rolecall",
        "  + aws_access_key_id = a new key",
        "  + aws_secret_access_key = its secret",
        "  + aws_session_token = its token",
        "  + x_rolecall_role = arn:aws:iam::222233334444:role/read",
        f"  + x_rolecall_request = {request[:12]}…",
        "  + x_security_token_expires = when it expires",
        f"A new section of 7 keys; the {lines} lines there stay, byte for byte.",
        f"[profile production-read] in ~/.aws/config, line {config + 2}:",
        "  + manager = rolecall",
        "  + region = eu-central-1",
        "  + x_rolecall_region = eu-central-1",
        f"A new section of 3 keys; the {config} lines there stay, byte for byte.",
    ]


def test_a_key_that_goes_is_said_to_go(program: Program) -> None:
    program.sign_in("production")
    program.run("profile", "production")
    path = Path(program.paths.aws_credentials)
    path.write_text(f"{path.read_text()}aws_security_token = stale\n")
    program.run("forget", "--all", env={"AWS_SHARED_CREDENTIALS_FILE": "/dev/null"})
    done = program.run("profile", "production", "--dry-run")
    assert "  - aws_security_token = goes, it is stale" in done.stderr.splitlines()
    assert "lines of the section change; the other " in done.stderr
