"""Garbage collection runs while idle: of new objects, and a full one on request."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from rolecall.core.process import garbage_collection


class Knot:
    """An object that references itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.enable()
    gc.unfreeze()


def _old() -> "weakref.ref[Knot]":
    """A garbage cycle that survived the young collections while it was in use."""
    knot = Knot()
    gc.collect(0)
    gc.collect(1)
    return weakref.ref(knot)


def _many_come() -> None:
    kept = [[number] for number in range(100_000)]
    assert kept


def test_nothing_is_looked_for_in_a_pause() -> None:
    garbage_collection.pause()
    knot = weakref.ref(Knot())
    _many_come()
    assert knot() is not None


def test_what_is_new_is_looked_at_by_itself_and_the_rest_when_told_to() -> None:
    garbage_collection.pause()
    garbage_collection.resume_for_new_objects()
    new, old = weakref.ref(Knot()), _old()
    for _ in range(3):
        _many_come()
    assert new() is None
    assert old() is not None
    garbage_collection.collect_when_idle()
    assert old() is None


def test_without_a_pause_all_stays_as_python_does_it() -> None:
    thresholds = gc.get_threshold()
    garbage_collection.resume_for_new_objects()
    old = _old()
    garbage_collection.collect_when_idle()
    assert gc.get_threshold() == thresholds
    assert old() is not None


def test_what_was_there_before_is_never_looked_at() -> None:
    garbage_collection.pause()
    before = gc.get_freeze_count()
    garbage_collection.resume()
    assert gc.get_freeze_count() > before
    assert gc.isenabled()
