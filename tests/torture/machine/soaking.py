"""Takes one role again and again in one process: `python soaking.py CYCLES`.

By the calls that the picker makes, in its threads and on an event loop, without a page.

Prints a line of figures after WARM cycles, and one at the end: RSS in KiB, open descriptors,
threads, and children that are zombies.
"""

import asyncio
import gc
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.forgetting import forget_session
from rolecall.signin.plan import Plan
from rolecall.signin.prompters import SilentPrompter
from rolecall.ui.threads import in_thread

WARM = 100  # cycles after which everything is imported and cached
Forget = Callable[[], Awaitable[None]]
Take = Callable[..., Awaitable[None]]


def figures() -> dict[str, int]:
    """The present figures of this process."""
    gc.collect()
    status = Path("/proc/self/status").read_text().splitlines()
    rss = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    states = [Path(f"/proc/{pid}/stat") for pid in filter(str.isdigit, os.listdir("/proc"))]
    found = [path.read_text().rpartition(")")[2].split()[:2] for path in states if path.exists()]
    return {
        "rss": rss,
        "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(),
        "zombies": sum(one == ["Z", str(os.getpid())] for one in found),
    }


async def at_desk(desk: Desk, plan: Plan, cycles: int) -> None:
    async def forget_it() -> None:
        request = desk.store.role_sessions()[0].request
        await in_thread(lambda: forget_session(desk.paths, desk.store, request), "forget")

    async def take(*, anew: bool) -> None:
        prompter = SilentPrompter()
        if anew:
            await in_thread(lambda: desk.role_session(plan, prompter, renew=True), "sign-in")
        else:
            await in_thread(lambda: desk.become(plan, prompter), "sign-in")

    await go_on(desk, plan, cycles, forget_it, take)


async def go_on(desk: Desk, plan: Plan, cycles: int, forget_it: Forget, take: Take) -> None:
    """Take the role in turns anew beside the one that is held, and after it was forgotten."""
    before = None
    for cycle in range(cycles):
        if cycle == WARM:
            print(figures(), flush=True)
        if cycle % 2:
            await forget_it()
        await take(anew=not cycle % 2)
        (session,) = desk.store.role_sessions()
        assert session.credentials.access_key_id != before, cycle
        before = session.credentials.access_key_id
        if cycle % 1_000 == 999:
            print(figures(), file=sys.stderr, flush=True)
    print(figures(), flush=True)


async def main(cycles: int) -> None:
    desk = open_desk()
    target = next(t for t in desk.catalog.targets if (t.alias, t.role) == ("sandbox", "developer"))
    await at_desk(desk, desk.plan(target), cycles)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
