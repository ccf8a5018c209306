"""config.toml with valid and invalid content."""

from pathlib import Path

import pytest

from rolecall.core.errors import ConfigError, UsageError
from rolecall.core.files.toml_file import line_of
from rolecall.core.settings.settings import Settings, load_settings, parse_duration

WHOLE = """
include = ["team.toml"]

[defaults]
base_profile = "bastion"
region = "eu-west-1"
duration = "45m"
session_name = "ada"
guard = ["prod*"]

[store]
where = "runtime"

[accounts.production]
id = 123456789012
aliases = ["prod", "prod"]
roles = ["read", "/ops/admin"]
tags = ["team-a"]
scheme = "bastion"
idp = "okta"
base_profile = "other"
region = "us-gov-west-1"
partition = "aws-us-gov"
external_id = ""
mfa_max_age = "5m"
duration = 3600
via = "hub/read"
source_identity = "ada"
policy = "~/policy.json"
read_only = true
protected = true
colour = "red"
note = "careful"
browser = "firefox"
session_tags = { team = "a" }

[accounts.production.role."ops/admin"]
duration = "1h30m"
external_id = "x-1"
protected = false

[identity-providers.okta]
url = "https://okta.example.com"
name = "Okta"
body = '{"user": "$saml_user"}'
accounts = ["production"]
allow_http = false

[keymap]
copy = "ctrl+y"
"""


def load(folder: Path, text: str) -> Settings:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(str(path), "config.toml")


def refusal(folder: Path, text: str) -> ConfigError:
    """The error of the file, raised or reported for one account alone."""
    try:
        settings = load(folder, text)
    except ConfigError as refused:
        return refused
    (problem,) = settings.problems
    return problem


def test_missing_file_settles_nothing(tmp_path: Path) -> None:
    assert vars(load_settings(str(tmp_path / "config.toml"))) == vars(Settings())


def test_every_key_of_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "team.toml").write_text('[accounts.staging]\nid = "012345678901"\n')
    settings = load(tmp_path, WHOLE)
    assert settings.base_profile == "bastion"
    assert settings.region == "eu-west-1"
    assert settings.duration == 2700
    assert settings.session_name == "ada"
    assert settings.store == "runtime"
    assert settings.guard == ("prod*",)
    assert settings.accounts["staging"].id == "012345678901"
    production = settings.accounts["production"]
    assert production.id == "123456789012"
    assert production.aliases == ("prod",)
    assert production.roles == ("read", "ops/admin")
    assert production.external_id == ""
    assert production.mfa_max_age == 300
    assert production.session_tags == {"team": "a"}
    assert settings.identity_providers["okta"].url == "https://okta.example.com"
    assert settings.keymap == {"copy": "ctrl+y"}


def test_role_table_overrides_its_account_by_name_or_path(tmp_path: Path) -> None:
    (tmp_path / "team.toml").write_text("")
    production = load(tmp_path, WHOLE).accounts["production"]
    admin = production.of_role("ops/admin")
    assert (admin.duration, admin.external_id, admin.protected) == (5400, "x-1", False)
    assert admin.note == "careful"
    assert production.of_role("read").duration == 3600
    by_name = load(tmp_path, "[accounts.a.role.admin]\nnote = 'n'\n").accounts["a"]
    assert by_name.of_role("ops/admin").note == "n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[defaults]\nregion = 'eu-west-1'\nregoin = 'x'\n", 3, "Unknown setting `regoin`"),
        ("\n\n[default]\n", 3, "Unknown setting `default`"),
        ("[accounts.a]\nid = '123456789012'\n\n[accounts.b]\nid = '1'\n", 5, "12 digits"),
        ("[accounts.a]\nid = 12345678901\n", 2, "12 digits"),
        ("[accounts.a]\nid = true\n", 2, "12 digits"),
        ("[accounts.a]\nroles = [\n  'fine',\n  'not fine',\n]\nnote = 1\n", 2, "IAM role"),
        ("[accounts.a]\nroles = 'read'\n", 2, "list of texts"),
        ("[accounts.a]\ntags = ['x']\nprotected = 'yes'\n", 3, "true or false"),
        ("[accounts.a]\nduration = '13h'\n", 2, "15 minutes to 12 hours"),
        ("[accounts.a]\nduration = true\n", 2, "15 minutes to 12 hours"),
        ("[accounts.a]\nexternal_id = 'a b'\n", 2, "`external_id` must be"),
        ("[accounts.a.role.admin]\nid = '123456789012'\n", 2, "Unknown setting `id`"),
        ("[accounts.a.role.'no way']\nnote = ''\n", 1, "IAM role"),
        ("accounts = 3\n", 1, "must be a table"),
        ("# one\naccounts.a.scheme = 'ldap'\n", 2, '"bastion", "saml"'),
        ("[keymap]\ncopy = 1\n", 1, "table of texts"),
        ("[defaults]\nguard = ['''\na\n''', 1]\n", 2, "list of texts"),
        ("[defaults]\nregion = 'eu-west-1; reboot'\n", 2, "a region"),
        ("[defaults]\nsession_name = 'a b'\n", 2, "`session_name` must be"),
        ("[defaults]\n\nregion = eu-west-1\n", 3, "not TOML"),
        ("[defaults]\nregion = 'x'\nregion = 'y'\n", 3, "not TOML"),
        ("[defaults]\nregion = '''x\n", 2, "not TOML"),
        ("include = ['team.toml']\n", 1, "team.toml does not exist"),
    ],
)
def test_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    for written in (text, text.replace("\n", "\r\n")):
        refused = refusal(tmp_path, written)
        assert refused.message.startswith(f"config.toml, line {line}: ")
        assert said in refused.message


