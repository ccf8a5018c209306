"""Writes every generated part anew."""

from tests.make_docs.pages import PAGES, renewed

for name, path in PAGES.items():
    before = path.read_text(encoding="utf-8")
    if (after := renewed(before)) != before:
        path.write_text(after, encoding="utf-8")
        print(f"{name} is renewed")
