"""A keyring that keeps passwords in clear text, as keyrings.alt has one."""

from pathlib import Path

# A third-party backend: records that it was loaded, and stores what it gets.
PLAINTEXT = """
import os
from pathlib import Path
from keyring.backend import KeyringBackend
HOME = Path(os.environ["HOME"])
(HOME / "loaded").touch()
class PlaintextKeyring(KeyringBackend):
    priority = 20
    def get_password(self, service, username):
        (HOME / "asked").touch()
        return "canary-in-the-clear"
    def set_password(self, service, username, password):
        (HOME / "asked").touch()
"""


def plugin(home: Path, module: str = "keyrings.alt.file") -> dict[str, str]:
    """Install PLAINTEXT beside the keyring package, as pip would; yields its variables."""
    folder = home / "site"
    path = folder / f"{module.replace('.', '/')}.py"
    path.parent.mkdir(parents=True)
    path.write_text(PLAINTEXT)
    about = folder / "plain-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: plain\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[keyring.backends]\nfile = {module}\n")
    return {"PYTHONPATH": str(folder)}
