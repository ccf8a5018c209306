"""Signing in with a browser, told on the terminal: where to go, and what must stand there."""

import os
import shlex
import threading
from collections.abc import Mapping
from datetime import datetime

from rolecall.cli.terminal.terminal import Terminal
from rolecall.core.drawing.qr_code import QrDrawing, fitting, qr_matrix
from rolecall.core.drawing.signs import has_signs
from rolecall.core.errors import RolecallError
from rolecall.core.safe_text import safe_text
from rolecall.core.secret import Secret
from rolecall.handover.console.browser import open_in_browser
from rolecall.signin.browser.pages import BrowserPage, BrowserQuestion, SignedInBy, follow

_DARK, _LIGHT, _PLAIN = "\x1b[30;40m", "\x1b[30;107m", "\x1b[0m"  # black; on white; no color
_LONGEST_ADDRESS = 4096  # characters
_OTHER_ROWS = 2  # that stay visible with the whole QR code: the code below it


def by_hand(question: BrowserQuestion) -> str:
    """Returns the command that signs in, for where nobody can be asked."""
    return question.by_hand or f"rolecall sso login {shlex.quote(question.provider)}"


def sign_in_needed(question: BrowserQuestion) -> tuple[str, str]:
    """Returns what is needed, and the hint for where nobody can be asked."""
    return f"A sign-in to {question.provider} is needed", f"Sign in first: {by_hand(question)}"


def browser_login(
    terminal: Terminal, question: BrowserQuestion, in_demo: str | None = None
) -> SignedInBy:
    """Shows each page, and waits until somebody has signed in. Raises RolecallError.

    `in_demo` tells what becomes of a demo's code that nobody approves.
    """
    refusal = question.refusal
    if refusal is not None:
        terminal.show(f"{refusal.message} {refusal.hint}".strip())

    failures: list[str] = []  # to open a browser

    def show(page: BrowserPage) -> None:
        if page.by_device or page.takes_text:
            _show_for_any_device(terminal, question.provider, page, in_demo)
        else:
            _show_here(terminal, question, page, failures)

    def tell_failures() -> None:
        while failures:
            terminal.show(failures.pop())

    return follow(question, show, lambda: False, tell_failures)


def _show_here(
    terminal: Terminal, question: BrowserQuestion, page: BrowserPage, failures: list[str]
) -> None:
    """Shows the page, and begins to open it; what fails then is added to `failures`."""
    terminal.show(f"Opening the sign-in page of {question.provider} in your browser. Or open it:")
    terminal.show_unchanged([safe_text(page.address, _LONGEST_ADDRESS)])
    terminal.show(f"Waiting for your browser{_until(page)} ctrl+c cancels.")
    command = by_hand(question)
    device = f", or run: {command} --device" if command.startswith("rolecall ") else ""

    def open_page() -> None:
        try:
            open_in_browser(Secret(page.address), "", os.environ)
        except RolecallError as refused:
            failures.append(f"{refused.message} Open the address yourself{device}.")

    # In a thread, which must not write itself: a browser takes seconds to start, and by then the
    # terminal's handle may be closed and be that of a file.
    threading.Thread(target=open_page, name="browser", daemon=True).start()


def _show_for_any_device(
    terminal: Terminal, provider: str, page: BrowserPage, in_demo: str | None
) -> None:
    drawing = None if page.takes_text else _drawing(page.address, terminal.size, os.environ)
    scan = ", or scan the QR code" if drawing else ""
    terminal.show(f"To sign in to {provider}, open this page on any device{scan}:")
    terminal.show_unchanged([safe_text(page.address, _LONGEST_ADDRESS)])
    if drawing is not None:
        terminal.show_unchanged(colored(drawing, os.environ))
    if page.user_code:
        terminal.show(f"Approve only if the page shows this code: {page.user_code}")
    if in_demo:
        terminal.show(f"demo: {in_demo}")
    if page.takes_text:
        page.take(terminal.ask("Paste the code that the page shows: "))
    else:
        terminal.show(f"Waiting for your approval{_until(page)} ctrl+c cancels.")


def _until(page: BrowserPage) -> str:
    return f", until {datetime.fromtimestamp(page.expires):%H:%M}."


def _drawing(address: str, size: tuple[int, int], env: Mapping[str, str]) -> QrDrawing | None:
    """Returns the QR code of an address, if the terminal can show the whole of it at once."""
    columns, rows = size
    return fitting(
        qr_matrix(address),
        columns,
        rows - _OTHER_ROWS,
        ascii_only=not has_signs(env),
        inverted=not _has_colors(env),
    )


def colored(drawing: QrDrawing, env: Mapping[str, str]) -> list[str]:
    """Returns the lines dark on light; without colors in those of the terminal."""
    if not _has_colors(env):
        return list(drawing.lines)
    # A `#` leaves gaps: on ground of its own color it has none.
    lines = [line.replace("##", f"{_DARK}##{_LIGHT}") for line in drawing.lines]
    return [f"{_LIGHT}{line}{_PLAIN}" for line in lines]


def _has_colors(env: Mapping[str, str]) -> bool:
    return not env.get("NO_COLOR") and env.get("TERM", "dumb") != "dumb"
