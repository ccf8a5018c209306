"""The table of times: ratios of pairs, goals, and the page that they are written into."""

import pytest

from tests.bench.__main__ import PAGE, PARTS, replaced, section
from tests.bench.table import absolute, cells, paired


def test_the_ratio_is_that_of_the_turns_and_not_of_the_medians() -> None:
    row = paired("work", [10, 40, 30], [10, 20, 60], 1.0)
    assert (row.ours, row.reference, row.ratio) == (30, 20, 1.0)
    assert row.reached


def test_a_goal_is_a_ratio_or_a_value() -> None:
    assert paired("work", [12.0], [10.0], 1.1).reached is False
    assert absolute("work", [12.0], 12).reached
    assert absolute("work", [12.1], 12).reached is False
    assert absolute("work", [12.1], None).reached is None
    assert "missed" in cells(paired("work", [12.0], [10.0], 1.1))


def test_only_the_part_that_was_measured_changes() -> None:
    page = PAGE.read_text()
    for part in PARTS:
        text = section(part, [absolute("work of today", [1.0, 2.0], 1.4, "ms", "nothing")])
        after = replaced(page, part, text)
        assert after.count("work of today") == 1
        assert replaced(after, part, text) == after
        head, _, tail = page.partition(f"<!-- {part} -->")
        assert after.startswith(head)
        assert after.endswith(tail.partition(f"<!-- end of {part} -->")[2])


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no marks of picker"):
        replaced("# Nothing", "picker", "")
