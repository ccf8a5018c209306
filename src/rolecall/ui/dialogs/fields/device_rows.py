"""Draws the MFA devices, as many as there is room for, always with the chosen one."""

from collections.abc import Sequence

from textual.content import Content

from rolecall.core.safe_text import safe_text
from rolecall.signin.prompters import MfaDevice
from rolecall.ui.widgets.short_names import cut_middle
from rolecall.ui.widgets.styles import MUTED

_KIND = 10  # cells of the kind of a device


class DeviceRows:
    """A scrolling window over the devices, which moves no further than it must.

    `used_last` is a serial, empty for none.
    """

    def __init__(self, devices: Sequence[MfaDevice], used_last: str) -> None:
        self._devices = devices
        self._used_last = used_last
        self._top = 0

    def lines(self, chosen: MfaDevice, room: int, cells: int) -> Content:
        """Returns the devices in view: at most `room` lines of `cells`, and at least one."""
        place = self._devices.index(chosen)
        room = max(1, min(room, len(self._devices)))
        self._top = min(max(self._top, place - room + 1), place, len(self._devices) - room)
        wanted = max(17, *(len(device.name) + 2 for device in self._devices))
        beside = max(_KIND + len(self._remark(device)) for device in self._devices)
        width = max(17, min(wanted, cells - 2 - beside))
        shown = self._devices[self._top : self._top + room]
        return Content("\n").join(self._line(device, device == chosen, width) for device in shown)

    def one_line(self, chosen: MfaDevice, code: str, cells: int) -> Content:
        """Returns the chosen device alone, for small screens, and in the demo its code."""
        place = f"↑↓ {self._devices.index(chosen) + 1} of {len(self._devices)}"
        place = place if len(self._devices) > 1 else ""
        shown = f" {code[:3]} {code[3:]}" if code else ""
        room = max(4, cells - 3 - len(shown) - len(place))
        name = cut_middle(safe_text(chosen.name), room)
        left = Content.assemble(("● ", "$text-primary"), (name, "bold"), (shown, MUTED))
        gap = " " * max(1, cells - left.cell_length - len(place))
        return Content.assemble(left, gap, (place, MUTED))

    def hint(self, chosen: MfaDevice, room: int) -> Content:
        """Returns how to choose; where not all fit in `room` lines, also the position."""
        hint = Content.assemble(("↑↓", "$text"), " device")
        if room >= len(self._devices):
            return hint
        return Content.assemble(hint, f" {self._devices.index(chosen) + 1} of {len(self._devices)}")

    def _line(self, device: MfaDevice, chosen: bool, width: int) -> Content:
        name = cut_middle(safe_text(device.name), width - 2).ljust(width)
        remark = self._remark(device)
        if device.why_not:
            return Content.styled(f"– {name}{device.kind:<{_KIND}}{remark}", MUTED)
        return Content.assemble(
            ("● ", "$text-primary") if chosen else "○ ",
            (name, "bold" if chosen else ""),
            (f"{device.kind:<{_KIND}}{remark}", MUTED),
        )

    def _remark(self, device: MfaDevice) -> str:
        return device.why_not or ("last used" if device.serial == self._used_last else "")
