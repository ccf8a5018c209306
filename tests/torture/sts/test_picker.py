"""The picker after the machine has slept: T12."""

from tests.drivers.picker import WorldAround
from tests.torture.figure import Figure


async def test_T12_sleep(world: WorldAround, figure: Figure) -> None:
    """By the picker's own tick, the first after the machine has slept for eight hours."""
    world.hold("sandbox", "developer")
    world.hold("staging", "developer")
    async with world.picker() as walk:
        await walk.press("ctrl+t")
        await walk.see("● fresh")
        assert "× expired" not in walk.text
        ticks: list[str] = []
        look_again = walk.picker.sessions.look_again

        def noting() -> None:
            look_again()
            ticks.append("")

        walk.picker.sessions.look_again = noting  # type: ignore[method-assign]
        world.clock.advance(8 * 3_600)
        await walk.until(lambda: ticks, "the picker looks again by itself")
        for account in ("444455556666", "333344445555"):
            assert "× expired" in walk.line(account), ticks
    figure("expired at the next tick, within a second")
