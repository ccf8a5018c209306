"""What the picker does when nobody has been at work for a while."""

from rolecall.ui.flows.every_second import CALM, Calm


def test_calm_comes_once_and_only_when_nothing_changed() -> None:
    calm = Calm()
    assert not calm.comes("a", 0)
    assert not calm.comes("a", CALM - 1)
    assert not calm.comes("b", CALM), "somebody is at work"
    assert not calm.comes("b", 2 * CALM - 1)
    assert calm.comes("b", 2 * CALM)
    assert not calm.comes("b", 9 * CALM), "it came already"
    assert not calm.comes("a", 9 * CALM)
    assert calm.comes("a", 10 * CALM)
