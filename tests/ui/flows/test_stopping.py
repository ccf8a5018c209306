"""Escape stops the work in progress, at any step."""

import threading
from pathlib import Path

import pytest

from rolecall.ui.dialogs.mfa import MfaDialog
from tests.drivers.picker import Walk, WorldAround
from tests.processes.stubborn import ended
from tests.servers.proxy_server import ProxyServer


async def _is_usable(walk: Walk) -> None:
    await walk.search("staging")
    await walk.see("5 of 29")
    assert walk.target.startswith("staging/")


async def _escape_during(walk: Walk, action: str, code: str) -> None:
    """Sign in with a code, and press escape once AWS was asked for this action."""
    await walk.search("sandbox developer")
    await walk.press("enter")
    await walk.see(", as alice")
    await walk.paste(code)
    await walk.until(lambda: walk.world.aws.times_called(action), "AWS is asked")
    await walk.press("escape")
    await walk.until(lambda: walk.at_rest, "the picker is back")


async def test_escape_in_the_dialog_keeps_nothing_and_leaves_a_usable_picker(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.press("1", "2", "escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert "Stopped. Nothing was saved." in walk.text
        assert world.kept_nothing
        assert world.aws.times_called("GetSessionToken") == 0
        await _is_usable(walk)

        await walk.assume("sandbox developer", world.code())
        assert len(world.sessions()) == 1, "and the next try works"


async def test_ctrl_c_in_the_dialog_cancels_it_alone(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.press("ctrl+c")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert walk.app.is_running
        assert world.kept_nothing


async def test_escape_while_aws_checks_the_code_frees_the_picker_at_once(
    world: WorldAround,
) -> None:
    with world.silence("GetSessionToken") as answers:
        async with world.picker() as walk:
            await _escape_during(walk, "GetSessionToken", world.code())
            assert not answers.is_set()
            assert "Stopped. Nothing was saved." in walk.text
            assert "asking AWS" not in walk.text
            await _is_usable(walk)

            answers.set()
            await world.sign_in_threads_end(walk)
            assert world.kept_nothing
            assert world.aws.times_called("AssumeRole") == 0


async def test_a_refusal_that_comes_after_escape_opens_nothing(world: WorldAround) -> None:
    with world.silence("GetSessionToken") as answers:
        async with world.picker() as walk:
            await _escape_during(walk, "GetSessionToken", world.wrong_code())
            answers.set()
            await world.sign_in_threads_end(walk)
            await walk.pilot.pause()
            assert not any(isinstance(s, MfaDialog) for s in walk.app.screen_stack)
            await _is_usable(walk)


async def test_escape_before_the_dialog_stops_as_well(world: WorldAround) -> None:
    with world.silence("ListMFADevices") as answers:
        async with world.picker() as walk:
            await walk.search("sandbox developer")
            await walk.press("enter")
            await walk.until(lambda: world.aws.times_called("ListMFADevices"), "AWS is asked")
            await walk.see("asking AWS")
            await walk.press("escape")
            await walk.until(lambda: walk.at_rest, "the picker is back")
            assert "Stopped. Nothing was saved." in walk.text
            answers.set()
            await world.sign_in_threads_end(walk)
            await walk.pilot.pause()
            assert not any(isinstance(s, MfaDialog) for s in walk.app.screen_stack)
            assert world.kept_nothing


async def test_escape_while_the_role_is_asked_for_says_that_the_mfa_session_stays(
    world: WorldAround,
) -> None:
    with world.silence("AssumeRole") as answers:
        async with world.picker() as walk:
            await _escape_during(walk, "AssumeRole", world.code())
            await walk.see("Stopped.")
            assert "The MFA session stays" in walk.text
            answers.set()
            await world.sign_in_threads_end(walk)
            assert world.sessions() == []
            await _is_usable(walk)


async def test_leaving_while_a_code_is_asked_for_ends_whole(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        walk.app.exit(None, 143)  # as after SIGTERM
        await walk.until(lambda: not walk.app.is_running, "it ends")
    assert walk.app.crash is None
    assert world.kept_nothing


async def test_leaving_while_aws_is_asked_does_not_wait(world: WorldAround) -> None:
    with world.silence("ListMFADevices") as answers:
        async with world.picker() as walk:
            await walk.search("sandbox developer")
            await walk.press("enter")
            await walk.until(lambda: world.aws.times_called("ListMFADevices"), "AWS is asked")
            await walk.press("ctrl+c")
            await walk.until(lambda: not walk.app.is_running, "it ends")
            assert not answers.is_set()
    assert walk.app.crash is None


async def test_escape_leaves_no_work_behind_though_aws_stays_silent(world: WorldAround) -> None:
    """The threads end by themselves, and do not wait for an answer or for a time-out."""
    with world.silence("GetSessionToken") as answers:
        async with world.picker() as walk:
            await _escape_during(walk, "GetSessionToken", world.code())
            await walk.until(lambda: not _asking(), "the threads end")
            assert not answers.is_set()


async def test_escape_ends_the_program_that_a_base_profile_gets_its_keys_from(
    world: WorldAround,
) -> None:
    pids = world.home.home / "pids"
    Path(world.home.paths.aws_credentials).write_text("")
    Path(world.home.paths.aws_config).write_text(
        "[default]\nregion = eu-central-1\n"
        f"credential_process = sh -c 'echo $$ > {pids}.new; mv {pids}.new {pids}; exec sleep 300'\n"
    )
    async with world.picker() as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.until(pids.exists, "the program runs")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert "Stopped. Nothing was saved." in walk.text
        await walk.until(lambda: not _asking(), "the threads end")
        assert ended(pids)


async def test_a_strange_endpoint_is_named_in_the_message_line(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "https://sts.example.com"
    with ProxyServer(1, status=502) as proxy:
        for variable in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("AWS_ENDPOINT_URL", name)
        async with world.picker() as walk:
            shown: list[str] = []
            say = walk.picker.say

            def noted(kind: str, text: str, hint: str = "") -> None:
                shown.append(text)
                say(kind, text, hint)

            monkeypatch.setattr(walk.picker, "say", noted)
            await walk.search("sandbox developer")
            await walk.press("enter")
            await walk.until(lambda: proxy.requests and walk.at_rest, "AWS is asked")
            assert len([text for text in shown if name in text]) == 1


def _asking() -> list[str]:
    names = {"sign-in", "ask-aws", "base-keys", "resolve"}
    return [thread.name for thread in threading.enumerate() if thread.name in names]
