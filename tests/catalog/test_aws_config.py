"""Our scanner of the AWS files, compared with botocore's parser."""

import random
from pathlib import Path

import botocore.configloader
import botocore.exceptions
import pytest

from rolecall.catalog.aws_config import Profile, Profiles, load_profiles
from rolecall.core.files.ini_scan import scan

CANARY = "CANARY/secret+value"


def load(folder: Path, config: str | bytes = "", credentials: str | bytes = "") -> Profiles:
    for name, content in (("config", config), ("credentials", credentials)):
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return load_profiles(
        str(folder / "config"), str(folder / "credentials"), "~/.aws/config", "~/.aws/credentials"
    )


def test_missing_files_hold_no_profiles(tmp_path: Path) -> None:
    assert not load_profiles(str(tmp_path / "a"), "/dev/null").by_name


def test_profile_holds_all_that_its_section_says(tmp_path: Path) -> None:
    profiles = load(
        tmp_path,
        "[default]\nREGION=eu-west-1\n"
        '[profile "with blanks"]\nrole_arn = arn:aws:iam::123456789012:role/read\n'
        "source_profile = default\nmfa_serial: arn:mfa\nexternal_id = x # not a comment\n"
        "duration_seconds = 1800\nrole_session_name = ada\n"
        "[profile sso]\nsso_session = corp\nsso_start_url = https://x\n"
        "[profile web]\nweb_identity_token_file = /t\ncredential_source = Environment\n"
        "[sso-session corp]\nsso_region = x\n[services s]\n[preview]\n[profile]\n"
        "[profile process]\ncredential_process = tool --x=y\nduration_seconds = long\n",
        f"[default]\naws_access_key_id = AKIA1\naws_secret_access_key = {CANARY}\n"
        f"[handed]\naws_access_key_id = ASIA\naws_secret_access_key={CANARY}\n"
        f"aws_session_token={CANARY}\nmanager = rolecall\n",
    )
    assert not profiles.problems
    assert list(profiles.by_name) == ["default", "with blanks", "sso", "web", "process", "handed"]
    assert profiles.get("default") == Profile(
        "default", region="eu-west-1", access_key_id="AKIA1", has_keys=True
    )
    assert profiles.get("with blanks") == Profile(
        "with blanks",
        role_arn="arn:aws:iam::123456789012:role/read",
        source_profile="default",
        mfa_serial="arn:mfa",
        external_id="x # not a comment",
        duration_seconds=1800,
        role_session_name="ada",
        config_credential_key="role_arn",
    )
    assert profiles.by_name["sso"].sso_session == "corp"
    assert profiles.by_name["web"].credential_source == "Environment"
    assert profiles.by_name["process"].credential_process == "tool --x=y"
    assert profiles.by_name["process"].duration_seconds == 0
    assert profiles.by_name["handed"].is_ours
    assert CANARY not in repr(profiles)


@pytest.mark.parametrize("odd", ["", "[profile odd]\nx: y\n"])
def test_profile_says_how_the_config_file_itself_leads_to_credentials(
    tmp_path: Path, odd: str
) -> None:
    profiles = load(
        tmp_path,
        "[default]\nregion = x\n[profile both]\noutput = text\n"
        "[profile half]\naws_secret_access_key = x\n[profile login]\nlogin_session = x\n"
        f"[profile ours]\nmanager = rolecall\naws_access_key_id = ASIA\n{odd}",
        "[default]\naws_access_key_id = AKIA1\n[both]\nrole_arn = x\n",
    )
    ways = {profile.name: profile.config_credential_key for profile in profiles.by_name.values()}
    assert {name: way for name, way in ways.items() if way} == {
        "half": "aws_secret_access_key",
        "login": "login_session",
    }


@pytest.mark.parametrize("odd", ["", "[odd]\nx: y\n"])
def test_secrets_are_never_kept(tmp_path: Path, odd: str) -> None:
    text = f"[a]\naws_access_key_id = AKIA\nAWS_SECRET_ACCESS_KEY = {CANARY}\n{odd}"
    profiles = load(tmp_path, "", text)
    assert profiles.by_name["a"].has_keys
    assert CANARY not in repr(profiles)
    assert CANARY not in repr(scan(text.encode(), "f", ["region"], ["aws_secret_access_key"]))


