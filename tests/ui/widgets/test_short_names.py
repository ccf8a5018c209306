"""Account and role in a line of limited width."""

from hypothesis import given
from hypothesis import strategies as st

from rolecall.ui.widgets.short_names import cut_both, name_line

names = st.text("abc本-", min_size=1, max_size=64)


@given(names, names, st.booleans(), st.integers(20, 200))
def test_a_line_is_no_longer_than_its_room(
    account: str, role: str, protected: bool, room: int
) -> None:
    line = name_line(account, role, protected=protected, room=room)
    assert line.cell_length <= room
    assert line.plain.endswith("◆") is protected


def test_the_word_goes_before_a_name_is_cut() -> None:
    def line(room: int) -> str:
        return name_line("production", "read", protected=True, room=room).plain

    assert line(30) == "production  read   protected ◆"
    assert line(29) == "production  read ◆"
    assert line(17) == "prod…tion  read ◆"


def test_a_short_name_leaves_its_rest_to_the_other() -> None:
    assert cut_both("production", "read", 14) == ("production", "read")
    assert cut_both("x" * 30, "read", 24) == (f"{'x' * 10}…{'x' * 9}", "read")
    assert cut_both("eu", "y" * 30, 12) == ("eu", "yyyyy…yyyy")
