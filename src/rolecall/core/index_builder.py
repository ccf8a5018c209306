"""An index made a slice at a time, by a loop that has a screen to draw in between."""

from collections.abc import Collection, Mapping, Sequence

from rolecall.core.layout import Layout, laying_out
from rolecall.core.model import Target
from rolecall.core.search import Index


class IndexBuilder:
    """Lays out 1,000 targets a step, which takes some milliseconds."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        self._slices = laying_out(targets)
        self._layout: Layout | None = None

    def step(self) -> bool:
        """Do a slice; says whether all is done."""
        if self._layout is None:
            try:
                next(self._slices)
            except StopIteration as done:
                self._layout = done.value
        return self._layout is not None

    def layout(self) -> Layout:
        """All laid out; does at once whatever is left to do."""
        while self._layout is None:
            self.step()
        return self._layout

    def index(self, used: Mapping[str, float] = {}, pinned: Collection[str] = ()) -> Index:
        """The index; does at once whatever is left to do."""
        return Index(self._targets, used, pinned, self.layout())
