"""The pages: their files, their generated parts, and their code blocks."""

import re
from pathlib import Path
from typing import NamedTuple

from rolecall.docs import TOPICS
from tests.make_docs.parts import PARTS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src" / "rolecall" / "docs"
README = "README"
PAGES = {README: ROOT / "README.md"} | {topic: FOLDER / f"{topic}.md" for topic in TOPICS}

_PART = re.compile(r"<!-- ([\w-]+) -->\n(.*?)<!-- /\1 -->\n", re.DOTALL)
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")


class Block(NamedTuple):
    """A fenced block; `place` is its page, the heading above it, and its number there."""

    place: str
    language: str
    text: str


def text_of(page: str) -> str:
    return PAGES[page].read_text(encoding="utf-8")


def renewed(text: str) -> str:
    """The text with every generated part as the code has it now."""
    return _PART.sub(
        lambda part: f"<!-- {part[1]} -->\n{PARTS[part[1]]()}<!-- /{part[1]} -->\n", text
    )


def part_names(text: str) -> list[str]:
    return [part[1] for part in _PART.finditer(text)]


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in their order."""
    text = text_of(page)
    # A comment in a block of commands looks like a heading.
    bare = _FENCED.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    headings = [(found.start(), found[1]) for found in _HEADING.finditer(bare)]
    made: list[Block] = []
    for found in _FENCED.finditer(text):
        heading = next(title for start, title in reversed(headings) if start < found.start())
        place = f"{page} / {heading}"
        number = 1 + sum(block.place.startswith(f"{place} #") for block in made)
        made.append(Block(f"{place} #{number}", found[1], found[2]))
    return made


def all_blocks() -> list[Block]:
    return [block for page in PAGES for block in blocks(page)]


def prose(page: str) -> str:
    """A page without its fenced blocks and its generated parts."""
    return _FENCED.sub("", _PART.sub("", text_of(page)))


def inline_code(page: str) -> list[str]:
    """What stands between single backquotes in a page, each on one line."""
    found = _INLINE.findall(_FENCED.sub("", text_of(page)))
    return [re.sub(r"\s+", " ", code) for code in found]
