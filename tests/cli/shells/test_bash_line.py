"""Completion in bash: the words of its line, and what is inserted."""

import pytest

from rolecall.cli.shells.bash_line import insertions, read_line

BREAKS = " \t\n\"'@><=;|&(:"


@pytest.mark.parametrize(
    ("text", "words", "current", "head", "quote"),
    [
        ("rolecall ", ("rolecall",), "", "", ""),
        ("rolecall export te", ("rolecall", "export"), "te", "", ""),
        ("rolecall  export\tte", ("rolecall", "export"), "te", "", ""),
        (r"rolecall export team\ a b", ("rolecall", "export", "team a"), "b", "", ""),
        (r"rolecall export team\ a", ("rolecall", "export"), "team a", "", ""),
        ("rolecall export 'team a' b", ("rolecall", "export", "team a"), "b", "", ""),
        ('rolecall export "team a', ("rolecall", "export"), "team a", "", '"'),
        (r'rolecall export "t\"\x', ("rolecall", "export"), 't"\\x', "", '"'),
        (r"rolecall export 't\x", ("rolecall", "export"), "t\\x", "", "'"),
        ('rolecall export pro"du', ("rolecall", "export"), "produ", "pro", '"'),
        ("rolecall export '' ", ("rolecall", "export", ""), "", "", ""),
        (
            "rolecall export arn:aws:iam::1",
            ("rolecall", "export"),
            "arn:aws:iam::1",
            "arn:aws:iam::",
            "",
        ),
        ("rolecall export --region=eu", ("rolecall", "export"), "--region=eu", "--region=", ""),
        (r"rolecall export a\:b", ("rolecall", "export"), "a:b", "", ""),
        ("A=1 B+=2 rolecall export x", ("rolecall", "export"), "x", "", ""),
        ("rolecall list 2>err >out x", ("rolecall", "list"), "x", "", ""),
        ("true; rolecall list x", ("rolecall", "list"), "x", "", ""),
    ],
)
def test_a_line_taken_apart(
    text: str, words: tuple[str, ...], current: str, head: str, quote: str
) -> None:
    assert read_line(text, BREAKS) == (words, current, head, quote)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "roleca",
        "rolecall list > fi",
        "rolecall list 2>",
        "rolecall export $HO",
        'rolecall export "$HO',
        "rolecall export `da",
        "rolecall export 'team'a",
    ],
)
def test_where_nothing_of_ours_can_follow(text: str) -> None:
    assert read_line(text, BREAKS) is None


@pytest.mark.parametrize(
    ("text", "inserted"),
    [
        ("rolecall export ", [r"it\'s\ a\ \$\(x\)\!", "plain-é:a=b"]),
        ("rolecall export it", [r"it\'s\ a\ \$\(x\)\!"]),
        ('rolecall export "it', []),
        ("rolecall export 'it", [r"it'\''s a $(x)!"]),
        ('rolecall export "pl', ["plain-é:a=b"]),
        ("rolecall export plain-é:", ["a=b"]),
        ('rolecall export pl"ain', ["ain-é:a=b"]),
    ],
)
def test_a_name_is_inserted_by_the_quotes_around_it(text: str, inserted: list[str]) -> None:
    line = read_line(text, BREAKS)
    assert line
    assert insertions(["it's a $(x)!", "plain-é:a=b"], line) == inserted


def test_within_double_quotes_what_expands_there_is_escaped() -> None:
    line = read_line('rolecall export "', BREAKS)
    assert line
    assert insertions(['a"$`\\b'], line) == ['a\\"\\$\\`\\\\b']
