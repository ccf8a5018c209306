"""What the user prefers: pinned targets, and how often and how lately each was used."""

from collections.abc import Collection, Mapping, Sequence

from rolecall.core.model import Target
from rolecall.core.state.state import Recent, target_key

_HALF_LIFE = 14 * 24 * 3600  # seconds after which a use counts half


def preferences(
    targets: Sequence[Target], recents: Mapping[str, Recent], pins: Collection[str], at: float
) -> tuple[dict[str, float], set[str]]:
    """Returns how much each target is used, and which are pinned, both by ARN.

    `recents` and `pins` go by `target_key`, as in state.toml; `at`: seconds since the epoch.
    """
    if not recents and not pins:
        return {}, set()
    accounts = {key.partition("/")[0] for key in (*recents, *pins)}
    used: dict[str, float] = {}
    pinned: set[str] = set()
    for target in targets:
        if target.account_id not in accounts:
            continue
        key = target_key(target.account_id, target.role)
        if recent := recents.get(key):
            age = max(0.0, at - recent.used)
            used[target.arn] = recent.times * 0.5 ** (age / _HALF_LIFE)
        if key in pins:
            pinned.add(target.arn)
    return used, pinned
