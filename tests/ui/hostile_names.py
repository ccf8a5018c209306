"""Names as whoever wants to harm a terminal would choose them; the same in every run."""

import random
import re

# What a terminal obeys or hides: C0, DEL, C1, soft hyphen, zero-width, bidi, separators, tags.
OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_PIECES = (
    # Control characters and what they begin.
    *map(chr, range(1, 0x20)), "\x7f", *map(chr, range(0x80, 0xA0)),
    "\x1b[2J", "\x1b[31mred", "\x1b[1;1H", "\x1b[6n", "\x1b[?1049l", "\x1b[?1000l", "\x1bc",
    "\x1b]0;title\x07", "\x1b]2;title\x1b\\", "\x1b]52;c;ZXZpbA==\x07", "\x1b]9;evil\x07",
    "\x1b]777;notify;evil;evil\x07", "\x1b]8;;https://example.com\x07link\x1b]8;;\x07",
    "\x1bP$qm\x1b\\", "\x1b_Gi=1;\x1b\\", "\x1b^pm\x1b\\", "\x9b2J", "\x9d0;title\x9c", "\x90q\x9c",
    # Markup of Rich and of Textual.
    "[/]", "[bold]", "[red]x[/red]", "[@click=app.quit]x[/]", "[@click='app.exit']x[/]",
    "[link=https://example.com]x[/link]", "$primary 50%", "\\[bold]", "[/bold]", "[[", "]]",
    "[on red]", "[$error]x", ":smile:", "[not a tag", "[bold not closed",
    # Bidi, zero-width, separators, byte order marks, tags.
    "\u202e", "\u202d", "\u2066", "\u2067", "\u2068", "\u2069", "\u202a", "\u202b", "\u202c",
    "\u200e", "\u200f", "\u061c", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad",
    "\u2028", "\u2029", "\u180e", "\ufff9x\ufffb", "\U000e0041\U000e007f",
    # Wide, combining, joined, and right to left.
    "e" + "\u0301" * 100, "👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇩🇪", "本番環境",
    "ｗｉｄｅ", "שלום", "مرحبا", "ﷺ", "𝔭𝔯𝔬𝔡", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A",
    # And what passes for a name.
    "prod", "uction", "-", "_", ".", "/", " ", "  ", "%s", "{0}", "$(id)", "`id`", "';--",
    "..", "\\",
)  # fmt: skip


def hostile_names(count: int) -> list[str]:
    """So many different names, every piece in some; one in a hundred is 10 KB long."""
    chance = random.Random("hostile")  # noqa: S311
    names: dict[str, None] = {}
    for piece in _PIECES:
        names[f"a{piece}z"] = None
    while len(names) < count:
        name = "".join(chance.choices(_PIECES, k=chance.randint(1, 6)))
        if chance.random() < 0.01:
            name = (name * 10_240)[:10_240]
        if name.strip():
            names[name] = None
    return list(names)[:count]
