"""A world in which every text that comes from outside is hostile, and who looks at its screens."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import tomli_w

from rolecall.demo.world.bastion import alice
from rolecall.demo.world.totp import TotpDevice
from tests.drivers.picker import Walk, WorldAround, screen_strips
from tests.samples.hostile_names import OBEYED

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # AWS cannot send them
OWN = "zz-others"  # an account whose role, tags and note are hostile
OWN_ID = "909090909090"


def in_xml(name: str) -> str:
    """The name as far as an XML document can hold it."""
    return NO_XML.sub("", name)


def in_ini(name: str) -> str:
    """The name as far as a section's header can hold it."""
    return re.sub(r"[\r\n\]\x85\u2028\u2029]|[\x1c-\x1e]", "", in_xml(name)).strip()


def rename_accounts(world: WorldAround, name: str) -> None:
    """Give the accounts that the screens are opened with a hostile name.

    It begins as the old one does, which remains as another alias: so each is still found by it.
    """
    path = Path(world.home.paths.accounts_file)
    known = json.loads(path.read_text())
    renamed = {f"{alias}{name}": account_id for alias, account_id in known.items()}
    path.write_text(json.dumps({**renamed, **known}))


def fill_sources(world: WorldAround, names: Sequence[str]) -> None:
    """Add hostile texts to the settings, to AWS's files, to the state and to the MFA devices."""
    paths = world.home.paths
    sections = list(dict.fromkeys(filter(None, map(in_ini, names))))
    table = {"id": OWN_ID, "roles": list(names), "tags": list(names), "note": names[0]}
    with open(paths.config_file, "a", encoding="utf-8") as file:
        file.write("\n" + tomli_w.dumps({"accounts": {OWN: table}}))
    with open(paths.aws_config, "a", encoding="utf-8") as file:
        for place, name in enumerate(sections):
            file.write(
                f"\n[profile {name}]\nrole_arn = arn:aws:iam::{place:012}:role/{name}\n"
                f"source_profile = {name}\nregion = {name}\nmfa_serial = {name}\n"
                f"\n[sso-session {name}]\nsso_start_url = https://{name}\nsso_region = {name}\n"
            )
    with open(paths.aws_credentials, "a", encoding="utf-8") as file:
        file.writelines(f"\n[{name}]\naws_access_key_id = AKIAX\n" for name in sections)
    state = {
        "pins": [f"{OWN_ID}/{name}" for name in names],
        "recents": [f"1700000000 3 {OWN_ID}/{name}" for name in names],
        "typed_roles": {OWN_ID: list(names)},
        "regions": {OWN_ID: names[0]},
        "theme": names[0],
        "last_device": {"default": names[0]},
    }
    path = Path(paths.state_file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tomli_w.dumps(state), encoding="utf-8")
    path.chmod(0o600)
    for place, name in enumerate(map(in_xml, names[:2])):
        serial = f"arn:aws:iam::111122223333:mfa/{place}{name}"
        alice(world.aws.world).devices.append(TotpDevice(serial))


def faults_on(walk: Walk) -> list[str]:
    """What is drawn that a terminal obeys or hides: Textual sends these texts unchanged."""
    strips = screen_strips(walk.app)
    texts = ["".join(segment.text for segment in strip if not segment.control) for strip in strips]
    return [f"{found[0]!r} in {text!r}" for text in texts for found in OBEYED.finditer(text)]
