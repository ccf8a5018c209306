"""The MFA devices as lines, as many as there is room for, the chosen one always among them."""

from collections.abc import Sequence

from textual.content import Content

from rolecall.core.safe_text import safe_text
from rolecall.signin.prompters import MfaDevice
from rolecall.ui.widgets.styles import MUTED


class DeviceRows:
    """A window over the devices, which moves no more than it must."""

    def __init__(self, devices: Sequence[MfaDevice], used_last: str) -> None:
        self._devices = devices
        self._used_last = used_last
        self._top = 0

    def lines(self, chosen: MfaDevice, room: int) -> Content:
        """At most `room` lines, and one at least."""
        place = self._devices.index(chosen)
        room = max(1, min(room, len(self._devices)))
        self._top = min(max(self._top, place - room + 1), place, len(self._devices) - room)
        width = min(30, max(17, *(len(device.name) + 2 for device in self._devices)))
        shown = self._devices[self._top : self._top + room]
        return Content("\n").join(self._line(device, device == chosen, width) for device in shown)

    def one_line(self, chosen: MfaDevice) -> Content:
        """The chosen device alone, for small screens."""
        place = f"↑↓ {self._devices.index(chosen) + 1} of {len(self._devices)}"
        name = safe_text(chosen.name, 22).ljust(22)
        return Content.assemble(("● ", "$text-primary"), (name, "bold"), (place, MUTED))

    def hint(self, chosen: MfaDevice, room: int) -> Content:
        """How to choose, and where not all are shown, which one of how many it is."""
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
