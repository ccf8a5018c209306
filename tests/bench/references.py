"""Other implementations of the search, as references."""

import shutil
import subprocess
from collections.abc import Sequence

from textual.fuzzy import Matcher

FZF = shutil.which("fzf")


def fzf(lines: bytes, query: str) -> int:
    """The hits of `fzf --filter`, a process that reads the whole list for each query."""
    assert FZF
    done = subprocess.run([FZF, f"--filter={query}"], input=lines, capture_output=True, check=False)
    return done.stdout.count(b"\n")


def textual_matcher(lines: Sequence[str], query: str) -> list[str]:
    """The hits of Textual's matcher, ranked as in its command palette."""
    match = Matcher(query).match
    scored = [(score, line) for line in lines if (score := match(line)) > 0]
    return [line for _, line in sorted(scored, reverse=True)]


def substrings(lines: Sequence[str], query: str) -> list[str]:
    """The least work of a search in a loop: every word somewhere in the line, unranked."""
    words = query.lower().split()
    return [line for line in lines if all(word in line for word in words)]
