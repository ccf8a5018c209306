"""Text is made safe to display: no escape sequences, no hidden characters, no look-alike names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolecall.core.safe_text import HIDDEN, LONGEST, safe_text, shown_spans, without_escapes
from rolecall.core.search.index import Index, highlights
from tests.samples.targets import target

SEEN_FORMATS = "\u0600\u06dd\u070f\u0890\u08e2\U000110bd\U000110cd"  # Cf, but drawn


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("pro\u200bd", r"pro\u200bd"),
        ("a\u202eb\u2066", r"a\u202eb\u2066"),
        ("a\u00a0b\u3000c\u2003d\u202fe\u1680", r"a\u00a0b\u3000c\u2003d\u202fe\u1680"),
        ("a\u2800\u115f\u1160\u3164\uffa0\ufffc", r"a\u2800\u115f\u1160\u3164\uffa0\ufffc"),
        ("a\ufe0fb\ufe00\u180b\U000e0100", r"a\ufe0fb\ufe00\u180b\U000e0100"),
        ("a\U000e0041\U000e007f", r"a\U000e0041\U000e007f"),
        ("a\u034f\u17b4\u00ad\u2060\ufeff\u061c", r"a\u034f\u17b4\u00ad\u2060\ufeff\u061c"),
        ("\x1b[2J\x07\x00\x7f\x9b\t\n", r"\u001b[2J\u0007\u0000\u007f\u009b\u0009\u000a"),
        ("\ud800x\udcff", r"\ud800x\udcff"),
        ("👩\u200d👩", r"👩\u200d👩"),
        ("two words", "two words"),
        ("Zu\u0308rich é 本番 שלום 👍🏽 🇩🇪 ½ ´ �", "Zu\u0308rich é 本番 שלום 👍🏽 🇩🇪 ½ ´ �"),
        ("e" + "\u0301" * 100, "e" + "\u0301" * 100),
        (r"a\u202x \u \n", r"a\u202x \u \n"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(name: str, shown: str) -> None:
    assert safe_text(name) == shown


def test_no_control_format_or_blank_of_unicode_is_left_out() -> None:
    for code in range(0x110000):
        sign = chr(code)
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp"):
            escaped = safe_text(sign) != sign
            assert escaped == (sign not in f" {SEEN_FORMATS}\u0601\u0602\u0603\u0604\u0605\u0891")


def test_the_ranges_are_in_order_as_the_shells_want_them() -> None:
    ends = [end for pair in HIDDEN for end in pair]
    assert ends == sorted(ends)


@given(st.text(max_size=400))
def test_it_is_safe_stays_as_it_is_and_is_never_too_long(name: str) -> None:
    shown = safe_text(name)
    assert not any(first <= ord(sign) <= last for sign in shown for first, last in HIDDEN)
    assert safe_text(shown) == shown
    assert len(shown) <= LONGEST


@given(st.text(max_size=20), st.text(max_size=20))
def test_two_names_never_look_alike(one: str, other: str) -> None:
    # Only a name that spells out an escape cannot be distinguished.
    if one != other and "\\" not in one + other:
        assert safe_text(one) != safe_text(other)


def test_a_name_is_not_cut_within_an_escape() -> None:
    for length in range(2, 9):
        assert safe_text("ab\u202ecdefgh", length) in ("a…", "ab…", r"ab\u202e…"), length
    assert safe_text("a\\u20" + "b" * 20, 6) == "a…"


@given(st.text("ab\u200b\u202e\U000e0041é", max_size=30), st.data())
def test_spans_are_of_the_same_letters_where_they_are_shown(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name)))
    end = data.draw(st.integers(start, len(name)))
    [(first, last)] = shown_spans(name, [(start, end)])
    assert safe_text(name, 1000)[first:last] == safe_text(name[start:end], 1000)


def test_a_query_finds_the_true_name_and_marks_what_is_shown_of_it() -> None:
    rows = [target("pro\u200bd-eu", "read"), target("prod-eu", "read"), target("a\u3000b", "x")]
    index = Index(rows)
    for query in ("pro\u200bd", r"pro\u200bd", r"PRO\u200bd eu"):
        assert index.search(query) == [0]
    assert set(index.search("eu")) == {0, 1}
    assert 2 in index.search(r"a\u3000b")
    alias = rows[0].alias
    [(start, end)] = shown_spans(alias, highlights(rows[0], "eu").account)
    assert safe_text(alias)[start:end] == "eu"


def test_only_escapes_of_what_is_hidden_are_read_back() -> None:
    assert without_escapes(r"\u202e\U000e0041\u0061\u12 \n") == "\u202e\U000e0041\\u0061\\u12 \\n"
