"""Names meant to harm a terminal, the same in every run."""

import random
import re

# What a terminal obeys or hides: C0, DEL, C1, soft hyphen, zero-width, bidi, separators, tags; and
# blanks that are none, fillers, variation selectors.
OBEYED = re.compile(
    "[\x00-\x1f\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ud800-\udfff\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_PIECES = (
    # Control characters and escape sequences.
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
    # Lookalikes of blanks, and invisible characters.
    "\u00a0", "\u2003", "\u3000", "\u2800", "\u115f", "\u3164", "\uffa0", "\u034f", "\ufe0f",
    "\ufe00", "\U000e0100", "\u17b4", "\U0001d159", "\ufffc",
    # Wide, combining, joined, and right to left.
    "e" + "\u0301" * 100, "👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇩🇪", "本番環境",
    "ｗｉｄｅ", "שלום", "مرحبا", "ﷺ", "𝔭𝔯𝔬𝔡", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A",
    # Plain names.
    "prod", "uction", "-", "_", ".", "/", " ", "  ", "%s", "{0}", "$(id)", "`id`", "';--",
    "..", "\\",
)  # fmt: skip


def shown(name: str) -> str:
    """The name as it should be displayed."""
    return OBEYED.sub(
        lambda match: f"\\{'u%04x' if match[0] <= chr(0xFFFF) else 'U%08x'}" % ord(match[0]), name
    )


def hostile_names(count: int) -> list[str]:
    """This many different names, with every piece in some; one in a hundred has 10 KB."""
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