def test_misspelt_key_hints_at_the_right_one(tmp_path: Path) -> None:
    assert refusal(tmp_path, "[accounts.a]\nprotectd = true\n").hint == 'Did you mean "protected"?'


def test_text_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"[defaults]\nregion = '\xe4'\n")
    with pytest.raises(ConfigError, match="line 2: this is not UTF-8"):
        load_settings(str(path))


def test_own_file_wins_over_an_included_one_key_by_key(tmp_path: Path) -> None:
    (tmp_path / "team.toml").write_text(
        "[accounts.a]\nid = '123456789012'\nnote = 'theirs'\n[accounts.a.role.x]\nnote = 'x'\n"
    )
    accounts = load(tmp_path, "include = ['team.toml']\n[accounts.a]\nnote = 'mine'\n").accounts
    assert accounts["a"].id == "123456789012"
    assert accounts["a"].note == "mine"
    assert accounts["a"].of_role("x").note == "x"


@pytest.mark.parametrize(
    "text",
    [
        "[mfa]\nprocess = 'rm'\n",
        "[keymap]\ncopy = 'x'\n",
        "[identity-providers.x]\nbody = 'x'\n",
        "include = []\n",
        "[accounts.a]\nbrowser = 'rm'\n",
        "[accounts.a]\nprotected = false\n",
        "[accounts.a.role.x]\nprotected = false\n",
        "[accounts.a]\nread_only = false\n",
        "[accounts.a.role.x]\nread_only = false\n",
        "[accounts.a.role.x]\nbrowser = 'rm'\n",
    ],
)
def test_included_file_brings_no_commands_and_lifts_no_protection(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "team.toml").write_text(text)
    assert refusal(tmp_path, "include = ['team.toml']\n").message.startswith("team.toml, line ")


@pytest.mark.parametrize(
    ("text", "seconds"), [("900", 900), ("15m", 900), ("1h", 3600), ("12h", 43200), ("1h30m", 5400)]
)
def test_duration_is_read_in_seconds_minutes_or_hours(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "899", "43201", "13h", "1 h", "-900", "1d", "900.0", "h", "٩٠٠"]
)
def test_duration_that_sts_cannot_grant_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_duration(text)


def test_line_of_a_key_is_found_behind_values_of_many_lines() -> None:
    text = "a = '''\nb = 1\n[c]\n'''\n[c]\nd = [\n 1,\n]\ne.f = 2\n[c.'g h']\ni = 3\n"
    assert line_of(text, ("c",)) == 5
    assert line_of(text, ("c", "d")) == 6
    assert line_of(text, ("c", "e", "f")) == 9
    assert line_of(text, ("c", "g h")) == 10
    assert line_of(text, ("c", "g h", "i")) == 11
