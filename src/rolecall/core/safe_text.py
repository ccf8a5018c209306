"""Text from outside made safe to show, once, at the edge.

A terminal obeys control characters wherever they come from: an account's name may hold one that
rewrites the screen, the title or the clipboard, or turns the reading order around.
"""

import re

# C0, DEL, C1; soft hyphen; zero-width, bidi marks, embeddings, overrides and isolates; line and
# paragraph separators; the byte order mark; interlinear and tag characters; lone surrogates.
# Compiled when something is shown: a held session is handed out without a word.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
LONGEST = 256  # characters of one name that are worth showing


def is_unsafe(text: str) -> bool:
    """Whether there is a character that `safe_text` would not let through."""
    return re.search(_UNSAFE, text) is not None


def safe_text(text: str, longest: int = LONGEST) -> str:
    """The text with every character that a terminal would obey or hide shown as `\\ufffd`."""
    clean = re.sub(_UNSAFE, "\ufffd", text[: longest + 1])
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"
