"""Captures the drawn page for the next start, with blanks where the content will change."""

from contextlib import suppress

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from rolecall.ui.page.header import Header
from rolecall.ui.page.message_line import MessageLine
from rolecall.ui.page.picker import Picker
from rolecall.ui.startup.first_page import FirstPage
from rolecall.ui.targets.target_list import TargetList
from rolecall.ui.threads import in_thread

STARTING = "starting …"  # where the prompt will be
_OF_THE_MOMENT = (
    "#card-plan, #card-digits, #card-bar, #card-state, #card-facts, #strip-name, #strip-bar"
)


async def keep_page(picker: Picker, first_page: FirstPage) -> None:
    """Saves the page as it is drawn, if the user has not touched it yet."""
    # Only an optimization: whatever goes wrong, the picker goes on without it.
    with suppress(Exception):
        if not _is_idle(picker):
            return
        size = (picker.size.width, picker.size.height)
        lines, ends = page_lines(picker), _ends(picker)
        picker.run_worker(
            in_thread(lambda: first_page.keep(size, lines, ends), "first page"),
            description="first page",
            exit_on_error=False,
        )


def page_lines(picker: Picker) -> list[str]:
    """Returns the lines as sent to the terminal, blank where they depend on the time."""
    # Private API: the only public way to what Textual draws is its SVG export.
    strips = picker._compositor.render_strips(picker.size)
    for region in _of_the_moment(picker):
        for y in range(max(0, region.y), min(region.bottom, len(strips))):
            strips[y] = _blanked(strips[y], region.x, region.right)
    prompt, query = (picker.query_one(part).region for part in ("#prompt", "#query"))
    if 0 <= query.y < len(strips):
        strips[query.y] = _worded(strips[query.y], prompt.x, query.right, query.x, STARTING)
    return [strip.render(picker.app.console) for strip in strips]


def _is_idle(picker: Picker) -> bool:
    untouched = not picker.was_searched and picker.app.screen is picker
    has_message = picker.query_one(MessageLine).has_class("-shown")
    is_usual = not picker.on_sessions and not picker.targets.is_first_run
    return picker.is_open and untouched and is_usual and not has_message


def _ends(picker: Picker) -> float:
    """Returns when the first of the held sessions ends, in seconds since the epoch.

    Without any: a time that is never reached.
    """
    held = [s.credentials.expiration.timestamp() for s in picker.held.running]
    return min(held, default=float(2**53))


def _of_the_moment(picker: Picker) -> list[Region]:
    header, targets = picker.query_one(Header), picker.query_one(TargetList)
    left = header.content_region.x + header.sessions_from
    parts = [Region(left, header.region.y, picker.size.width - left, 1)]
    rows = targets.scrollable_content_region
    before = targets.columns.before_time
    parts.append(Region(rows.x + before, rows.y, rows.width - before, rows.height))
    return parts + [part.region for part in picker.query(_OF_THE_MOMENT) if part.display]


def _worded(strip: Strip, left: int, right: int, start: int, words: str) -> Strip:
    """Returns the strip with words, in the style of the longest text there, in place of all text.

    The prompt and the cursor would look as if the picker could be typed into already.
    """
    right = min(right, strip.cell_length)
    texts = list(strip.crop(left, right))
    if start >= right or not texts:  # the window is too narrow for the query
        return strip
    longest = max(texts, key=lambda segment: len(segment.text.strip()))
    blank = _blanked(strip, left, right)
    shown = Strip([Segment(words[: max(0, right - start)], longest.style)])
    end = start + shown.cell_length
    return Strip.join([blank.crop(0, start), shown, blank.crop(end, blank.cell_length)])


def _blanked(strip: Strip, left: int, right: int) -> Strip:
    """Returns the strip with blanks between two columns, in the background colours it has."""
    # In a narrow window a part may be wholly or partly outside.
    right = min(right, strip.cell_length)
    left = max(0, min(left, right))
    before, between, after = strip.crop(0, left), strip.crop(left, right), strip.crop(right)
    blanks = [
        Segment(" " * segment.cell_length, Style(bgcolor=(segment.style or Style()).bgcolor))
        for segment in between
    ]
    return Strip.join([before, Strip(blanks), after])