def test_credentials_file_wins_key_by_key(tmp_path: Path) -> None:
    profiles = load(
        tmp_path, "[profile a]\nregion = eu-west-1\nexternal_id = x", "[a]\nregion = us-east-1\n"
    )
    assert profiles.get("a") == Profile("a", region="us-east-1", external_id="x")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[a]\nx = 1\n[b]\n[a]\n", ", line 4"),
        ("[a]\nx = 1\nX = 2\n", ", line 3"),
        (f"aws_secret_access_key = {CANARY}\n[a]\n", ", line 1"),
        (f"[a]\n\n{CANARY}\n", ", line 3"),
        ("[a]\n[]\n", ", line 2"),
        ("\ufeff[a]\n", ", line 1"),
        (f"[a]\ns3 =\n  {CANARY}\n", ""),
        (b"[a]\nx = \xff\n", ", line 2"),
    ],
)
def test_file_that_botocore_refuses_is_a_problem_with_its_line(
    tmp_path: Path, text: str | bytes, place: str
) -> None:
    profiles = load(tmp_path, text, "[b]\nregion = eu-west-1\n")
    assert list(profiles.by_name) == ["b"]
    assert [problem.message.partition(": ")[0] for problem in profiles.problems] == [
        f"~/.aws/config{place}"
    ]
    assert CANARY not in profiles.problems[0].message + profiles.problems[0].hint
    with pytest.raises(botocore.exceptions.ConfigParseError):
        botocore.configloader.load_config(str(tmp_path / "config"))


PIECES = (
    *("[default]", "[profile a]", "[profile b]", '[profile "c d"]', "[profile 'e']", "[f]"),
    *("[profile g h]", "[profilex i]", "[ default ]", "[DEFAULT]", "[profile a] # x", "[a]x]"),
    *("region = eu-west-1", "region=us-east-1", "REGION = x", "region: y", "region =", "region"),
    *("role_arn = arn:aws:iam::1:role/a ", "source_profile\t=\ta", "output = json", "s3 ="),
    *("  addressing_style = path", "  more", "\tx = y", "# comment", "; comment", "  # indented"),
    *("", "   ", "mfa_serial = a = b : c", "external_id = 'quoted' ; no comment", "= x", ": x"),
    *("[", "[]", "]", "é = ü", "a b = c", "manager=rolecall\x0b", "\x1cregion = z", "\u2028", "[x"),
    *("duration_seconds = 900", "credential_source=Environment", "region = \u2028x", "a-b_c = d"),
)
# Mostly plain lines, as in real files: otherwise nearly all files would be refused.
PLAIN = (
    *("output = json", "region = eu-west-1", "# comment", "", "external_id = a", "s3 =\n  a = b"),
    *("mfa_serial = arn:x", "cli_pager =", "source_profile = default", "sso_session = corp"),
)
KEYS = ("region", "role_arn", "source_profile", "mfa_serial", "external_id", "credential_source")


def corpus() -> list[str]:
    chance = random.Random(20)  # noqa: S311 - a corpus, no secret
    texts = []
    for number in range(3000):
        lines: list[str] = []
        for name in chance.sample(["default", "profile a", "profile b", "profile c"], 3):
            lines += [f"[{name}]", *chance.sample(PLAIN, chance.randrange(5))]
        for _ in range(number % 4):
            lines.insert(chance.randrange(len(lines) + 1), chance.choice(PIECES))
        texts.append(chance.choice(["\n", "\n", "\r\n", "\r"]).join(lines))
    return texts


def test_scanner_and_botocore_agree_on_a_random_corpus(tmp_path: Path) -> None:
    path = tmp_path / "config"
    refused = read = 0
    for text in corpus():
        path.write_bytes(text.encode())
        ours = load_profiles(str(path), "/dev/null")
        raw = load_profiles("/dev/null", str(path))
        try:
            theirs = botocore.configloader.load_config(str(path))["profiles"]
            their_raw = botocore.configloader.raw_config_parse(str(path))
        except botocore.exceptions.ConfigParseError:
            assert ours.problems, text
            assert raw.problems, text
            refused += 1
            continue
        assert not ours.problems, (text, ours.problems[0].message)
        read += 1
        for mine, botocores in ((ours, theirs), (raw, their_raw)):
            assert list(mine.by_name) == list(botocores), text
            for name, values in botocores.items():
                for key in KEYS:
                    value = values.get(key, "")
                    said = value if isinstance(value, str) else ""
                    assert getattr(mine.by_name[name], key) == said, (text, name, key)
    assert refused > 300
    assert read > 1500
