"""A rendered row is always exactly as wide as the list, whatever its text."""

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from rolecall.core.model import Target
from rolecall.core.search.index import highlights
from rolecall.ui.state.busy import RowWords
from rolecall.ui.state.held import TimeLeft
from rolecall.ui.targets.target_columns import columns_for
from rolecall.ui.targets.target_row import TargetRow, heading_strip, target_strip, typed_strip

PLAIN, MATCHED = Style(), Style(bold=True)
WORDS = (
    st.text(max_size=40)
    | st.text("本番環境é👩‍️ｱ-prod\u200b\u202e\u3000\U000e0041", max_size=30)
    | st.just("x" * 10_240)
)
WIDTHS = st.integers(1, 160)


def _ink(*names: str) -> Style:
    return MATCHED if "list--match" in names else PLAIN


def _target(alias: str = "sandbox", role: str = "developer", protected: bool = False) -> Target:
    return Target("444455556666", (alias,), role, protected=protected, tags=("test",))


targets = st.builds(_target, WORDS.filter(bool), WORDS.filter(bool), st.booleans())
held = st.none() | st.builds(TimeLeft, st.integers(-5, 50_000), st.integers(0, 50_000))


@given(
    targets,
    st.text(max_size=8),
    held,
    st.sampled_from([RowWords(), RowWords("asking AWS …"), RowWords("refused", is_refused=True)]),
    st.booleans(),
    WIDTHS,
    st.booleans(),
    WORDS,
)
def test_a_targets_row_is_exactly_as_wide_as_the_list(
    target: Target,
    query: str,
    held: TimeLeft | None,
    busy: RowWords,
    cursor: bool,
    width: int,
    narrow: bool,
    profile: str,
) -> None:
    row = TargetRow(target, highlights(target, query), held, busy, cursor, qualifier=profile)
    strip = target_strip(row, columns_for(width, narrow), width, _ink)
    assert sum(cell_len(segment.text) for segment in strip) == width
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", strip.text)


@given(targets, WORDS, WIDTHS, st.booleans(), st.booleans())
def test_a_typed_roles_row_is_exactly_as_wide_as_the_list(
    target: Target, role: str, width: int, narrow: bool, cursor: bool
) -> None:
    strip = typed_strip(role, target, columns_for(width, narrow), width, cursor, _ink)
    assert sum(cell_len(segment.text) for segment in strip) == width


@given(st.text("Held now本", max_size=30), WIDTHS, st.booleans())
def test_a_groups_name_is_exactly_as_wide_as_the_list(words: str, width: int, narrow: bool) -> None:
    strip = heading_strip(words, columns_for(width, narrow), width, _ink)
    assert sum(cell_len(segment.text) for segment in strip) == width


def _row(target: Target, query: str = "", held: TimeLeft | None = None, width: int = 75) -> str:
    row = TargetRow(target, highlights(target, query), held)
    return target_strip(row, columns_for(width, narrow=False), width, _ink).text


def test_the_columns_of_all_rows_stand_above_each_other() -> None:
    rows = [
        _row(_target()),
        _row(_target("本番環境", "読み取り")),
        _row(_target("production", protected=True)),
        _row(_target("x" * 90, "y" * 90)),
    ]
    places = {cell_len(row[: row.index("444455556666")]) for row in rows}
    assert len(places) == 1


def test_a_long_name_keeps_its_ends() -> None:
    shown = _row(_target("payments-production-of-the-whole-company-central"))
    assert re.search(r"payments-\S*…\S*central", shown)


def test_matched_letters_are_marked_also_where_the_middle_is_cut() -> None:
    target = _target("payments-production-of-the-whole-company-central")
    row = TargetRow(target, highlights(target, "pay company central"))
    strip = target_strip(row, columns_for(75, narrow=False), 75, _ink)
    marked = [piece.text for piece in strip if piece.style == MATCHED]
    assert marked[0] == "pay"
    assert marked[-1] == "central"
    assert "…" not in "".join(marked)


def test_a_held_row_says_its_time_by_number_and_sign() -> None:
    assert _row(_target(), held=TimeLeft(2530, 3600)).rstrip().endswith("42:10 ●")
    assert _row(_target(), held=TimeLeft(600, 3600)).rstrip().endswith("10:00 ▲")
    assert _row(_target(), held=TimeLeft(60, 3600)).rstrip().endswith("1:00 !")
    assert _row(_target(), held=TimeLeft(0, 3600)).rstrip().endswith("444455556666")


def test_the_bar_is_as_long_at_an_hour_as_a_second_later() -> None:
    whole = _row(_target(), held=TimeLeft(3600, 3600), width=76)
    assert "━━━━━━ 1:00:00 ●" in whole
    later = _row(_target(), held=TimeLeft(3599, 3600), width=76)
    assert later.index("━") == whole.index("━")
    assert sum(map(later.count, "━╾─")) == sum(map(whole.count, "━╾─"))


def test_protected_is_a_word_where_there_is_room_and_a_sign_everywhere() -> None:
    target = _target("production", protected=True)
    assert "protected ◆" in _row(target)
    narrow = target_strip(
        TargetRow(target, highlights(target, "")), columns_for(40, narrow=True), 40, _ink
    ).text
    assert "◆" in narrow
    assert "protected" not in narrow


def test_the_letters_marked_are_those_that_matched_behind_an_escape() -> None:
    target = _target("pro\u200bd-\U000e0041eu", role="re\u202ead")
    for query, marked in (("eu", ["eu"]), ("ad", ["ad"]), ("pro\u200bd", [r"pro\u200bd"])):
        row = TargetRow(target, highlights(target, query))
        strip = target_strip(row, columns_for(120, narrow=False), 120, _ink)
        assert [segment.text for segment in strip if segment.style == MATCHED] == marked
        assert r"pro\u200bd-\U000e0041eu" in strip.text
        assert r"re\u202ead" in strip.text


def test_a_reason_without_a_column_is_measured_as_it_is_shown() -> None:
    target = _target()._replace(tags=("pci\u200b\u200b",))
    row = TargetRow(target, highlights(target, "pci"))
    strip = target_strip(row, columns_for(120, narrow=False), 120, _ink)
    assert r"tag: pci\u200b\u200b" in strip.text
    assert [segment.text for segment in strip if segment.style == MATCHED] == ["pci"]


def test_the_profile_that_tells_a_row_apart_stands_beside_the_account() -> None:
    row = TargetRow(_target(), highlights(_target(), "sand"), qualifier="profile möbel 日本")
    text = target_strip(row, columns_for(80, False), 80, _ink).text
    assert "sandbox" in text and "profile möbel 日本" in text
    assert (
        "profile"
        not in target_strip(row._replace(qualifier=""), columns_for(80, False), 80, _ink).text
    )
