"""The pages that the demo shows in a browser."""

import re

from rolecall.demo.protocol.html_page import form, page


def test_a_page_loads_nothing_and_knows_both_schemes() -> None:
    shown = page(200, "Sign in <now>", form('"ticket"', "Allow", "Deny")).body.decode()
    assert set(re.findall(r'(?:src|href|action|url)\s*[=(]\s*"?([^">)]*)', shown)) == {"data:,"}
    assert "@import" not in shown and "<script" not in shown
    assert "prefers-color-scheme: dark" in shown
    assert "Sign in &lt;now&gt;" in shown and 'value="&quot;ticket&quot;"' in shown
    colours = [
        set(re.findall(r"(--[a-z-]+):", each)) for each in re.findall(r":root {([^}]*)}", shown)
    ]
    assert len(colours) == 2 and colours[0] == colours[1]
    assert set(re.findall(r"var\((--[a-z-]+)\)", shown)) <= colours[0]
