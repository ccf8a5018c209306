"""The first page: a saved copy of the picker's screen, shown until the picker itself can draw.

Importing Textual and reading 100,000 accounts takes a while, and the result looks mostly as it did
at the last start, but for a quiet "starting" where the prompt will be. What may have changed is
left blank (times, whose sessions they are), or the
page is not used at all (other accounts, another window size, an expired session). It handles no
input: keys are queued for the picker, which draws over it. A file that others could have written,
or whose content is no page, is not shown: a terminal obeys whatever it is sent.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

from rolecall import __version__
from rolecall.catalog.sources import source_files, source_variables
from rolecall.core.errors import RolecallError
from rolecall.core.files.own_files import is_own_folder, read_own, write_own
from rolecall.core.files.private_files import Stamp, stamp_of
from rolecall.core.paths import Paths, paths_from
from rolecall.core.process.clock import epoch_seconds
from rolecall.core.process.sha256 import sha256_hex
from rolecall.core.safe_text import is_unsafe
from rolecall.ui.terminal.signals import RESET, take_keys

SWITCH = "ROLECALL_FIRST_PAGE"  # "off" disables both saving and showing
MOST = 8  # saved pages, one for each size of the window
_LARGEST = 1_000_000  # bytes
_DEPTH = 2  # folders created by Rolecall: that of the pages, and the cache folder
# Alternate screen, cursor off; start and end of a synchronized update (mode 2026).
_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?2026h\x1b[2J"
_DRAWN = "\x1b[?2026l"
# The variables that decide colours and characters; page_key adds those of the sources.
_OF_THE_TERMINAL = (
    "COLORTERM",
    "FORCE_COLOR",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "NO_COLOR",
    "TERM",
    "TERM_PROGRAM",
)


class PageKey(NamedTuple):
    """What a saved page depends on. A page is shown only if its key equals the present one."""

    version: str
    captured: bool
    env: dict[str, str]
    files: dict[str, Stamp]


class FirstPage:
    """The saved page that this start shows, and the one it saves for the next."""

    def __init__(self, paths: Paths, env: Mapping[str, str], *, captured: bool) -> None:
        self._paths = paths
        self._key = page_key(paths, env, captured=captured)  # taken before the files are read
        self._off = env.get(SWITCH) == "off"
        self.is_over = False
        self.typed_before = 0  # bytes typed before the picker had the keys
        self.rows = 0  # of the window

    def text(self, size: tuple[int, int]) -> str:
        """Returns the page saved for a window of this size; empty where none may be shown."""
        if self._off:
            return ""
        try:
            data = read_own(_page_file(self._paths, size), _LARGEST, depth=_DEPTH)
            kept = json.loads(data or b"{}")
            # Through JSON, as the saved one was.
            is_good = kept["look"] == json.loads(json.dumps(self._key))
            is_good = is_good and epoch_seconds() < kept["ends"]
            text = kept["text"]
            is_good = is_good and kept["digest"] == sha256_hex(text.encode())
            return text if is_good and is_page(text, size) else ""
        except (RolecallError, OSError, ValueError, LookupError, TypeError, AttributeError):
            return ""
        except RecursionError:  # thousands of nested brackets
            return ""

    def over(self) -> None:
        """Marks the page as replaced: the picker has the terminal now, and will restore it."""
        self.is_over = True

    def keep(self, size: tuple[int, int], lines: Sequence[str], ends: float) -> None:
        """Saves the lines of a page, escape sequences included, for a window of this size.

        It is valid until `ends`, in seconds since the epoch. A page that cannot be written, or that
        would not be shown, is dropped without an error. Blocks: call it in a thread.
        """
        if self._off:
            return
        text = "".join(f"\x1b[{row};1H{line}" for row, line in enumerate(lines, 1))
        path = _page_file(self._paths, size)
        with suppress(Exception):  # only an optimization: the picker goes on without it
            if not is_page(text, size):
                return
            digest = sha256_hex(text.encode())
            page = {"look": self._key, "ends": ends, "digest": digest, "text": text}
            data = json.dumps(page).encode()
            is_new = read_own(path, _LARGEST, depth=_DEPTH) != data
            if is_new and write_own(path, data, depth=_DEPTH):
                _sweep(os.path.dirname(path))

    def forget(self) -> None:
        """Deletes all saved pages: they no longer show how the picker looks."""
        with suppress(OSError):
            for page in _pages(_folder(self._paths)):
                os.unlink(page)


@contextmanager
def first_page(env: Mapping[str, str], *, captured: bool) -> Iterator[FirstPage]:
    """Draws the page saved for this window, if there is one; handle 2 is a terminal.

    Call it within `terminal_kept_whole`, which restores the key handling. Raises ConfigError where
    there is no home folder.
    """
    typed = take_keys()
    page = FirstPage(paths_from(env), env, captured=captured)
    page.typed_before = typed
    size = os.get_terminal_size(2)
    page.rows = size.lines
    text = page.text((size.columns, size.lines))
    if not text:
        yield page
        return
    try:
        _draw(f"{_ENTER}{text}{_DRAWN}".encode())
        yield page
    finally:
        if not page.is_over:
            _draw(RESET)


def is_page(text: str, size: tuple[int, int]) -> bool:
    """Returns whether a text is what the picker draws: rows of styles and plain text.

    A row begins with its position (CUP, ECMA-48 8.3.21), followed by styles (SGR, 8.3.117) and
    what `safe_text` lets through. No other control sequence is accepted.
    """
    # deferred to where there is a page; json has imported it by then
    import re

    columns, rows = size
    before, *parts = re.split(r"\x1b\[([0-9]{1,4});1H", text)
    places, lines = parts[::2], parts[1::2]
    plain = [re.sub(r"\x1b\[[0-9;]{0,64}m", "", line) for line in lines]
    return (
        not before
        and places == [str(row) for row in range(1, len(places) + 1)]
        and len(places) <= rows
        and all(len(line) <= columns for line in plain)
        and not any(map(is_unsafe, plain))
    )


def page_key(paths: Paths, env: Mapping[str, str], *, captured: bool) -> PageKey:
    """Returns the key of a page drawn from the files as they are now."""
    names = (*_OF_THE_TERMINAL, *source_variables())
    variables = {name: env[name] for name in names if name in env}
    files = {path: stamp_of(path) for path in source_files(paths)}
    return PageKey(__version__, captured, variables, files)


def _draw(data: bytes) -> None:
    with suppress(OSError):  # the terminal is gone
        while data:
            data = data[os.write(2, data) :]


def _folder(paths: Paths) -> str:
    return os.path.join(paths.cache_folder, "first-pages")


def _page_file(paths: Paths, size: tuple[int, int]) -> str:
    return os.path.join(_folder(paths), f"{size[0]}x{size[1]}.json")


def _pages(folder: str) -> list[str]:
    """Returns the saved pages as paths; none where others can write the folder or it is a link."""
    if not is_own_folder(folder, depth=_DEPTH):
        return []
    return [os.path.join(folder, name) for name in os.listdir(folder)]


def _sweep(folder: str) -> None:
    """Deletes all but the newest pages."""
    for page in sorted(_pages(folder), key=os.path.getmtime)[:-MOST]:
        os.unlink(page)
