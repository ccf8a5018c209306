"""Session policies, tags and source identities: what AWS would refuse is refused before."""

import json
import re
from pathlib import Path

import pytest

from rolecall.core.scope import NO_SCOPE, Scope
from rolecall.core.settings import scope_values as read

DENY = '{"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}'
ALLOW = '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'


def test_a_policy_is_kept_without_its_blanks_and_in_its_order(tmp_path: Path) -> None:
    text = """\ufeff{
      "Version": "2012-10-17",
      "Statement": {"Effect": "Deny", "Action": ["s3:*", "é:x"], "Resource": "*"}
    }"""
    compact = (
        '{"Version":"2012-10-17",'
        '"Statement":{"Effect":"Deny","Action":["s3:*","é:x"],"Resource":"*"}}'
    )
    file = tmp_path / "policy.json"
    file.write_text(text, encoding="utf-8")
    assert read.read_policy(str(file)) == compact
    assert read.read_policy(f"  {compact} ") == compact
    assert read.compact_policy(compact) == compact


def test_a_policy_is_found_below_the_home_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "policy.json").write_text(DENY)
    assert read.read_policy("~/policy.json") == DENY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON (line 1, column 1)"),
        ('{"Statement": [\n{"Effect": "Deny",}]}', "not JSON (line 2"),
        ("[" * 9_000, "deeply"),
        ("[]", "not an IAM policy"),
        ('{"Version": "2012-10-17"}', "not an IAM policy"),
        ('{"Statement": []}', "not an IAM policy"),
        ('{"Statement": ["x"]}', "not an IAM policy"),
        ('{"Statement": {"Action": "*"}}', 'no "Effect"'),
        ('{"Statement": {"Effect": "allow"}}', 'no "Effect"'),
        ('{"Statement": {"Effect": "Deny", "Principal": "*"}}', "Principal"),
        ('{"Statement": {"Effect": "Deny", "Effect": "Allow"}}', '"Effect" appears twice'),
        ('{"Statement": {"Effect": "Deny", "Sid": "€"}}', "character"),
        (json.dumps({"Statement": {"Effect": "Deny", "Action": "a" * 2048}}), "2,048"),
    ],
    ids=lambda text: text[:30],
)
def test_what_is_no_session_policy_is_said(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read.compact_policy(text)


def test_2048_characters_without_blanks_are_not_too_many() -> None:
    bare = len(json.dumps({"Statement": {"Effect": "Deny", "Sid": ""}}, separators=(",", ":")))
    for length, fits in ((2048, True), (2049, False)):
        text = json.dumps({"Statement": {"Effect": "Deny", "Sid": "a" * (length - bare)}}, indent=4)
        if fits:
            assert len(read.compact_policy(text)) == 2048
        else:
            with pytest.raises(ValueError, match="2,049 characters"):
                read.compact_policy(text)


def test_a_setting_is_a_policy_or_the_place_of_one() -> None:
    assert read.policy(DENY) == DENY
    assert read.policy("~/policy.json") == "~/policy.json"
    assert read.policy("/etc/policy.json") == "/etc/policy.json"
    for wrong in (7, "", "policy.json", "{"):
        with pytest.raises(ValueError, match="polic"):
            read.policy(wrong)


@pytest.mark.parametrize(
    "tag", [("team", "core"), ("a b", ""), ("Größe/x", "_.:/=+-@ 生产"), ("k" * 128, "v" * 256)]
)
def test_tags_that_aws_takes(tag: tuple[str, str]) -> None:
    key, value = tag
    assert read.session_tags({key: value}) == {key: value}
    if "=" not in key:
        assert read.tag(f"{key}={value}") == tag


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({"": "x"}, "no key"),
        ({"k" * 129: ""}, "128"),
        ({"k": "v" * 257}, "256"),
        ({"a;b": ""}, "';'"),
        ({"k": "a\nb"}, "cannot hold"),
        ({"k": "\ud800"}, "cannot hold"),
        ({"AWS:x": ""}, "aws:"),
        ({"team": "", "Team": ""}, "case"),
        ({f"k{n}": "" for n in range(51)}, "51"),
        ({"k": 1}, "a table of texts"),
        (["k"], "a table of texts"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_tags_that_aws_refuses(tags: object, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read.session_tags(tags)


@pytest.mark.parametrize("text", ["team", ""])
def test_a_tag_of_the_command_line_has_a_value(text: str) -> None:
    with pytest.raises(ValueError, match="no ="):
        read.tag(text)


@pytest.mark.parametrize("name", ["ab", "a" * 64, "alice@x+y=z,.-_"])
def test_a_source_identity(name: str) -> None:
    assert read.source_identity(name) == name
    for wrong in ("a", "a" * 65, "a b", "aws:x", "é" * 3, 7):
        with pytest.raises(ValueError, match="2 to 64"):
            read.source_identity(wrong)


def test_the_parts_make_a_scope_in_one_order() -> None:
    made = read.scope_of(DENY, True, {"b": "2", "a": "1"}, ("b", "a", "b"), "alice")
    assert made == Scope(DENY, True, (("a", "1"), ("b", "2")), ("a", "b"), "alice")
    assert read.scope_of("", False, {}, (), "") == NO_SCOPE


def test_what_a_policy_allows_would_be_allowed_beside_read_only() -> None:
    """AWS adds up what several session policies allow: the session could write."""
    with pytest.raises(ValueError, match="may only deny"):
        read.scope_of(ALLOW, True, {}, (), "")
    assert read.scope_of(ALLOW, False, {}, (), "").policy == ALLOW


def test_a_transitive_tag_is_a_session_tag() -> None:
    with pytest.raises(ValueError, match="transitive tag team is no session tag"):
        read.scope_of("", False, {"unit": "x"}, ("team",), "")
