"""Concurrent processes with the same MFA code: one signs in, and all succeed."""

import subprocess

from tests.drivers.program import PATIENCE, Program, exported

ROLES = ["production", "staging"]


def at_once(program: Program, words: list[list[str]]) -> list[tuple[int, str, str]]:
    running = [
        subprocess.Popen(
            program.command(*each),
            env=program.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        for each in words
    ]
    ended = []
    for process in running:
        out, err = process.communicate(timeout=PATIENCE * 2)
        ended.append((process.returncode, out, err))
    return ended


def test_eight_that_want_one_role_share_its_session(program: Program) -> None:
    code = program.code()
    ended = at_once(program, [["export", "production", "--mfa-code", code]] * 8)
    assert [status for status, _, _ in ended] == [0] * 8, [err for _, _, err in ended]
    assert len({exported(out)["AWS_ACCESS_KEY_ID"] for _, out, _ in ended}) == 1
    assert program.aws.times_called("GetSessionToken") == 1
    assert program.aws.times_called("AssumeRole") == 1


def test_eight_that_want_two_roles_share_the_login(program: Program) -> None:
    code = program.code()
    words = [["export", role, "--mfa-code", code] for role in ROLES * 4]
    ended = at_once(program, words)
    assert [status for status, _, _ in ended] == [0] * 8, [err for _, _, err in ended]
    assert program.aws.times_called("GetSessionToken") == 1
    assert program.aws.times_called("AssumeRole") == 2


def test_one_after_another_the_code_stands_for_what_it_began(program: Program) -> None:
    code = program.code()
    for role in ROLES:
        done = program.run("export", role, "--mfa-code", code)
        assert done.returncode == 0, done.stderr
    assert program.aws.times_called("GetSessionToken") == 1
