"""moto's AWS on a real endpoint, as a second opinion on policies and ARNs."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from moto.server import ThreadedMotoServer

MOTO_ACCOUNT = "123456789012"  # the account of calls with made-up keys
# Set to "true" for AWS's managed policies, such as ReadOnlyAccess.
WITH_AWS_POLICIES = "MOTO_IAM_LOAD_MANAGED_POLICIES"


@contextmanager
def running_moto() -> Iterator[str]:
    """The endpoint of an empty world."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        _empty(host, port)
        yield f"http://{host}:{port}"
        _empty(host, port)
    finally:
        server.stop()


def _empty(host: str, port: int) -> None:
    """Reset moto: its world is global to the process and outlives its servers."""
    connection = HTTPConnection(host, port, timeout=30)
    connection.request("POST", "/moto-api/reset")
    status = connection.getresponse().status
    connection.close()
    assert status == 200
