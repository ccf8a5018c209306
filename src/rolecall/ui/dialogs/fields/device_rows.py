"""Draws the MFA devices, as many as there is room for, always with the chosen one."""

from collections.abc import Sequence

from textual.content import Content

from rolecall.core.safe_text import safe_text
from rolecall.signin.prompters import MfaDevice
from rolecall.ui.widgets.styles import MUTED


class DeviceRows:
    """A scrolling window over the devices, which moves no further than it must.

    `used_last` is a serial, empty for none.
    """

    def __init__(self, devices: Sequence[MfaDevice], used_last: str) -> None:
        self._devices = devices
        self._used_last = used_last
        self._top = 0

    def lines(self, chosen: MfaDevice, room: int) -> Content:
        """Returns the devices in view: at most `room` lines, and at least one."""
        place = self._devices.index(chosen)
        room = max(1, min(room, len(self._devices)))
        self._top = min(max(self._top, place - room + 1), place, len(self._devices) - room)
        width = min(30, max(17, *(len(device.name) + 2 for device in self._devices)))
        shown = self._devices[self._top : self._top + room]
        return Content("\n").join(self._line(device, device == chosen, width) for device in shown)

    def one_line(self, chosen: MfaDevice) -> Content:
        """Returns the chosen device alone, for small screens."""
        place = f"↑↓ {self._devices.index(chosen) + 1} of {len(self._devices)}"
        name = safe_text(chosen.name, 22).ljust(22)
        return Content.assemble(("● ", "$text-primary"), (name, "bold"), (place, MUTED))

    def hint(self, chosen: MfaDevice, room: int) -> Content:
        """Returns how to choose; where not all fit in `room` lines, also the position."""
        hint = Content.assemble(("↑↓", "$text"), " device")
        if room >= len(self._devices):
            return hint
        return Content.assemble(hint, f" {self._devices.index(chosen) + 1} of {len(self._devices)}")

    def _line(self, device: MfaDevice, chosen: bool, width: int) -> Content:
        name = safe_text(device.name, width - 1).ljust(width)
        if device.why_not:
            return Content.styled(f"– {name}{device.kind:<10}{device.why_not}", MUTED)
        last = "used last" if device.serial == self._used_last else ""
        return Content.assemble(
            ("● ", "$text-primary") if chosen else "○ ",
            (name, "bold" if chosen else ""),
            (f"{device.kind:<10}{last}", MUTED),
        )
