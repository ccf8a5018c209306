"""A clock that stands still until it is told otherwise, for a world that is under test."""


class SettableClock:
    """Epoch seconds, as `time.time` would give them; `advance` moves it on."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds
