"""HTTP requests and responses as the embedded AWS passes them between its modules."""

from dataclasses import dataclass
from typing import NamedTuple


class HttpRequest(NamedTuple):
    """A request as it was received; header names are in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class HttpResponse:
    """A response, with the transport failures that the listener is to simulate."""

    status: int
    body: bytes
    content_type: str = "text/xml"
    headers: tuple[tuple[str, str], ...] = ()
    cut: int | None = None  # bytes of the body to send before closing the connection
    reset: bool = False  # close with a TCP reset, before any byte
    pace: float = 0.0  # seconds between two bytes of the body
