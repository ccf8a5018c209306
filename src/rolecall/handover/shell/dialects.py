"""The dialects of shells: how each sets and unsets variables and quotes values.

Two ways of evaluating must work: `out="$(tool)" && eval "$out"`, and the bare `eval $(tool)`,
where the shell first splits the lines at spaces, then expands globs against the files in the
current folder. So a value that is not plain is written without any character that splits,
globs or expands, instead of being quoted:

    bash, zsh   $'a\\040b'                 octal escapes
    sh          "$(printf %b 'a\\0040b')"  the same through printf: POSIX sh has no $'...'
    fish        'a b'                     fish neither splits nor globs what it substitutes
    powershell  'a b'                     nor does Invoke-Expression, given one string

Values with control characters, and text that has no UTF-8 form, are refused in every dialect.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence

from rolecall.core.errors import Refused, UsageError
from rolecall.core.process.inputs import forget_inputs

_PLAIN = re.compile(r"[A-Za-z0-9_+/=.:@,-]*")
# Compiled only for values that are not plain: beyond Latin-1 that takes a millisecond.
_CONTROL = "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
_PS_QUOTES = "(['\u2018-\u201b])"  # PowerShell reads curly quotes as quotes, too


def detect_dialect(option: str | None, env: Mapping[str, str], parent_name: str | None) -> str:
    """The dialect that the option names, else that of the parent process, of $SHELL, else sh.

    Raises UsageError if the option names none.
    """
    if option:
        return dialect_called(option)
    for shell in (parent_name or "", env.get("SHELL", "")):
        name = os.path.basename(shell).removeprefix("-")
        if name in _DIALECT_OF:
            return _DIALECT_OF[name]
    return "sh"


def is_shell(program: str) -> bool:
    """Whether a program is a shell whose dialect is known."""
    return os.path.basename(program).removeprefix("-") in _DIALECT_OF


def parent_name() -> str | None:
    """The name of the parent process; None on systems other than Linux, which do not tell it."""
    forget_inputs()  # the parent process is none of them
    try:
        with open(f"/proc/{os.getppid()}/comm", encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return None


def dialect_called(name: str) -> str:
    """Return `name` if it is a dialect; raises UsageError if not."""
    if name not in _DIALECTS:
        raise no_such_form(name, SHELLS)
    return name


def no_such_form(name: str, known: Sequence[str]) -> UsageError:
    """Returns the error for a form of export lines that is none of the known ones."""
    from rolecall.core.nearest import did_you_mean  # deferred: only a wrong name needs it

    hint = did_you_mean(name, known, f"Choose one of: {', '.join(known)}.")
    return UsageError(f"There are no export lines for {name}.", hint)


def set_line(name: str, value: str, shell: str) -> str:
    """The line that sets an environment variable; raises Refused as `quoted`."""
    return _DIALECTS[shell].export.format(name, quoted(name, value, shell))


def classic_set_line(name: str, value: str, shell: str) -> str:
    """The same as the classic prints it: `export` in fish, too, where it is a function."""
    return _DIALECTS[shell].classic_export.format(name, quoted(name, value, shell))


def shell_variable(name: str, literal: str, shell: str) -> str:
    """The line that sets a variable that is not exported, to a value that is quoted already."""
    return _DIALECTS[shell].variable.format(name, literal)


def unset_line(names: Iterable[str], shell: str) -> str:
    """The line that unsets variables, whether they are set or not."""
    dialect = _DIALECTS[shell]
    return dialect.unset.format(dialect.listed(names))


def evaluated(command: str, shell: str) -> str:
    """The line that evaluates the output of `rolecall export`."""
    return _DIALECTS[shell].evaluated.format(command)


def quoted(name: str, value: str, shell: str) -> str:
    """The value, quoted for the dialect; raises Refused for control characters, naming `name`."""
    if _PLAIN.fullmatch(value):
        return f'"{value}"'
    refuse_control(name, value)
    return _DIALECTS[shell].quote(value)


def refuse_control(name: str, value: str) -> None:
    """Raise Refused, naming the variable, for a value that is unsafe in any program."""
    if re.search(_CONTROL, value):
        raise Refused(
            f"The value of {name} has control characters, which no shell can take safely.",
            "Give the account another alias.",
        )


def _escaped(value: str, escape: str) -> str:
    return "".join(
        chr(byte) if _PLAIN.fullmatch(chr(byte)) else escape % byte for byte in value.encode()
    )


def _ansi_c(value: str) -> str:
    return "$'" + _escaped(value, "\\%03o") + "'"


def _printf(value: str) -> str:
    return "\"$(printf %b '" + _escaped(value, "\\0%03o") + "')\""


def _fish(value: str) -> str:
    # Within single quotes, fish knows the escapes \\ and \' and no others.
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _powershell(value: str) -> str:
    return "'" + re.sub(_PS_QUOTES, r"\1\1", value) + "'"


class Dialect:
    """How one shell writes what it is given to evaluate. The texts are for `str.format`."""

    # Neither NamedTuple nor dataclass: making the class of one slows every start.
    export = "export {}={};"
    classic_export = "export {}={};"
    variable = "{}={};"
    unset = "unset {};"
    # Not a bare eval: that of an empty output succeeds, and commands after it would run with the
    # previous credentials.
    evaluated = 'out="$({})" && eval "$out"'
    programs: tuple[str, ...] = ()  # other names of the shell, and shells that read the same

    quote = staticmethod(_ansi_c)

    def listed(self, names: Iterable[str]) -> str:
        """The names of variables as `unset` takes them."""
        return " ".join(names)


class Posix(Dialect):
    """POSIX sh, which has no $'...'."""

    quote = staticmethod(_printf)
    programs = ("dash", "ash", "busybox", "ksh", "ksh93", "mksh", "yash")


class Fish(Dialect):
    """fish."""

    export = "set -gx {} {};"
    variable = "set {} {};"
    unset = "set -e {}; true;"  # it fails for variables that are not set
    # With --shell, as not every system tells the name of the parent process.
    evaluated = "{} --shell fish | source"
    quote = staticmethod(_fish)


class PowerShell(Dialect):
    """PowerShell."""

    export = classic_export = "$env:{} = {};"
    variable = "${} = {};"
    unset = "Remove-Item {} -ErrorAction SilentlyContinue;"
    evaluated = "{} --shell powershell | Out-String | Invoke-Expression"
    programs = ("pwsh",)
    quote = staticmethod(_powershell)

    def listed(self, names: Iterable[str]) -> str:
        return ",".join(f"Env:{name}" for name in names)


_DIALECTS: dict[str, Dialect] = {
    "bash": Dialect(),
    "zsh": Dialect(),
    "sh": Posix(),
    "fish": Fish(),
    "powershell": PowerShell(),
}
SHELLS = tuple(_DIALECTS)
_DIALECT_OF = {name: name for name in _DIALECTS} | {
    program: name for name, dialect in _DIALECTS.items() for program in dialect.programs
}
