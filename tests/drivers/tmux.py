"""A real terminal for tests: a tmux session with one window, to type into and to read."""

import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from rich.cells import cell_len

INSTALLED = shutil.which("tmux") is not None
DEADLINE = 30.0  # seconds; a deadline against hangs, not a measure


class Tmux:
    """Runs `command` in a window of its own; `text()` is the screen."""

    def __init__(
        self,
        folder: Path,
        command: Sequence[str],
        env: Mapping[str, str],
        size: tuple[int, int] = (120, 40),
    ) -> None:
        self._socket = str(folder / f"tmux-{uuid.uuid4().hex[:8]}")
        self._config = folder / "tmux.conf"
        self._config.write_text(
            'set -g default-terminal "tmux-256color"\n'
            'set -as terminal-features ",*:RGB"\n'
            "set -g status off\nset -g escape-time 0\nset -g remain-on-exit on\n"
            "set -g history-limit 2000\n"
        )
        self._command = list(command)
        # The server passes its own environment to the window, so it gets exactly `env`.
        self._env = {**env, "COLORTERM": "truecolor", "LANG": "C.UTF-8", "TERM": "xterm-256color"}
        self.size = size
        self._seen = ""  # the last screen that was read
        self._acted_on: str | None = None  # that screen, when keys came after it

    def __enter__(self) -> "Tmux":
        columns, rows = self.size
        self._run(
            "-f", str(self._config), "new-session", "-d",
            "-x", str(columns), "-y", str(rows), "--", *self._command,
        )  # fmt: skip
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the window, as a user closes a terminal."""
        subprocess.run(
            ["tmux", "-S", self._socket, "kill-server"], check=False, capture_output=True
        )

    def type(self, text: str) -> None:
        """Type characters literally."""
        self._act("send-keys", "-l", "--", text)

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names: Enter, Escape, C-y, Up."""
        self._act("send-keys", *keys)

    def paste(self, text: str) -> None:
        """Paste text, bracketed if the program requested that at its start."""
        self._run("set-buffer", "--", text)
        self._act("paste-buffer", "-p", "-r")

    def click(self, column: int, row: int, times: int = 1) -> None:
        """Click with the left button; columns and rows count from 0."""
        self.type("".join(f"\x1b[<0;{column + 1};{row + 1}{end}" for end in "Mm" * times))

    def click_on(self, words: str, times: int = 1) -> None:
        """Click in the middle of the first occurrence of these words."""
        self._wait(lambda screen: words in screen, words)
        screen = self.still().splitlines()
        row = next(place for place, line in enumerate(screen) if words in line)
        before = screen[row][: screen[row].index(words)]
        self.click(cell_len(before) + cell_len(words) // 2, row, times)

    def resize(self, columns: int, rows: int) -> None:
        """Resize the window."""
        self._act("resize-window", "-x", str(columns), "-y", str(rows))
        self.size = (columns, rows)

    def text(self) -> str:
        """The screen as plain text."""
        self._seen = self._run("capture-pane", "-p")
        return self._seen

    @property
    def title(self) -> str:
        """The window's title, as set by programs in it."""
        return self._run("display-message", "-p", "#{pane_title}").rstrip("\n")

    def coloured(self) -> str:
        """The screen with its escape sequences and trailing spaces."""
        return self._run("capture-pane", "-p", "-e", "-N")

    def wait(self, seen: Callable[[str], object], what: str) -> str:
        """Wait until `seen` holds for the screen, and return it; fails after a deadline.

        The first wait after keys, a paste, a click or a resize fails at once if `seen` held for
        the screen read before them: it would return before they had any effect.
        """
        before, self._acted_on = self._acted_on, None
        assert not (before and seen(before)), f"it was so before: {what}. The screen:\n{before}"
        return self._wait(seen, what)

    def _wait(self, seen: Callable[[str], object], what: str) -> str:
        end = time.monotonic() + DEADLINE
        while True:
            screen = self.text()
            if seen(screen):
                return screen
            if time.monotonic() > end:
                state = "dead: #{pane_dead}, status: #{pane_dead_status}, #{pane_current_command}"
                pane = self._run("display-message", "-p", state).strip()
                raise AssertionError(f"never seen: {what}. Pane {pane}. The screen:\n{screen}")
            time.sleep(0.05)

    def until(self, condition: Callable[[], object], what: str) -> str:
        """Wait until something holds that the screen does not show: a title, a file."""
        return self._wait(lambda screen: condition(), what)

    def wait_for(self, words: str) -> str:
        """Wait until the words are on the screen."""
        return self.wait(lambda screen: words in screen, words)

    def still(self) -> str:
        """The screen once two reads of it agree, since it is drawn in pieces."""
        seen: list[str] = []

        def same(screen: str) -> bool:
            seen.append(screen)
            return seen[-3:] == [screen] * 3

        return self._wait(same, "a screen that stands still")

    def _act(self, *args: str) -> None:
        self._acted_on = self._seen
        self._run(*args)

    def _run(self, *args: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *args],
            env={"PATH": os.environ["PATH"], **self._env},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout
