"""The rows of the tables of refusals: which responses of AWS one is for, and what it says.

AWS's own text is matched, never shown as it is: only parts that a pattern names, and it whole where
no row knows better, shortened and escaped.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rolecall.core.errors import Refused, RolecallError
from rolecall.core.partitions import is_opt_in, partition_of, unknown_region
from rolecall.core.safe_text import safe_text

UNKNOWN, OPT_IN, OTHER_PARTITION = "unknown", "opt-in", "other partition"  # kinds of a region
_LONGEST = 200  # characters of a text of AWS's


class Answer(NamedTuple):
    """An error response of AWS, and the request that it answers.

    `action` is the request's name in IAM, `region` the one that it was signed for; `about` are more
    values for the texts of a row.
    """

    code: str
    says: str
    status: int
    request_id: str
    action: str
    region: str
    about: Mapping[str, str]


class Row(NamedTuple):
    """One refusal: the response that it is for, its cause and its remedy.

    `codes`: one of these, or every code where empty. `says`: a pattern found in AWS's text. `only`:
    an action, a kind of region or a class of HTTP statuses (`5xx`). The texts are templates with
    the values of `Answer.about`, and the pattern's named groups.
    """

    codes: str
    says: str
    cause: str
    remedy: str
    kind: type[RolecallError] = Refused
    only: str = ""
    with_id: bool = True  # False: what is mended by typing again needs no request id

    def match(self, answer: Answer) -> re.Match[str] | None:
        """Returns the pattern's match where the row is for this answer."""
        if self.codes and answer.code not in self.codes.split():
            return None
        if self.only and self.only not in _traits(answer):
            return None
        return re.search(self.says, answer.says)


def explain(answer: Answer, rows: Iterable[Row]) -> RolecallError:
    """Returns the error of the first row that is for the answer; the last one is for all."""
    for row in rows:
        if found := row.match(answer):
            return _error(row, answer, found.groupdict(""))
    raise LookupError("the last row has to match everything")


def _error(row: Row, answer: Answer, found: Mapping[str, str]) -> RolecallError:
    values = {
        "what": answer.action,
        "name": answer.action,
        "duration": "that length",
        "action": answer.action,
        "code": answer.code,
        "status": str(answer.status),
        "region": answer.region,
        "partition": partition_of(answer.region),
        "said": answer.says.strip(),
        **answer.about,
        **found,
    }
    shown = {name: safe_text(text, _LONGEST) for name, text in values.items()}
    error = row.kind(row.cause.format_map(shown), row.remedy.format_map(shown))
    if isinstance(error, Refused):
        error.code = answer.code
    if row.with_id:
        error.request_id = safe_text(answer.request_id, 64)
    return error


def _traits(answer: Answer) -> set[str]:
    """Returns what the `only` of a row may ask for."""
    region = answer.region
    traits = {answer.action, f"{answer.status // 100}xx", str(answer.status)}
    if unknown_region(region):
        traits.add(UNKNOWN)
    if is_opt_in(region):
        traits.add(OPT_IN)
    if partition_of(region) != "aws":
        traits.add(OTHER_PARTITION)
    return traits
