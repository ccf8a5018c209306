"""The MFA dialog: a device and its code. It stays open until AWS has accepted a code."""

import asyncio
from collections.abc import Callable
from math import ceil
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from rolecall.core.countdown import time_bar
from rolecall.core.errors import Cancelled, MfaCodeUsed, Refused
from rolecall.signin.mfa.mfa_code import STEP, seconds_to_next
from rolecall.signin.progress import Step
from rolecall.signin.prompters import MfaAnswer, MfaQuestion
from rolecall.ui.commands import LEAVE
from rolecall.ui.dialogs.dialog import LIST_DOWN, LIST_UP, Dialog
from rolecall.ui.dialogs.fields.code_field import CodeField
from rolecall.ui.dialogs.fields.device_rows import DeviceRows
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.steady_text import SteadyText
from rolecall.ui.widgets.styles import MUTED, TRACK

CANCEL = LEAVE._replace(label="Cancel", tooltip="Cancel the sign-in")
# Rows: title, subtitle, flaps, 30-second bar, message, buttons, and blank lines between them.
OTHER_ROWS, DEMO_ROWS = 16, 2
FLAPS_WIDTH = 37  # cells: the 30-second bar is as wide as the six flaps


class MfaDialog(Dialog[None]):
    """Answers MFA questions one after another, each with `answer`.

    `now` returns seconds since the epoch; `device_code` returns the code that a demo's device with
    this serial shows, None outside the demo. `whom` replaces account and role in the subtitle.
    """

    CSS_PATH = ["dialog.tcss", "mfa.tcss"]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(LIST_UP, "device(-1)", "Previous device", show=False),
        Binding(LIST_DOWN, "device(1)", "Next device", show=False),
    ]

    def __init__(
        self,
        question: MfaQuestion,
        now: Callable[[], float],
        device_code: Callable[[str], str | None],
        whom: str = "",
    ) -> None:
        target = question.target
        serves = f" {question.serves}" if question.serves else ""
        who = whom or f"{target.alias} · {target.role_name}{serves}"
        about = f"{who}, as {question.user_name}"
        account = "" if whom else target.account_id
        super().__init__("MFA code", about, account=account, protected=target.protected)
        self._question = question
        self._device = question.preset
        self._rows = DeviceRows(question.devices, question.used_last)
        self._now = now
        self._device_code = device_code
        self._used, self._used_until = "", 0.0  # what is said of a used code, until the next
        self._waits = False
        self._answer: asyncio.Future[MfaAnswer] | None = None

    def compose_body(self) -> ComposeResult:
        yield SteadyText(id="devices")
        yield CodeField()
        with Horizontal(id="step"):
            yield SteadyText(id="step-bar")
            yield SteadyText(id="step-words")
        yield SteadyText(id="demo-code")

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CANCEL, loose=True)
        if len(self._question.devices) > 1:
            yield Static(id="device-hint", classes="dialog-hint")

    def on_mount(self) -> None:
        self.query_one(CodeField).focus()
        self._tick()
        self._show_devices()
        self.set_interval(1, self._tick)

    def on_resize(self) -> None:
        self.call_after_refresh(self._tick)
        self.call_after_refresh(self._show_devices)

    async def answer(self, question: MfaQuestion) -> MfaAnswer:
        """Returns the next code typed; after a refusal, first shows the reason.

        Raises Cancelled when the user cancels the dialog.
        """
        self._answer = asyncio.get_running_loop().create_future()
        if question.refusal is not None:
            self._refuse(question.refusal)
        return await self._answer

    def show_step(self, step: Step, detail: str) -> None:
        """Shows what is waited for while the code that was typed is not answered."""
        if not self.query_one(CodeField).busy:
            return
        if step is Step.WAITING_FOR_TURN:
            self.say("", f"{step.words(detail)}.", "Then it is sent by itself.", sign="")
        elif self._waits:
            self.say("", "asking AWS …", sign="")
        self._waits = step is Step.WAITING_FOR_TURN

    def _refuse(self, refusal: Refused) -> None:
        self.query_one(CodeField).clear()
        self._used_until = 0.0
        if isinstance(refusal, MfaCodeUsed):
            self._used = refusal.message
            self._used_until = self._now() + refusal.seconds_left
            self._show_used()
        elif refusal.code == "":
            self.say(refusal.message, then=refusal.hint)
        elif self.is_small:
            self.say("AWS refused that code.", "Type the next one.")  # two lines are all there is
        else:
            self.say(
                "AWS refused that code.",
                f"It was already used, or is not from {self._device.name}.",
                "Type the next one; the sixth digit sends it.",
            )

    def _show_used(self) -> None:
        """Counts down to the code after a used one."""
        left = ceil(self._used_until - self._now())
        then = (
            f"The next code comes in {left} s." if left > 0 else "Your device shows a new one now."
        )
        self.say(self._used, then=then)
        if left <= 0:
            self._used_until = 0.0

    def on_code_field_complete(self, message: CodeField.Complete) -> None:
        self._used_until = 0.0
        if self._answer is not None and not self._answer.done():
            self.say("", "asking AWS …", sign="")
            self._answer.set_result(MfaAnswer(self._device, message.code))

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        message.stop()
        self.action_cancel()

    def action_cancel(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Cancelled())
        self.dismiss(None)

    def action_device(self, step: int) -> None:
        """Chooses another device, skipping those that STS cannot use."""
        usable = [device for device in self._question.devices if not device.why_not]
        if not self.query_one(CodeField).busy:
            self._device = usable[(usable.index(self._device) + step) % len(usable)]
            self._tick()
            self._show_devices()

    def _show_devices(self) -> None:
        devices = self.query_one("#devices", SteadyText)
        if self.is_small:
            code = self._device_code(self._device.serial) or ""
            line = self._rows.one_line(self._device, code, devices.size.width)
            devices.update(line)
            return
        room = self._room_for_devices()
        devices.update(self._rows.lines(self._device, room, devices.size.width))
        for hint in self.query("#device-hint").results(Static):
            hint.update(self._rows.hint(self._device, room))

    def _room_for_devices(self) -> int:
        """Returns how many rows of the window are left for devices; may be 0 or less."""
        wrapped = sum(
            max(0, self.query_one(part).size.height - usual)
            for part, usual in (("#dialog-about", 1), ("#dialog-message", 2))
        )
        demo = DEMO_ROWS if self.has_class("-demo") else 0
        edges = self.query_one("#dialog").gutter.height
        return self.size.height - edges - OTHER_ROWS - demo - wrapped

    def _tick(self) -> None:
        if self._used_until:
            self._show_used()
        left = seconds_to_next(self._now())
        narrow = self.has_class("-narrow")
        tight = self.size.width < FLAPS_WIDTH + 10
        self.set_class(tight, "-tight")
        bar = time_bar(left, STEP, 30 if tight else FLAPS_WIDTH)
        self.query_one("#step-bar", SteadyText).update(
            Content.assemble((bar.left + bar.half, "$primary"), (bar.used, TRACK))
        )
        words = Content.assemble(("" if narrow else "next code in ", MUTED), (f"{left} s", "bold"))
        self.query_one("#step-words", SteadyText).update(words)
        code = self._device_code(self._device.serial)
        if code is not None and self.is_small:
            self._show_devices()  # with the code of the moment
        shown = self.query_one("#demo-code", SteadyText)
        self.set_class(code is not None, "-demo")
        if code is not None:
            shown.update(
                Content.assemble(
                    ("code on the demo device: ", MUTED), (f"{code[:3]} {code[3:]}", "bold")
                )
            )
