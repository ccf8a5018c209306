"""Runs a program in a pseudo-terminal and records its output with times."""

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import NamedTuple

from tests.ui.terminal.glass import Glass

PATIENCE = 60.0  # seconds; a deadline against hangs, not a measure
QUIET = 0.15  # seconds without output after which a frame counts as complete
BEAT = 1.0  # seconds between the frames that a program draws by itself
NEAR = 0.3  # seconds before such a frame without keys: it would count as their output


class Cost(NamedTuple):
    """What a program used until its end: seconds of processor time, and peak memory in MiB."""

    processor: float
    memory: float


class Used(NamedTuple):
    """Milliseconds of processor time, and bytes written to the terminal."""

    processor: float
    written: int


class Watched:
    """Starts a program on a new pseudo-terminal; leaving the block ends it with ctrl+c."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (120, 40)
    ) -> None:
        self._command = list(command)
        self._env = dict(env)
        self._size = size
        self._raw = b""
        self._glass = Glass()
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._beat = 0.0  # time of the last frame it drew by itself; 0: none
        self.started = 0.0
        self.cost = Cost(0, 0)

    def __enter__(self) -> "Watched":
        self.started = time.perf_counter()
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            columns, rows = self._size
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(self._command[0], self._command, self._env)  # noqa: S606
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        ends = time.monotonic() + PATIENCE
        memory = self._memory()
        self.press(b"\x03")
        while self._read(0.1) and time.monotonic() < ends:
            pass
        if time.monotonic() >= ends:
            os.kill(self._pid, signal.SIGKILL)
        _, _, used = os.wait4(self._pid, 0)
        os.close(self._terminal)
        self.cost = Cost(used.ru_utime + used.ru_stime, memory)

    def seen(self, *words: str) -> float:
        """Wait until all of these are on the screen; returns ms since the start.

        After a key: words that were not there before it. What stays is not written again.
        """
        return (self._when(*words) - self.started) * 1000

    def answered(self, key: bytes) -> float:
        """Press a key; returns the milliseconds until the last output that it caused."""
        if self._beat and (time.perf_counter() - self._beat) % BEAT > BEAT - NEAR:
            self.find_beat()
        pressed = last = time.perf_counter()
        self.press(key)
        self._waits(BEAT)  # for the first output
        while self._waits(QUIET) and self._read(0):
            last = time.perf_counter()
        return (last - pressed) * 1000

    def press(self, keys: bytes) -> None:
        """Type into the terminal."""
        os.write(self._terminal, keys)

    @property
    def processor(self) -> float:
        """Processor time so far in milliseconds, of all threads; on Linux only."""
        folder = f"/proc/{self._pid}/task"
        spent = 0
        for thread in os.listdir(folder):
            with open(f"{folder}/{thread}/schedstat", encoding="ascii") as told:
                spent += int(told.read().split()[0])
        return spent / 1_000_000

    def _memory(self) -> float:
        """Peak memory so far in MiB; on Linux only.

        Not ru_maxrss, which counts what this process held when it forked.
        """
        with open(f"/proc/{self._pid}/status", encoding="ascii", errors="replace") as told:
            return next(int(line.split()[1]) / 1024 for line in told if line.startswith("VmHWM"))

    def find_beat(self) -> None:
        """Wait until the program has drawn by itself once more, or turns out not to."""
        self._beat = 0.0
        if self._waits(1.5 * BEAT):
            self._beat = time.perf_counter()
            self.rest(QUIET)

    def rest(self, quiet: float) -> None:
        """Read until there is no more output for a while."""
        while self._waits(quiet) and self._read(0):
            pass

    @property
    def written(self) -> int:
        """How many bytes it has sent to the terminal."""
        return len(self._raw)

    @property
    def output(self) -> bytes:
        """All that it has sent to the terminal."""
        return self._raw

    @property
    def text(self) -> str:
        """What is on its screen."""
        return self._glass.text

    def drain(self) -> None:
        """Read what there is."""
        self._read(0)

    def fileno(self) -> int:
        return self._terminal

    def _when(self, *words: str) -> float:
        ends = time.monotonic() + PATIENCE
        while True:
            came = time.perf_counter()
            text = self.text
            if all(word in text for word in words):
                return came
            assert time.monotonic() < ends, f"never: {words}\n{text[-2000:]}"
            assert self._read(0.2), f"ended before: {words}\n{text[-2000:]}"

    def _waits(self, seconds: float) -> bool:
        return bool(select.select([self._terminal], [], [], seconds)[0])

    def _read(self, seconds: float) -> bool:
        """Read what is available; False once the program has closed its terminal."""
        if not self._waits(seconds):
            return True
        try:
            data = os.read(self._terminal, 1 << 20)
        except OSError:  # EIO on Linux
            return False
        self._raw += data
        self._glass.write(self._decode(data))
        return bool(data)


def watch(programs: Sequence[Watched], seconds: float) -> list[Used]:
    """What each of the programs uses while all of them run for so many seconds."""
    before = [(program.processor, program.written) for program in programs]
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        for program in select.select(programs, [], [], left)[0]:
            program.drain()
    return [
        Used(program.processor - used, program.written - written)
        for program, (used, written) in zip(programs, before, strict=True)
    ]
