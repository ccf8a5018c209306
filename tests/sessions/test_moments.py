"""The expiration of other tools' sessions, in every format that they write."""

from datetime import UTC, datetime

import pytest

from rolecall.sessions.other_session import moment

THEN = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)
EPOCH = int(THEN.timestamp())


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-29T02:30:00Z",
        "2026-03-29T02:30:00UTC",
        "2026-03-29T02:30:00 UTC",
        " 2026-03-29T02:30:00+00:00\n",
        "2026-03-29T04:30:00+02:00",
        f"{EPOCH}",
        f"{EPOCH}000",
    ],
)
def test_a_time_with_its_zone_is_that_moment_whoever_wrote_it(text: str) -> None:
    assert moment(text) == moment(text, is_local=True) == moment(text, is_local=False) == THEN


def test_a_time_without_a_zone_is_utc_or_this_machines_or_unknown() -> None:
    text = "2026-03-29 02:30:00"
    assert moment(text, is_local=False) == THEN
    assert moment(text, is_local=True) == datetime(2026, 3, 29, 2, 30).astimezone(UTC)
    with pytest.raises(ValueError):
        moment(text)


@pytest.mark.parametrize("text", ["", "soon", "UTC", "2026-03-29", "9999-12-31 23:59:59", "1" * 41])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        moment(text, is_local=False)
