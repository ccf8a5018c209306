"""How long a keystroke's search takes: `python tests/bench/bench_search.py`. Asserts nothing."""

import random
import statistics
import sys
import time

from rolecall.core.model import Target
from rolecall.core.search import Index, free_text_roles, highlights

SIZES = (10_000, 100_000)
SCRIPT = ("prod re", "pay eu admin", "pymts", "123456", "admin prod eu-central", "zzz", "tag7 read")
TEAMS = "payments billing data identity search media orders risk network platform".split()  # noqa: SIM905
STAGES = ("production", "prod", "staging", "preprod", "dev", "sandbox")
PLACES = ("eu", "us", "ap", "eu-central", "us-east")
ROLES = ("read", "readonly", "ReadOnlyAccess", "admin", "AdministratorAccess", "ops/deploy")


def made(count: int) -> list[Target]:
    chance = random.Random(7)  # noqa: S311
    targets: list[Target] = []
    while len(targets) < count:
        alias = "-".join(map(chance.choice, (TEAMS, STAGES, PLACES)))
        alias = f"{alias}-{len(targets) // 4}"
        account_id = f"{chance.randrange(10**12):012}"
        tags = (f"tag{chance.randrange(20)}", chance.choice(TEAMS))
        for role in chance.sample(ROLES, 4):
            source = chance.choice(("accounts file", "IAM policy"))
            targets.append(Target(account_id, (alias,), role, (source,), tags=tags))
    return targets[:count]


def milliseconds(action: object) -> float:
    assert callable(action)
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    print(f"{'targets':>8}  {'what':<28}{'median':>9}{'worst':>9}   ms")
    for size in SIZES:
        targets = made(size)
        print(f"{size:>8}  {'prepare':<28}{milliseconds(lambda: Index(targets)):>9.1f}")  # noqa: B023
        index = Index(targets)
        typed: list[float] = []
        whole: list[float] = []
        lines: list[float] = []
        for query in SCRIPT:
            for end in range(1, len(query) + 1):
                typed.append(milliseconds(lambda: index.search(query[:end])))  # noqa: B023
            index.search("")
            for _ in range(5):
                index.search("~")
                whole.append(milliseconds(lambda: index.search(query)))  # noqa: B023
            lines.append(milliseconds(lambda: free_text_roles(index, query)))  # noqa: B023
        drawn = [milliseconds(lambda: highlights(targets[0], query)) for query in SCRIPT]  # noqa: B023
        for what, times in (
            ("letter by letter", typed),
            ("a whole query at once", whole),
            ("lines for roles as typed", lines),
            ("highlights of one row", drawn),
        ):
            print(f"{size:>8}  {what:<28}{statistics.median(times):>9.2f}{max(times):>9.2f}")
            if "-v" in sys.argv:
                print(*(f"{taken:.1f}" for taken in times))


if __name__ == "__main__":
    main()
