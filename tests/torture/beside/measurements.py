"""The list of measurements, by case."""

from tests.torture.beside import answers, clipboards, files, shells
from tests.torture.beside.tools import Beside

CLI, WRITER, CLASSIC, PYPERCLIP = "AWS CLI", "AWS CLI’s writer", "classic", "pyperclip"

MEASUREMENTS = (
    Beside("C02", PYPERCLIP, clipboards.false_success),
    Beside("C03", PYPERCLIP, clipboards.hanging),
    Beside("C04", PYPERCLIP, clipboards.substituted),
    Beside("F01", CLI, files.killed),
    Beside("F03", CLI, files.at_once),
    Beside("F05", WRITER, files.fuzzed),
    Beside("F06", WRITER, files.bytes_changed),
    Beside("F08", WRITER, files.nasty),
    Beside("F09", CLI, files.full_disk),
    Beside("F11", CLI, files.links),
    Beside("F13", CLI, files.open_to_others),
    Beside("S01", CLASSIC, shells.hostile),
    Beside("S04", CLASSIC, shells.failing),
    Beside("T01", CLI, answers.throttled),
    Beside("T03", CLI, answers.torn),
    Beside("T04", CLI, answers.wrong),
    Beside("T05", CLI, answers.silent),
)
