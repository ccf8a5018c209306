"""The command that a browser is started with, and that it reaches the address."""

import os
import sys
from pathlib import Path

import pytest

from rolecall.core.secret import Secret
from rolecall.handover.console.browser import open_in_browser
from tests.servers.clipboards import eventually

URL = "http://127.0.0.1:9/federation?SigninToken=Canary-3c9"
# It requests the address as most programs do, and records the redirect.
ASKS = """#!{python}
import os, sys, urllib.request

class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, answer, code, message, headers, url):
        open(sys.argv[0] + ".new", "w").write(url)
        os.rename(sys.argv[0] + ".new", sys.argv[0] + ".led")
        sys.exit()

urllib.request.build_opener(Stay).open(sys.argv[1], timeout=30)
"""
PROXY = "http://127.0.0.1:9"  # nothing listens there


@pytest.mark.parametrize("proxy", ["http_proxy", "HTTP_PROXY", "all_proxy"])
@pytest.mark.parametrize("direct", ["", "corp.example"])
@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
def test_no_proxy_is_asked_for_the_way_to_ourselves(
    tmp_path: Path, proxy: str, direct: str, name: str
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(ASKS.format(python=sys.executable))
    browser.chmod(0o755)
    env = {"PATH": os.environ["PATH"], proxy: PROXY, name: direct}
    open_in_browser(Secret(URL), f"{browser}", env)
    led = Path(f"{browser}.led")
    eventually(led.exists, "led on")
    assert led.read_text() == URL
