"""A picture of the screen as PNG, drawn cell by cell."""

from typing import Any

import resvg_py
from rich.color import ColorSystem
from textual.app import App

from tests.drivers.picker import screen_strips
from tests.make_screenshots.picture import svg


def screen_png(app: App[Any]) -> bytes:
    """The screen of a running application, as a terminal shows it."""
    lines = (
        "".join(
            segment.style.render(segment.text, color_system=ColorSystem.TRUECOLOR)
            if segment.style
            else segment.text
            for segment in strip
        )
        for strip in screen_strips(app)
    )
    return png_of("\n".join(lines), (app.size.width, app.size.height))


def png_of(screen: str, size: tuple[int, int]) -> bytes:
    """A screen that was captured with its escape sequences."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg(screen, size),
            monospace_family="DejaVu Sans Mono",
            font_family="DejaVu Sans Mono",
        )
    )
