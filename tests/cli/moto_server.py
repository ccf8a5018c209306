"""moto's AWS behind a real endpoint: a second opinion on policies and ARNs."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from moto.server import ThreadedMotoServer

MOTO_ACCOUNT = "123456789012"  # where calls with made-up keys land


@contextmanager
def running_moto() -> Iterator[str]:
    """The endpoint of an empty world."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        connection = HTTPConnection(host, port, timeout=30)
        connection.request("POST", "/moto-api/reset")  # its world outlives the server
        reset = connection.getresponse().status
        connection.close()
        server.stop()
    assert reset == 200
