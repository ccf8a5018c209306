"""The list of measurements, by case."""

from functools import partial

from tests.torture.beside import answers, clipboards, files, shells
from tests.torture.beside.tools import Beside, aws_cli_2

CLI, CLI_2, WRITER = "AWS CLI", "AWS CLI v2", "AWS CLI’s writer"
CLASSIC, PYPERCLIP = "classic", "pyperclip"

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
    Beside("F01", CLI_2, partial(files.killed, aws=aws_cli_2)),
    Beside("F09", CLI_2, partial(files.full_disk, aws=aws_cli_2)),
    Beside("T01", CLI_2, partial(answers.throttled, aws=aws_cli_2)),
    Beside("T03", CLI_2, partial(answers.torn, aws=aws_cli_2)),
    Beside("T04", CLI_2, partial(answers.wrong, aws=aws_cli_2)),
)
