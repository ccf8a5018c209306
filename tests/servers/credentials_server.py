"""Gives out credentials as Identity Center's portal and a container's agent do."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rolecall.demo.world.world import Key

TOKEN = "token-of-the-portal"


@contextmanager
def credentials_server(key: Key) -> Iterator[str]:
    """Serves this key; yields the URL, with any path for a container."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/federation/credentials"):
                assert self.headers["x-amz-sso_bearer_token"] == TOKEN
                names = ("accessKeyId", "secretAccessKey", "sessionToken")
                keys = dict(zip(names, (key.access_key_id, key.secret, key.token), strict=True))
                answer: dict[str, object] = {
                    "roleCredentials": {**keys, "expiration": 4_000_000_000_000}
                }
            else:
                names = ("AccessKeyId", "SecretAccessKey", "Token")
                keys = dict(zip(names, (key.access_key_id, key.secret, key.token), strict=True))
                answer = dict[str, object](keys) | {"Expiration": "2096-01-01T00:00:00Z"}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *about: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
