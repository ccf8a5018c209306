"""`rolecall exec --refresh` on a terminal, whose signals reach Rolecall and the program."""

import sys

import pytest

from tests.drivers.program import Program

ROUNDS = 3
# Signals are forwarded in order: once SIGUSR1 arrives, a second SIGINT would have, too.
COUNT = f"""
import os, signal
SENT, AFTER = getattr(signal, os.environ["SENT"]), signal.SIGUSR1
signal.pthread_sigmask(signal.SIG_BLOCK, [SENT, AFTER])
terminal = open("/dev/tty", "w")
for number in range({ROUNDS}):
    print(f"press {{number}}", file=terminal, flush=True)
    signal.sigwait([SENT])
    os.kill(os.getppid(), AFTER)
    signal.sigwait([AFTER])
    print("twice" if SENT in signal.sigpending() else "once")
    while SENT in signal.sigpending():
        signal.sigwait([SENT])
"""


@pytest.mark.parametrize(("key", "sent"), [("\x03", "SIGINT"), ("\x1c", "SIGQUIT")])
def test_a_key_that_interrupts_reaches_the_program_once(
    program: Program, key: str, sent: str
) -> None:
    program.sign_in("production")
    answers = [(f"press {number}", key) for number in range(ROUNDS)]
    words = ["exec", "production", "--refresh", "--", sys.executable, "-c", COUNT]
    talk = program.talk(words, answers, env={"SENT": sent})
    assert talk.status == 0, talk.shown
    assert talk.stdout.split() == ["once"] * ROUNDS
