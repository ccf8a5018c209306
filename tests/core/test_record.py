"""Records: fields by place and by name, defaults, and wrong fields refused."""

import pytest

from rolecall.core.record import Record


class Point(Record):
    x: int
    y: int
    label: str = ""


def test_fields_come_by_place_and_by_name() -> None:
    point = Point(1, y=2)
    assert (point.x, point.y, point.label) == (1, 2, "")


def test_a_copy_has_other_values() -> None:
    first = Point(1, 2, "a")
    second = first.replaced(y=3)
    assert (second.x, second.y, second.label) == (1, 3, "a")
    assert (first.y, first == second, first == Point(1, 2, "a")) == (2, False, False)


@pytest.mark.parametrize(
    ("values", "named"),
    [((1,), {}), ((1, 2, "", 4), {}), ((1, 2), {"x": 1}), ((1, 2), {"z": 3}), ((), {"label": "a"})],
)
def test_wrong_fields_are_refused(values: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="Point takes the fields x, y, label"):
        Point(*values, **named)  # type: ignore[arg-type]
