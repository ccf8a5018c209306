"""The bytes that reach the terminal when every name is hostile.

With ROLECALL_TESTS=full 5,000 names, each used as an alias, a role, a tag and a note.
"""

import json
import re
from pathlib import Path

import tomli_w

from rolecall.demo.stage import Stage
from tests.drivers.person import below, cursor
from tests.fixtures.windows import Recorded
from tests.full import times
from tests.samples.hostile_names import OBEYED, hostile_names

# What Textual and Rolecall send: styles, cursor and modes, queries, a title, the mouse's shape.
OURS = re.compile(
    r"\x1b\[[0-9;:?<=>]*(?:[mHhlusABCDJKnctq]|\$p|\ q)"
    r"|\x1b\](?:2;[^\x00-\x1f\x7f-\x9f]*|22;[a-z-]*)\x07"
    r"|\x1b_Gi=[0-9]+,[ -~]*?\x1b\\|\x1bP[=+$][ -~]*?\x1b\\|[\r\n]"
)
UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:?<=>]*|\][^\x00-\x1f]*)?\Z")
# The messages of `script` itself at start and end are harmless.
SCRIPT = re.compile(rb"^Script started on[^\n]*\n|\n?Script done on[^\n]*\n$")


def _write(stage: Stage, names: list[str]) -> None:
    accounts = {
        name: {"id": f"{place + 1:012}", "roles": ["read"], "tags": [name[:99]], "note": name[:99]}
        for place, name in enumerate(names)
    }
    Path(stage.paths.accounts_file).write_text(json.dumps({}))
    Path(stage.paths.config_file).write_text(tomli_w.dumps({"accounts": accounts}), "utf-8")
    profiles = (f"[{name}]\naws_access_key_id = AKIAX\n" for name in names if name.isprintable())
    with open(stage.paths.aws_credentials, "a", encoding="utf-8") as file:
        file.write("\n".join(profiles))
    Path(stage.paths.aws_config).write_text("[default]\nregion = eu-central-1\n")


def _faults(sent: bytes) -> list[str]:
    """Every character in the output that a terminal interprets or hides, and that is not ours."""
    whole = UNFINISHED.sub(b"", sent)  # the picker continues to draw meanwhile
    text = OURS.sub("", SCRIPT.sub(b"", whole).decode(errors="replace"))
    return [f"{match[0]!r} in {text[match.start() - 20 : match.end() + 20]!r}"
            for match in OBEYED.finditer(text)]  # fmt: skip


def test_none_of_their_control_bytes_reaches_the_terminal(recorded: Recorded, stage: Stage) -> None:
    names = hostile_names(times(full=5000, short=300))
    _write(stage, names)
    picker, sent = recorded((120, 200))
    picker.wait(lambda screen: " targets" in screen, "the targets")
    seen: set[str] = set()
    while True:
        screen = picker.still()
        seen |= set(re.findall(r"\d{12}", below(screen)))
        if len(seen) >= len(names):
            break
        at = cursor(screen)
        picker.press("NPage")
        picker.wait(lambda now, at=at: cursor(now) != at, "the next page")  # type: ignore[misc]
    listed = len(seen)

    for place in range(0, len(names), max(1, len(names) // 10)):  # in search, card and dialog
        picker.press("C-u")
        picker.type(f"{place + 1:012}")
        picker.wait(lambda now, p=place: f"{p + 1:012}" in cursor(now), "the one")  # type: ignore[misc]
    picker.press("Enter")
    picker.wait(
        lambda now: ", as alice" in now or "×" in now or "▲" in now, "a dialog or a message"
    )
    data = sent.read_bytes()
    faults = _faults(data)
    assert not faults, f"{len(faults)} of {len(data)} bytes: {faults[:5]}"
    literal = sum(data.count(tag) for tag in (b"[/]", b"[bold]", b"[@click=app", b"[link=https"))
    print(f"{len(names)} names, {listed} listed, {len(data)} bytes, {literal} tags as they are")
    assert literal > len(names) // 50, "markup is literal"
