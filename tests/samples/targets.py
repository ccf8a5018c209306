"""Targets by a name and a role, and any target and query that can be, as strategies."""

from hypothesis import strategies as st

from rolecall.core.model import Target

TEXTS = st.text(alphabet=st.one_of(st.sampled_from("abde-/ _PRé[\\^.*ǅﬁß1\x04\n"), st.characters()))
WORDS = st.text("abcdepr-_/ABR1é", max_size=12)
TARGETS = st.builds(
    Target,
    account_id=st.from_regex("[0-9]{12}", fullmatch=True),
    aliases=st.lists(WORDS | TEXTS, max_size=3).map(tuple),
    role=WORDS | TEXTS,
    sources=st.lists(WORDS, max_size=2).map(tuple),
    tags=st.lists(WORDS | TEXTS, max_size=2).map(tuple),
    note=WORDS | TEXTS,
    region=WORDS,
)
QUERIES = st.one_of(
    st.lists(WORDS, max_size=3).map(" ".join),
    TEXTS,
    st.text("arn:aws:iam::0123456789:role/https://.console.aws.amazon.com?account=&%"),
)


def target(alias: str, role: str, account_id: str = "123456789012", *tags: str) -> Target:
    return Target(account_id, (alias,), role, tags=tags)
