"""The files of the session store, found and forged."""

import hashlib
import json
from pathlib import Path


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def forge(file: Path, **fields: object) -> None:
    """Change fields of a record and give it the digest that goes with them."""
    found = json.loads(file.read_bytes())
    found.pop("digest")
    found |= fields
    found["digest"] = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
    file.write_text(json.dumps(found))
