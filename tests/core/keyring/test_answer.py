"""A password in the response of the keyring's child process is never shown."""

from rolecall.core.keyring.keyring_child import FOUND
from rolecall.core.keyring.keyring_item import Answer
from tests.canaries.record import registered

PASSWORD = registered("Canary-NotARealKey93ab")


def test_a_password_from_the_keyring_is_in_no_text_of_the_answer() -> None:
    answer = Answer(FOUND, PASSWORD)
    for shown in (repr(answer), str(answer), f"{answer}", f"{[answer]}", "%s" % (answer,)):  # noqa: UP031
        assert FOUND in shown
        assert PASSWORD not in shown
