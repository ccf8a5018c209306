"""When the picker counts as idle."""

from rolecall.ui.flows.every_second import IDLE_SECONDS, IdleTimer


def test_the_idle_timer_fires_once_per_period_without_a_change() -> None:
    timer = IdleTimer()
    assert not timer.fires("a", 0)
    assert not timer.fires("a", IDLE_SECONDS - 1)
    assert not timer.fires("b", IDLE_SECONDS), "a change starts the period anew"
    assert not timer.fires("b", 2 * IDLE_SECONDS - 1)
    assert timer.fires("b", 2 * IDLE_SECONDS)
    assert not timer.fires("b", 9 * IDLE_SECONDS), "it fired already"
    assert not timer.fires("a", 9 * IDLE_SECONDS)
    assert timer.fires("a", 10 * IDLE_SECONDS)
