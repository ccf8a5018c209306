"""The bytes that reach a real terminal when every name is hostile: U01.

With ROLECALL_TESTS=full 5,000 names, each used as an alias, a role, a tag and a note, and in the
AWS config and the state.
"""

import json
import re
from pathlib import Path

import tomli_w

from rolecall.demo.faults import refuse
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from tests.drivers.person import below, cursor
from tests.drivers.tmux import Tmux
from tests.fixtures.windows import Recorded
from tests.full import times
from tests.samples.hostile_names import OBEYED, hostile_names
from tests.torture.figure import Figure
from tests.torture.screen.hostile_world import in_ini, in_xml

# What Textual and Rolecall send: styles, cursor and modes, queries, a title, the mouse's shape.
OURS = re.compile(
    r"\x1b\[[0-9;:?<=>]*(?:[mGHhlusABCDJKnctq]|\$p|\ q)"
    r"|\x1b\](?:2;[^\x00-\x1f\x7f-\x9f]*|22;[a-z-]*)\x07"
    r"|\x1b_Gi=[0-9]+,[ -~]*?\x1b\\|\x1bP[=+$][ -~]*?\x1b\\|[\r\n]"
)
UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:?<=>]*|\][^\x00-\x1f]*)?\Z")
# The messages of `script` itself at start and end are harmless.
SCRIPT = re.compile(rb"^Script started on[^\n]*\n|\n?Script done on[^\n]*\n$")


def _write(stage: Stage, names: list[str]) -> None:
    accounts = {
        name: {
            "id": f"{place + 1:012}",
            "roles": ["read"],
            "tags": [name[:99]],
            "note": name[:99],
        }
        for place, name in enumerate(names)
    }
    Path(stage.paths.accounts_file).write_text(json.dumps({}))
    Path(stage.paths.config_file).write_text(tomli_w.dumps({"accounts": accounts}), "utf-8")
    sections = list(dict.fromkeys(filter(None, map(in_ini, names))))
    with open(stage.paths.aws_credentials, "a", encoding="utf-8") as file:
        file.writelines(f"\n[{name}]\naws_access_key_id = AKIAX\n" for name in sections)
    with open(stage.paths.aws_config, "w", encoding="utf-8") as file:
        file.write("[default]\nregion = eu-central-1\n")
        file.writelines(
            f"\n[profile {name}]\nregion = {name}\nrole_arn = arn:aws:iam::{place:012}:role/{name}"
            for place, name in enumerate(sections[:50])
        )
    state = Path(stage.paths.state_file)
    state.parent.mkdir(parents=True, exist_ok=True)
    recent = [f"1700000000 3 {place + 1:012}/{name}" for place, name in enumerate(names[:50])]
    state.write_text(tomli_w.dumps({"recents": recent, "theme": names[0]}), "utf-8")
    state.chmod(0o600)


def _faults(sent: bytes) -> list[str]:
    """Every character in the output that a terminal interprets or hides, and that is not ours."""
    whole = UNFINISHED.sub(b"", sent)  # the picker continues to draw meanwhile
    text = OURS.sub("", SCRIPT.sub(b"", whole).decode(errors="replace"))
    return [f"{match[0]!r} in {text[match.start() - 20 : match.end() + 20]!r}"
            for match in OBEYED.finditer(text)]  # fmt: skip


def _look_at_every_row(picker: Tmux, count: int) -> int:
    """Page through the list; returns how many accounts were on the screen."""
    seen: set[str] = set()
    while True:
        screen = picker.still()
        seen |= set(re.findall(r"\d{12}", below(screen)))
        if len(seen) >= count:
            return len(seen)
        at = cursor(screen)
        picker.press("NPage")
        picker.wait(lambda now, at=at: cursor(now) != at, "the next page")  # type: ignore[misc]


def test_U01_names_5000(
    recorded: Recorded, stage: Stage, live_aws: EmbeddedAws, figure: Figure
) -> None:
    names = hostile_names(times(full=5000, short=300))
    _write(stage, names)
    refusal = AwsError("AccessDenied", "".join(map(in_xml, names[:90])), 403)
    live_aws.faults.add("GetSessionToken", refuse(refusal))
    picker, sent = recorded((120, 200))
    picker.wait(lambda screen: " targets" in screen, "the targets")
    listed = _look_at_every_row(picker, len(names))

    for place in range(0, len(names), max(1, len(names) // 10)):  # in search and card
        picker.press("C-u")
        picker.type(f"{place + 1:012} read")
        picker.wait(lambda now, p=place: f"{p + 1:012}" in cursor(now), "the one")  # type: ignore[misc]
    picker.press("C-p")
    picker.wait_for("search commands and settings")
    picker.type("base")
    picker.wait(lambda now: "Change the base profile" in now and "Quit" not in now, "the setting")
    picker.press("Enter")
    picker.wait_for("Base profile: default")
    picker.press("Escape")
    picker.wait(lambda now: "Base profile" not in now, "the page")
    picker.press("Enter")
    picker.wait_for(", as alice")
    picker.type("123456")
    picker.wait(lambda now: ", as alice" not in now and "×" in now, "what AWS says")
    data = sent.read_bytes()
    faults = _faults(data)
    assert not faults, f"{len(faults)} of {len(data)} bytes: {faults[:5]}"
    literal = sum(data.count(tag) for tag in (b"[/]", b"[bold]", b"[@click=app", b"[link=https"))
    assert literal > len(names) // 50, "markup is literal"
    assert listed >= len(names)
    figure(f"alive {listed:,}/{len(names):,}, 0 of their bytes in {len(data) / 1e6:.1f} MB")
