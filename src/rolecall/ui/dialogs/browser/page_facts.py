"""What the dialog of a sign-in with a browser shows of a page, and what its keys call."""

from collections.abc import Callable
from typing import NamedTuple

from rolecall.core.safe_text import safe_text
from rolecall.signin.browser.pages import BrowserPage

_LONGEST_ADDRESS = 4096  # characters
_LONGEST_CODE = 40


class PageFacts(NamedTuple):
    """What is shown of a page, which itself belongs to the thread of the sign-in."""

    address: str
    user_code: str
    by_device: bool
    takes_text: bool
    expires: float  # epoch seconds


def facts_of(page: BrowserPage) -> PageFacts:
    """Returns what a page says of itself. For the thread of the sign-in."""
    return PageFacts(
        safe_text(page.address, _LONGEST_ADDRESS),
        safe_text(page.user_code, _LONGEST_CODE),
        page.by_device,
        page.takes_text,
        page.expires,
    )


def where_to_open(page: PageFacts, *, brief: bool, with_qr: bool, stacked: bool) -> str:
    """Returns what stands above the address: where to open it, and how.

    `brief` for a window with little room; `stacked` for a narrow column beside the QR code.
    """
    if page.takes_text:
        there = "Open this page anywhere, and paste the code it shows:"
        return "Sign in there, and paste the code:" if brief else there
    if not page.by_device:
        here = "Continue in your browser, or open this page yourself:"
        return "Continue in your browser, or open:" if brief else here
    if stacked:
        return "Scan, or open on any device:"
    return f"{'Scan the QR code, or open' if with_qr else 'Open'} this page on any device:"


class Wishes(NamedTuple):
    """What is called when the user wants something; each at once, on the event loop."""

    copy: Callable[[str], None]  # an address
    open_page: Callable[[str], None]  # an address
    other_way: Callable[[], None]
    send: Callable[[str], None]  # what the page showed
