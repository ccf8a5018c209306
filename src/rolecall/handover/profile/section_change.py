"""Changes sections line by line, and verifies the result with the parser before it is written."""

from collections.abc import Mapping

from rolecall.core.errors import Refused
from rolecall.core.safe_text import safe_text
from rolecall.handover.profile import section_lines
from rolecall.handover.profile.ini_reading import Reading, encoding, read_ini
from rolecall.handover.profile.section_lines import Changes, Edited
from rolecall.handover.profile.section_ownership import ProfileFile


def change_sections(found: ProfileFile, changes: Changes) -> Edited:
    """The new content, which botocore reads as before except for exactly these changes.

    Raises Refused if the file's layout would turn the change into another one.
    """
    path, lines = found.path, found.lines
    wanted = _after(found, changes)
    try:
        edited = section_lines.edit(found.data, lines, encoding(), changes)
    except UnicodeEncodeError:
        raise Refused(
            f"{safe_text(path)}: this profile has letters that {encoding()} cannot encode; "
            "nothing was changed.",
            "Use a UTF-8 locale, or give what it names a plainer name.",
        ) from None
    try:
        proved = read_ini(edited.data, path) == wanted
    except Exception:  # any error of the parser: the new content is not written
        proved = False
    if not proved:
        line = next(filter(None, (section_lines.line_of(lines, name) for name in changes)), 0)
        raise Refused(
            f"{safe_text(path)}, line {line or len(lines)}: what stands there is laid out so that "
            "the change would touch more than its section; nothing was changed.",
            "Start every section and key at the beginning of its line.",
        )
    return edited


def _after(found: ProfileFile, changes: Changes) -> Reading:
    sections = dict(found.reading.sections)
    for name, options in changes.items():
        if options is None:
            sections.pop(name, None)
            continue
        values = {key: value for key, value in options.items() if value is not None}
        values = found.own.get(name, {}) | values
        gone = {key for key, value in options.items() if value is None}
        kept = {key: value for key, value in values.items() if key not in gone}
        sections[name] = found.defaults | kept
    return Reading(sections, found.defaults)


def difference(now: Mapping[str, str], wanted: Mapping[str, str | None]) -> dict[str, str | None]:
    """The keys of `wanted` that differ from the section's; None removes a key."""
    return {key: value for key, value in wanted.items() if now.get(key) != value}
