"""Text from outside cannot send control characters to the terminal: U01.

Here each source of text is hostile in turn, on every screen and dialog, and what they draw is
looked at. That Textual sends it unchanged is tests/torture/screen/test_sent_bytes.py's to say.
"""

import pytest

from rolecall.demo.faults import canned, refuse, wrong_body
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.drivers.picker import Walk, WorldAround
from tests.drivers.window_sizes import resize
from tests.full import times
from tests.samples.hostile_names import hostile_names, shown
from tests.torture.figure import Figure
from tests.torture.screen.hostile_world import (
    faults_on,
    fill_sources,
    in_xml,
    rename_accounts,
)
from tests.ui.screens.screens import SCREENS

NAME = "[/]\u202e\x1b]52;c;eA==\x07\x9b2J\u200b\U000e0041\x00é\u0301"


@pytest.mark.parametrize("name", SCREENS)
async def test_U01_names_on_every_screen(world: WorldAround, name: str) -> None:
    before, opened = SCREENS[name]
    before(world)
    if not name.startswith("first run") and name != "add account":
        rename_accounts(world, NAME)
        fill_sources(world, [NAME, *hostile_names(40)[::2]])
    async with world.picker() as walk:
        await opened(walk)
        assert faults_on(walk) == []
        for size in ((40, 12), (80, 24)):
            await resize(walk, size)
            assert faults_on(walk) == [], size
        assert walk.app.is_running


@pytest.mark.parametrize("action", ["AssumeRole", "GetSessionToken", "ListMFADevices"])
async def test_U01_errors_of_aws(world: WorldAround, action: str, figure: Figure) -> None:
    """As the error's text and as its code: in the message, and in the dialog for the code."""
    names = [text for text in map(in_xml, hostile_names(600)) if text.strip()]
    names = names[:: times(full=1, short=300)]
    async with world.picker() as walk:
        for name in names:
            error = [AwsError("AccessDenied", name, 403), AwsError(name[:64], name, 400)]
            world.aws.faults.add(action, refuse(error[len(name) % 2]), times=9)
            await _sign_in(walk, world)
            world.aws.faults.clear()
            assert faults_on(walk) == [], name
        assert walk.app.is_running
    figure(f"{len(names)} errors of {action}")


async def _sign_in(walk: Walk, world: WorldAround) -> None:
    """Ask for a role, and leave what is asked: what matters is what is shown until then."""
    world.clock.advance(60)
    await walk.search("sandbox developer")
    await walk.press("enter")
    await walk.until(
        lambda: walk.at_rest or "MFA code" in walk.text, "a message, or the dialog for the code"
    )
    if not walk.at_rest:
        await walk.paste(world.code())
        await walk.until(
            lambda: walk.at_rest or "×" in walk.text or "▲" in walk.text, "what AWS says"
        )
        assert faults_on(walk) == []
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker")


class TestFromAnIdentityProvider:
    @pytest.fixture
    def organisation(self, clock: SettableClock) -> World:
        return demo_world(clock)

    async def test_U01_roles_of_an_assertion(self, world: WorldAround) -> None:
        """Each as the name of a role, of a provider, and as no pair at all."""
        idp = world.aws.idp
        for name in map(in_xml, hostile_names(times(full=600, short=120))):
            idp.roles.append(f"arn:aws:iam::343434345656:role/{name},{idp.roles[0].split(',')[1]}")
            idp.roles.append(
                f"arn:aws:iam::343434345656:role/x,arn:aws:iam::1:saml-provider/{name}"
            )
            idp.roles.append(name)
        async with world.picker() as walk:
            await walk.ask_login()
            await walk.log_in()
            await walk.until(lambda: walk.at_rest, "the sign-in ends")
            assert faults_on(walk) == []
            await walk.search("partner")
            assert faults_on(walk) == []
            await walk.press("ctrl+t")
            await walk.see("SAML login")
            assert faults_on(walk) == []

    async def test_U01_answers_of_the_provider(self, world: WorldAround) -> None:
        names = hostile_names(600)[:: times(full=1, short=200)]
        async with world.picker() as walk:
            await walk.ask_login()
            for place, name in enumerate(names):
                body = name.encode("utf-8", "replace")
                where = (
                    ("Location", f"https://{in_xml(name).encode('ascii', 'ignore').decode()}"),
                )
                clean = tuple((key, value.split("\n")[0].split("\r")[0]) for key, value in where)
                fault = [
                    wrong_body(body),
                    wrong_body(body, 403, "application/json"),
                    canned(HttpResponse(307, body, headers=clean)),
                ][place % 3]
                world.aws.faults.add("SamlLogin", fault, times=1)
                asked = len(world.logins)
                await walk.log_in(password=f"wrong{place}")
                await walk.until(lambda asked=asked: len(world.logins) > asked, "it is sent")  # type: ignore[misc]
                await walk.until(lambda: "×" in walk.text or "▲" in walk.text, "what is said")
                assert faults_on(walk) == [], name
                if walk.at_rest:
                    await walk.ask_login()
            assert walk.app.is_running


async def test_U01_what_is_typed_and_pasted(world: WorldAround) -> None:
    """Into the search box, and into the fields of the dialogs that take names."""
    names = hostile_names(600)[:: times(full=1, short=100)]
    async with world.picker() as walk:
        for name in names:
            await walk.search(name)
            assert faults_on(walk) == [], name
        for action in ("add-account", "region"):
            await walk.search("sandbox developer")
            walk.picker.action_run(action)
            await walk.until(lambda: walk.app.screen is not walk.picker, action)
            for name in names:
                await walk.press("ctrl+u")
                await walk.paste(name)
                await walk.press("enter")
                assert faults_on(walk) == [], name
            await walk.press("escape")
            await walk.until(lambda: walk.at_rest, "the picker")


def test_U01_the_samples_would_be_seen() -> None:
    """Each is obeyed or hidden, so that a screen without a fault is one that escaped them."""
    assert shown(NAME) != NAME
    assert shown(NAME).count("\\u") == 6 and shown(NAME).count("\\U") == 1
