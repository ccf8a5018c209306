"""A copy of the work tree with a virtual environment of its own, in which mutants are tested."""

import compileall
import os
import py_compile
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]


class CopiedTree:
    """The copy at `path`. Its environment imports rolecall from the copy, the rest from ours."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._environment = path / ".venv"

    def write(self, path: Path, source: str) -> None:
        """Replaces a file of the copy, named relative to it."""
        (self.path / path).write_text(source, encoding="utf-8")

    def read(self, path: Path) -> str:
        """Returns the text of a file of the copy, named relative to it."""
        return (self.path / path).read_text(encoding="utf-8")

    def passes(self, tests: Sequence[str], *, workers: int, limit: float | None) -> bool | None:
        """Runs pytest on the tests until the first failure: whether all passed.

        Returns None when the limit (seconds) is over. Whatever the tests started ends with them.
        """
        # A fixed seed, so that a mutant does not live or die by hypothesis' choice of examples.
        words = ["-x", "-q", "-n", str(workers), "--hypothesis-seed=0"]
        # 2: the mutant cannot be imported, or pytest was interrupted; 5: no tests.
        status = self.pytest([*words, *tests], limit=limit)
        return None if status is None else status == 0

    def pytest(
        self, words: Sequence[str], *, limit: float | None, env: Mapping[str, str] = os.environ
    ) -> int | None:
        """Runs pytest in the copy, and ends whatever its tests started and left.

        Returns its exit status, or None when the limit (seconds) is over.
        """
        started = subprocess.Popen(
            [self.python, "-m", "pytest", "-p", "no:cacheprovider", *words],
            cwd=self.path,
            env={**env, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=(self.path / "pytest.out").open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return started.wait(limit)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait()
            self._end_children()

    @property
    def python(self) -> Path:
        """The interpreter whose rolecall is the copy's."""
        return self._environment / "bin" / "python"

    def output(self) -> str:
        """Returns what pytest printed in the last run."""
        return (self.path / "pytest.out").read_text(errors="replace")

    def failure(self) -> str:
        """Returns the name of a test that failed in the last run, or what pytest said last."""
        lines = self.output().splitlines()
        failed = [line for line in lines if line.startswith(("FAILED ", "ERROR "))]
        return (failed or [line for line in lines if line] or ["nothing"])[-1][:160]

    def _end_children(self) -> None:
        """Ends programs of the copy that tests started in sessions of their own."""
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if os.fsencode(f"{self._environment}/") in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)


@contextmanager
def copied_tree() -> Iterator[CopiedTree]:
    """Copies what git knows of the work tree, and what it does not ignore, as it stands now."""
    with tempfile.TemporaryDirectory(prefix="rolecall-mutants-") as folder:
        path = Path(folder) / "tree"
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for name in filter(None, names.split("\0")):
            if (ROOT / name).is_file():
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, path / name)
        _environment(path)
        # By the hash of the source: a mutant may have the time and the size of the original.
        by_hash = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(path / "src", quiet=2, invalidation_mode=by_hash)
        yield CopiedTree(path)


def _environment(tree: Path) -> None:
    home = tree / ".venv"
    venv.create(home, symlinks=True)
    ours = sysconfig.get_paths()
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    # Editable installs are .pth files, which are not read in a folder that a .pth file adds.
    lines = [str(tree / "src"), *sorted({ours["purelib"], ours["platlib"]})]
    (packages / "mutants.pth").write_text("\n".join(lines) + "\n")
    for script in Path(ours["scripts"]).iterdir():
        target = home / "bin" / script.name
        if script.is_file() and not target.exists() and not script.is_symlink():
            text = script.read_bytes()
            target.write_bytes(
                text.replace(os.fsencode(sys.executable), os.fsencode(home / "bin/python"))
            )
            target.chmod(0o755)
