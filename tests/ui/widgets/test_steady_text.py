"""A text that requests a layout only when its size changes."""

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from rolecall.ui.widgets.steady_text import SteadyText


class Page(App[None]):
    CSS = """
    #grows { height: auto; width: 20; }
    #line { height: 1; width: 100%; }
    #end { height: 1; width: auto; }
    """

    def compose(self) -> ComposeResult:
        yield SteadyText("one", id="grows")
        yield SteadyText("one", id="line")
        yield SteadyText("one", id="end")
        yield Static("below", id="below")

    def watch_layouts(self) -> list[object]:
        """Records every widget that requests a layout from now on."""
        seen: list[object] = []
        for widget in self.query(SteadyText):
            refresh = widget.refresh

            def told(*regions: object, _refresh: object = refresh, **how: object) -> object:
                seen.extend([regions] if how.get("layout") else [])
                return _refresh(*regions, **how)  # type: ignore[operator]

            widget.refresh = told  # type: ignore[method-assign,assignment]
        return seen


@pytest.mark.parametrize(
    ("name", "text", "lays_out"),
    [
        ("grows", "two", False),
        ("grows", "two words that are longer than it is wide", True),
        ("grows", "two\nlines", True),
        ("line", "as long as ever it likes to be", False),
        ("end", "two", False),
        ("end", "three", True),
    ],
)
async def test_the_page_is_laid_out_where_the_room_changes(
    name: str, text: str, lays_out: bool
) -> None:
    page = Page()
    async with page.run_test(size=(60, 20)) as pilot:
        seen = page.watch_layouts()
        page.query_one(f"#{name}", SteadyText).update(Content(text))
        assert bool(seen) is lays_out
        await pilot.pause()
        width = page.query_one(f"#{name}", SteadyText).content_size.width
        if name == "end":
            assert width == len(text)
        rows = [page.query_one(f"#{one}").region for one in ("grows", "line", "end", "below")]
        assert [row.y for row in rows[1:]] == [row.bottom for row in rows[:-1]]


async def test_the_same_again_draws_nothing_and_another_style_does() -> None:
    page = Page()
    async with page.run_test(size=(60, 20)):
        text = page.query_one("#line", SteadyText)
        text.update(Content("two"))
        seen: list[object] = []
        text.refresh = lambda *regions, **how: seen.append(how) or text  # type: ignore
        text.update(Content("two"))
        assert not seen
        text.update(Content.styled("two", "bold"))
        assert seen
