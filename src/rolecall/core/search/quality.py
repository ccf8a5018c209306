"""How well a token matches a target: over all its fields, the best of them counts.

Two numbers: the merit, by what kind of match it is and in which field, which decides first; and the
rest of the name that the query leaves over, which decides among equals.
"""

from functools import lru_cache

from rolecall.core.model import Target
from rolecall.core.search.alignment import align
from rolecall.core.search.fold import Folded, fold
from rolecall.core.search.split_tokens import cuts
from rolecall.core.search.token_hits import MEANT

# Merits of a match in the account's name; the order is what counts: a whole name, then whole words
# before beginnings, the start of the name before its other words, one piece before scattered ones.
_WHOLE, _FIRST_WORD, _START, _WORD, _WORD_START = 120, 104, 96, 92, 80
_INSIDE = 50
_FEW_LETTERS, _FEW_INSIDE = 2, 30  # two letters are inside many names
# Of every word of the name, of its first words, of others in a row.
_INITIALS, _FIRST_INITIALS, _SOME_INITIALS = 80, 76, 57
_SCATTERED = range(8, 49, 4)  # by tenths of the alignment's quality
# A role's name says less than an account's: many accounts have the role.
_ROLE_SHARE = 0.75
_MEANT_SHARE = 0.4
_SPLIT_SHARE, _SPLIT_MOST = 0.36, 40  # a token that begins in the account and ends in the role
_ID_END, _ID_START, _ID_INSIDE = 90, 84, 20
_TAG_WHOLE, _TAG_START, _HIDDEN = 49, 40, 16
MOST_HIDDEN = _TAG_WHOLE  # the highest merit of a field without a column
_FEW_DIGITS = 3  # fewer are in nearly every account id

NONE = 0


def folded(text: str) -> Folded:
    """Returns the folded text, from a cache: the same names are looked at for each letter."""
    return _folded(text)


_folded = lru_cache(maxsize=4096)(fold)


@lru_cache(maxsize=4096)
def name_merit(token: str, name: str) -> int:
    """Returns the merit of a token in an account's name; NONE for no match."""
    field = _folded(name)
    text = field.text
    at = text.find(token)
    if at < 0:
        return _scattered(token, field)
    if len(token) == len(text):
        return _WHOLE
    best = _INSIDE if len(token) > _FEW_LETTERS else _FEW_INSIDE
    for start in (0, *field.words):
        if not text.startswith(token, start):
            continue
        is_whole = _ends_word(field, start + len(token))
        if start == 0:
            return _FIRST_WORD if is_whole else _START
        best = max(best, _WORD if is_whole else _WORD_START)
    if token.isdecimal() and _is_number(token, text):
        return _WORD
    return best


def account_merit(token: str, target: Target) -> int:
    """Returns the merit of a token in the aliases and the id of a target's account."""
    aliases = target.aliases
    if len(aliases) == 1:
        best = name_merit(token, aliases[0])
    else:
        best = max([name_merit(token, alias) for alias in aliases], default=NONE)
    return max(best, _id_merit(token, target.account_id)) if token.isdecimal() else best


def role_merit(token: str, role: str) -> int:
    """Returns the merit of a token in a role's name, or in the path before it."""
    best = int(name_merit(token, role.rpartition("/")[2]) * _ROLE_SHARE)
    if token in MEANT:
        best = max(best, int(_MEANT_SHARE * name_merit(MEANT[token], role.rpartition("/")[2])))
    return best or (_HIDDEN if "/" in role and token in _folded(role).text else NONE)


def hidden_merit(token: str, target: Target) -> int:
    """Returns the merit of a token in the fields without a column."""
    best = NONE
    for tag in target.tags:
        merit = name_merit(token, tag)
        if token in _folded(tag).text:
            is_whole, is_start = merit in (_WHOLE, _WORD), merit > _INSIDE
            best = max(best, _TAG_WHOLE if is_whole else _TAG_START if is_start else _HIDDEN)
    if best:
        return best
    others = (target.note, target.region, *target.sources)
    return _HIDDEN if any(token in _folded(other).text for other in others if other) else NONE


def split_merit(token: str, target: Target) -> int:
    """Returns the merit of a token that begins in the account's name and ends in the role's."""
    best = NONE
    for cut in cuts(token):
        role = name_merit(token[cut:], target.role_name)
        if role < _SOME_INITIALS:
            continue
        accounts = [name_merit(token[:cut], alias) for alias in target.aliases]
        account = max((merit for merit in accounts if merit != _INSIDE), default=NONE)
        if account:
            best = max(best, min(_SPLIT_MOST, int(_SPLIT_SHARE * (account + role) / 2)))
    return best


def _scattered(token: str, field: Folded) -> int:
    alignment = align(token, field)
    if alignment is None:
        return NONE
    if alignment.places == field.words[: len(token)]:
        return _INITIALS if len(token) == len(field.words) else _FIRST_INITIALS
    first = alignment.places[0]
    if first in field.words:
        at = field.words.index(first)
        if alignment.places == field.words[at : at + len(token)]:
            return _SOME_INITIALS
    return _SCATTERED[alignment.quality // 10]


def _ends_word(field: Folded, end: int) -> bool:
    return (
        end >= len(field.text)
        or not field.text[end].isalnum()
        or end in field.words
        or (field.text[end].isdecimal() and not field.text[end - 1].isdecimal())
    )


def _is_number(token: str, text: str) -> bool:
    """Whether one of the numbers in a text is the token's: 7 is 07."""
    number, digits = token.lstrip("0"), ""
    for sign in (*text, " "):
        if sign.isdecimal():
            digits += sign
        elif digits:
            if digits.lstrip("0") == number:
                return True
            digits = ""
    return False


def _id_merit(token: str, account_id: str) -> int:
    if token == account_id:
        return _WHOLE
    if token not in account_id:
        return NONE
    if len(token) >= _FEW_DIGITS:
        # People remember the last digits.
        if account_id.endswith(token):
            return _ID_END
        if account_id.startswith(token):
            return _ID_START
    return _ID_INSIDE
