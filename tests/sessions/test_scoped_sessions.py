"""A session of one scope never stands in for one of another, whatever the scopes are."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolecall.core.scope import NO_SCOPE, Scope
from rolecall.sessions.store import SessionStore
from tests.samples.mfa_sessions import NOW, request, role_session
from tests.samples.session_files import forge, only_file

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
TAGS = st.dictionaries(TEXT, TEXT, max_size=3)
SAMPLE = Scope('{"Statement":[]}', True, (("a", "é"), ("b", "")), ("b",), "alice")


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    """Any scope, the empty one included; short texts, so that fields are often alike."""
    tags = tuple(sorted(draw(TAGS).items()))
    keys = [key for key, _ in tags]
    transitive = sorted(draw(st.sets(st.sampled_from(keys)))) if keys else []
    return Scope(draw(TEXT), draw(st.booleans()), tags, tuple(transitive), draw(TEXT))


def held(scope: Scope, store: SessionStore) -> bool:
    return store.role_session(request()._replace(scope=scope), NOW) is not None


@given(kept=scopes(), asked=scopes())
@settings(max_examples=300, deadline=None)
def test_a_session_answers_its_own_scope_and_no_other(kept: Scope, asked: Scope) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = SessionStore(f"{folder}/sessions")
        session = role_session()
        session = session._replace(request=session.request._replace(scope=kept))
        store.keep_role(session)
        assert held(kept, store)
        assert held(asked, store) == (asked == kept)
        assert held(NO_SCOPE, store) == (kept == NO_SCOPE)
        assert store.role_sessions() == [session]
        assert store.forget_role(session.request._replace(scope=asked)) == (asked == kept)
        assert held(kept, store) == (asked != kept)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """The file of a session with every kind of scope."""
    store = SessionStore(str(tmp_path / "sessions"))
    session = role_session()
    store.keep_role(session._replace(request=session.request._replace(scope=SAMPLE)))
    found = only_file(tmp_path / "sessions")
    assert held(SAMPLE, store)
    yield found


MEDDLED: list[object] = [
    None,
    {},
    [],
    "read_only",
    {"read_only": 1},
    {"read_only": "yes"},
    {"read_only": False},
    {"policy": ["{}"]},
    {"policy": "\ud800"},
    {"source_identity": True},
    {"session_tags": {"a": "b"}},
    {"session_tags": [["a"]]},
    {"session_tags": [["a", 1]]},
    {"session_tags": [["b", ""], ["a", ""]]},
    {"session_tags": [["a", ""], ["a", "x"]]},
    {"transitive": ["a"]},
    {"session_tags": [["a", ""]], "transitive": "a"},
    {"read_only": True, "of_later": "x"},
]


@pytest.mark.parametrize("scope", MEDDLED, ids=str)
def test_a_scope_that_was_meddled_with_is_no_session(file: Path, scope: object) -> None:
    fields = json.loads(file.read_bytes())["request"]
    forge(file, request={**fields, "scope": scope})
    store = SessionStore(str(file.parent))
    assert not held(SAMPLE, store)
    assert not held(NO_SCOPE, store)
    assert store.role_sessions() == []


def test_a_scope_that_was_taken_out_or_exchanged_is_no_session(file: Path) -> None:
    """The file of a narrowed session never hands out as another one, well formed as it is."""
    fields = json.loads(file.read_bytes())["request"]
    store = SessionStore(str(file.parent))
    bare = {name: value for name, value in fields.items() if name != "scope"}
    for other in (bare, {**fields, "scope": {"read_only": True}}):
        forge(file, request=other)
        assert not held(SAMPLE, store)
        assert store.role_sessions() == []
