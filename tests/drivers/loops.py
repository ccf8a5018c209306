"""A role that cannot be assumed: its chain is a loop."""

from pathlib import Path

from rolecall.core.paths import Paths

WHY = "its chain is a loop: archivist → auditor → archivist"


def make_loop(paths: Paths) -> None:
    """Lets the demo's profiles `auditor` and `archivist` name each other as source profile."""
    file = Path(paths.aws_config)
    text = file.read_text(encoding="utf-8")
    assert text.count("source_profile = default") == 1
    file.write_text(text.replace("source_profile = default", "source_profile = archivist"))
