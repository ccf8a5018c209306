"""Makes the README's pictures: the real picker in a real terminal, in the demo's world.

python -m tests.make_screenshots
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rolecall.core.state import update_state
from rolecall.demo.bastion import alice
from rolecall.demo.federation import demo_world
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage, lay
from tests.terminal.picture import svg
from tests.terminal.tmux import Tmux

FOLDER = Path(__file__).parent.parent / "screenshots"
DARK_GROUND, LIGHT_GROUND = (18, 18, 18), (239, 241, 245)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, EmbeddedAws(demo_world()) as aws:
        stage = lay(Path(folder), aws.world, aws.endpoint, os.environ)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        stage = stage._replace(env={**stage.env, "PATH": path})
        _first_run(stage, Path(folder))
        _login(stage, Path(folder), aws)
        _later(stage, Path(folder), aws)


def _first_run(stage: Stage, folder: Path) -> None:
    with Tmux(folder, ["rolecall"], stage.env) as picker:
        picker.wait_for("targets")
        picker.type("prod")
        picker.wait_for("7 of ")
        picker.press("Enter")
        picker.wait_for("to assume it.")
        picker.type("produc")
        picker.wait_for("produc")
        _keep(picker, "protected")
        picker.type("tion\r")
        picker.wait_for("MFA code")
        picker.type("000000")
        picker.wait_for("AWS refused that code")
        picker.type("49")
        _wait_for_flaps(picker)
        _keep(picker, "mfa")


def _login(stage: Stage, folder: Path, aws: EmbeddedAws) -> None:
    config = Path(stage.paths.config_file)
    as_laid = config.read_text()
    # An address as a company has it. Nobody is asked there: the picture is of the question.
    config.write_text(as_laid.replace(aws.idp_url, "https://idp.example.com/login"))
    env = {**stage.env, "ROLECALL_DEMO": ""}  # outside the demo no login is shown
    with Tmux(folder, ["rolecall"], env) as picker:
        picker.wait_for("targets")
        picker.type("portal")
        picker.wait_for("2 of ")
        picker.press("Enter")
        picker.wait_for("Sign in to demo-idp")
        picker.type("alice@example.com\thunter2hunt")
        picker.wait_for("•" * 11)
        _keep(picker, "saml")
    config.write_text(as_laid)


def _later(stage: Stage, folder: Path, aws: EmbeddedAws) -> None:
    code = alice(aws.world).devices[0].code(aws.world.clock())
    for words in (
        ["sandbox", "developer", "--mfa-code", code],
        ["data-lake", "engineer", "--duration", "15m"],
    ):
        subprocess.run(
            [sys.executable, "-m", "rolecall", "export", *words],
            env=stage.env,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    with Tmux(folder, ["rolecall"], stage.env) as picker:
        picker.wait_for("Held now")
        _keep(picker, "at-rest")
        picker.type("prod")
        picker.wait_for("7 of ")
        picker.press("Enter")
        picker.wait_for("to assume it.")
        picker.type("production\r")
        picker.wait_for("until")
        _keep(picker, "picker")
        picker.press("C-s")
        picker.wait_for("x_security_token_expires")
        _keep(picker, "write-profile")
        picker.press("Enter")
        picker.wait_for("is written")
    for size, name in (((80, 24), "picker-80x24"), ((40, 12), "picker-40x12")):
        with Tmux(folder, ["rolecall"], stage.env, size) as picker:
            picker.wait_for("sandbox" if size[0] > 60 else "data-lake")
            picker.type("prod")
            picker.wait_for("7 of ")
            picker.wait(lambda screen: "5" in screen and ":" in screen, "the countdown")
            _keep(picker, name)
    update_state(stage.paths.state_file, lambda state: state._replace(theme="catppuccin-latte"))
    with Tmux(folder, ["rolecall"], stage.env) as picker:
        picker.wait_for("Held now")
        picker.type("prod")
        picker.wait_for("7 of ")
        _keep(picker, "picker-light", LIGHT_GROUND)


def _wait_for_flaps(picker: Tmux) -> None:
    picker.wait(lambda screen: "╹ ╹" in screen or "┗━┫" in screen, "the digits typed")


def _keep(picker: Tmux, name: str, ground: tuple[int, int, int] = DARK_GROUND) -> None:
    (FOLDER / f"{name}.svg").write_text(svg(picker.coloured(), picker.size, ground))
    print(FOLDER / f"{name}.svg")


if __name__ == "__main__":
    main()
