"""A text that changes often, and requests a layout only when its size must change."""

from textual.content import Content
from textual.visual import VisualType
from textual.widgets import Static


class SteadyText(Static):
    """A `Static` that avoids layouts: one layout of the page takes longer than a key may take to
    be answered.
    """

    _given: Content | None = None

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Replaces the content; the same content again draws nothing."""
        before, now = self._given, Content(content) if isinstance(content, str) else content
        self._given = now if isinstance(now, Content) else None
        if self._given is not None:
            if before is not None and self._given.is_same(before):
                return
            layout = layout and not self._has_room(self._given)
        super().update(now, layout=layout)

    def _has_room(self, content: Content) -> bool:
        """Returns whether a layout would leave the widget the size it has."""
        width, height = self.styles.width, self.styles.height
        fixed_width = width is not None and not width.is_auto
        if fixed_width and height is not None and not height.is_auto:
            return True
        size = self.content_size
        if not size:  # hidden, or no layout yet
            return False
        lines = content.split("\n") if content.plain else [content]
        if not fixed_width and max(line.cell_length for line in lines) != size.width:
            return False
        least = self.styles.min_height
        needed = content.get_height(self.styles.get_rules(), size.width)
        return max(needed, int(least.value) if least else 0) == size.height
