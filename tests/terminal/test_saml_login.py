"""A SAML login in a real terminal: typed in one go, and stored nowhere."""

from collections.abc import Iterator

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.federation import demo_world
from tests.canaries.record import registered
from tests.fixtures.windows import Window


@pytest.fixture
def live_aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws(demo_world()) as running:
        yield running
    assert not running.crashes


def test_a_login_typed_at_one_go_is_shown_and_written_nowhere(
    window: Window, stage: Stage, live_aws: EmbeddedAws
) -> None:
    log, folder = stage.home / "textual.log", stage.home
    # The file in which Textual logs every key, if enabled.
    stage.env.update(TEXTUAL_LOG=str(log), TEXTUAL_DEBUG="1", TEXTUAL="debug,devtools")
    del stage.env["ROLECALL_DEMO"]  # the demo's dialog shows its password
    idp = live_aws.idp
    idp.password = registered('NotARealKey2 $&%"\\ \u00fc')
    with window("sh", "-c", f"cd '{folder}' && exec rolecall") as picker:
        picker.wait_for("targets")
        picker.type("portal read")
        picker.wait_for("1 of ")
        picker.press("Enter")
        picker.wait_for("Sign in to demo-idp")
        picker.type(f"{idp.user}\t{idp.password}\r")
        picker.wait_for("until")
        assert "NotARealKey" not in picker.text()
    assert [login.user for login in live_aws.logins] == [idp.user], "taken at once"
    assert not log.exists()
    assert not (folder / "keys.log").exists()
