"""A clock under the control of a test."""


class SettableClock:
    """A replacement for `time.time` that stands still; `advance` moves it by seconds."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds
