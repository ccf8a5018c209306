"""Which identity provider serves which account, and the messages where none can."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from rolecall.catalog.catalog import Catalog
from rolecall.catalog.identity_providers import UNNAMED, Providers, identity_providers
from rolecall.core.errors import ConfigError
from rolecall.core.model import Target
from rolecall.core.settings.settings import load_settings
from tests.catalog.files import OTHER, PRODUCTION, STAGING, Home

ACCOUNTS = {"production": PRODUCTION, "staging": STAGING, "other": OTHER}
SCHEME = "AWS_ASSUME_ROLE_AUTH_SCHEME"
CLASSIC = {
    SCHEME: "saml",
    "SAML_IDP_ASSERTION_URL": "https://idp.example.com/login",
    "SAML_IDP_NAME": "classic-idp",
    "SAML_IDP_REQUEST_BODY_TEMPLATE": '{"p": "$saml_password"}',
}
CORP = """
[identity-providers.corp]
url = "https://corp.example.com/saml"
body = '{"user": "$saml_user", "pass": "$saml_password"}'
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def ways(catalog: Catalog) -> dict[str, tuple[str, str]]:
    return {target.alias: (target.scheme, target.idp) for target in catalog.targets}


def of(catalog: Catalog, alias: str) -> Target:
    (target,) = (target for target in catalog.targets if target.alias == alias)
    return target


def providers(tmp_path: Path, config: str = "", env: Mapping[str, str] | None = None) -> Providers:
    path = tmp_path / "config.toml"
    path.write_text(config)
    return identity_providers(load_settings(str(path)), env or {})


def test_without_a_word_of_saml_all_is_bastion(home: Home) -> None:
    assert set(ways(home.catalog(ACCOUNTS)).values()) == {("bastion", "")}
    assert set(ways(home.catalog(ACCOUNTS, CORP)).values()) == {("bastion", "")}
    assert set(ways(home.catalog(ACCOUNTS, env={SCHEME: ""})).values()) == {("bastion", "")}


def test_the_classics_variables_make_every_account_saml(home: Home) -> None:
    catalog = home.catalog(ACCOUNTS, env=CLASSIC)
    assert set(ways(catalog).values()) == {("saml", "classic-idp")}
    assert not any(target.why_not for target in catalog.targets)
    provider = catalog.providers.by_name["classic-idp"]
    assert (provider.url, provider.name) == ("https://idp.example.com/login", "classic-idp")
    assert provider.body == '{"p": "$saml_password"}'


def test_a_classic_idp_without_a_name_has_one_to_show(tmp_path: Path) -> None:
    env = {name: value for name, value in CLASSIC.items() if name != "SAML_IDP_NAME"}
    found = providers(tmp_path, env=env)
    assert found.default_idp == UNNAMED
    assert found.by_name[UNNAMED].name == ""  # no IAM provider can have this name


def test_an_idp_serves_the_accounts_it_lists_by_alias_or_id(home: Home) -> None:
    dashed = f"{OTHER[:4]}-{OTHER[4:8]}-{OTHER[8:]}"
    config = f"""
        [identity-providers.a]
        url = "https://a.example.com"
        accounts = ["production", "{dashed}"]
        [identity-providers.b]
        url = "https://b.example.com"
        accounts = ["{STAGING}", "production"]
    """
    assert ways(home.catalog(ACCOUNTS, config)) == {
        "production": ("saml", "a"),  # both list it: the first one is used
        "staging": ("saml", "b"),
        "other": ("saml", "a"),
    }


def test_an_account_is_listed_by_any_of_its_aliases(home: Home) -> None:
    config = f"{CORP}accounts = ['prod']\n[accounts.production]\naliases = ['prod']"
    assert ways(home.catalog(ACCOUNTS, config))["production"] == ("saml", "corp")


def test_the_accounts_own_word_goes_before_the_lists_and_the_variable(home: Home) -> None:
    config = f"""
        {CORP}
        accounts = ["production", "staging"]
        [identity-providers.second]
        url = "https://second.example.com"
        [accounts.production]
        scheme = "bastion"
        [accounts.staging]
        idp = "second"
        [accounts.other]
        scheme = "saml"
        idp = "corp"
    """
    expected = {
        "production": ("bastion", ""),
        "staging": ("saml", "second"),
        "other": ("saml", "corp"),
    }
    assert ways(home.catalog(ACCOUNTS, config)) == expected
    assert ways(home.catalog(ACCOUNTS, config, env=CLASSIC)) == expected


def test_an_idp_of_the_account_or_its_list_means_saml_against_the_variable(home: Home) -> None:
    config = f"{CORP}accounts = ['production']\n[accounts.staging]\nidp = 'corp'"
    found = ways(home.catalog(ACCOUNTS, config, env={SCHEME: "bastion"}))
    assert found == {
        "production": ("saml", "corp"),
        "staging": ("saml", "corp"),
        "other": ("bastion", ""),
    }


def test_a_role_may_go_another_way_than_its_account(home: Home) -> None:
    config = f"""
        {CORP}
        [accounts.production]
        roles = ["read", "admin"]
        [accounts.production.role.admin]
        idp = "corp"
    """
    catalog = home.catalog(ACCOUNTS, config)
    found = {t.role: (t.scheme, t.idp) for t in catalog.targets if t.alias == "production"}
    assert found == {"read": ("bastion", ""), "admin": ("saml", "corp")}


@pytest.mark.parametrize(
    ("names", "usual"),
    [
        (("corp",), "corp"),
        (("a", "default", "b"), "default"),
        (("a", "b"), ""),
        (("a+", "b"), "b"),  # + lists accounts: the only one without a list is the default
        (("a+",), "a"),
        (("a+", "b+"), ""),
        (("default+", "b"), "default"),
    ],
)
def test_the_usual_idp_is_the_default_or_the_only_one(
    tmp_path: Path, names: tuple[str, ...], usual: str
) -> None:
    config = "".join(
        f'[identity-providers.{name.rstrip("+")}]\nurl = "https://x.example.com"\n'
        + ('accounts = ["x"]\n' if name.endswith("+") else "")
        for name in names
    )
    assert providers(tmp_path, config).default_idp == usual


def test_the_variables_win_over_the_file(tmp_path: Path) -> None:
    config = CORP.replace("corp]", "classic-idp]") + "name = 'InIam'\nallow_http = true\n"
    config += '[identity-providers.default]\nurl = "https://d.example.com"'
    found = providers(tmp_path, config, CLASSIC)
    assert found.default_idp == "classic-idp"
    provider = found.by_name["classic-idp"]
    assert provider.url == CLASSIC["SAML_IDP_ASSERTION_URL"]
    assert provider.name == "classic-idp"
    assert provider.body == CLASSIC["SAML_IDP_REQUEST_BODY_TEMPLATE"]
    assert found.by_name["default"].url == "https://d.example.com"


def test_leave_for_plain_http_is_given_to_one_url_alone(tmp_path: Path) -> None:
    config = "[identity-providers.classic-idp]\nurl = 'http://a.example'\nallow_http = true"
    same = {"SAML_IDP_ASSERTION_URL": "http://a.example", "SAML_IDP_NAME": "classic-idp"}
    other = same | {"SAML_IDP_ASSERTION_URL": "http://b.example"}
    assert providers(tmp_path, config, same).by_name["classic-idp"].allow_http
    assert not providers(tmp_path, config, other).by_name["classic-idp"].allow_http


def test_a_template_that_only_the_file_has_stays(tmp_path: Path) -> None:
    env = {"SAML_IDP_ASSERTION_URL": "https://x.example", "SAML_IDP_NAME": "corp"}
    found = providers(tmp_path, CORP, env).by_name["corp"]
    assert (found.url, "$saml_user" in found.body) == ("https://x.example", True)


def test_the_classics_name_alone_chooses_among_the_files(tmp_path: Path) -> None:
    config = CORP + '[identity-providers.default]\nurl = "https://d.example.com"'
    assert providers(tmp_path, config, {"SAML_IDP_NAME": "corp"}).default_idp == "corp"
    assert providers(tmp_path, config, {"SAML_IDP_NAME": "gone"}).default_idp == "default"


def test_the_name_in_iam_is_the_settings_or_the_idps_own(tmp_path: Path) -> None:
    assert providers(tmp_path, CORP).by_name["corp"].name == "corp"
    assert providers(tmp_path, CORP + "name = 'CorpSSO'").by_name["corp"].name == "CorpSSO"


@pytest.mark.parametrize("scheme", ["garbage", "SAML", " saml", "none"])
def test_a_scheme_that_does_not_exist_is_refused(home: Home, scheme: str) -> None:
    with pytest.raises(ConfigError) as raised:
        home.catalog(ACCOUNTS, env={SCHEME: scheme})
    assert raised.value.message == f"{SCHEME} is none of bastion, saml, identity-center, aws-login."
    assert raised.value.hint == f"Try: unset {SCHEME}"


def test_a_missing_idp_greys_its_accounts_and_no_other(home: Home) -> None:
    config = f"{CORP}[accounts.production]\nidp = 'crop'"
    catalog = home.catalog(ACCOUNTS, config)
    assert of(catalog, "production").why_not == "its identity provider crop is not in config.toml"
    assert of(catalog, "staging").why_not == ""


def test_an_alias_that_an_idp_lists_and_no_file_names_is_told(home: Home) -> None:
    """Otherwise its account would need an MFA code instead of a login."""
    config = f"{CORP}accounts = ['prodution', 'staging', '{OTHER}', '999999999999']"
    catalog = home.catalog(ACCOUNTS, config)
    (problem,) = catalog.problems
    assert problem.message == (
        "config.toml: [identity-providers.corp] lists prodution, which is in no file."
    )
    assert ways(catalog)["staging"] == ("saml", "corp")


def test_saml_without_any_idp_names_what_to_set(home: Home) -> None:
    target = of(home.catalog(ACCOUNTS, env={SCHEME: "saml"}), "production")
    assert target.why_not == (
        "no identity provider is set: SAML_IDP_ASSERTION_URL, or one in config.toml"
    )


def test_saml_with_several_idps_and_no_usual_asks_which(home: Home) -> None:
    config = CORP + '[identity-providers.second]\nurl = "https://second.example.com"'
    target = of(home.catalog(ACCOUNTS, config, env={SCHEME: "saml"}), "production")
    assert target.why_not == (
        "which identity provider is it? Set its idp, or call one of them default"
    )


def test_an_idp_without_a_url_is_said_to_have_none(home: Home) -> None:
    config = "[identity-providers.corp]\naccounts = ['production']"
    catalog = home.catalog(ACCOUNTS, config)
    assert of(catalog, "production").why_not == "its identity provider corp has no url"


def test_a_fault_of_the_account_is_the_better_reason(home: Home) -> None:
    config = "[accounts.production]\nidp = 'gone'\nmfa_max_age = 0"
    why_not = of(home.catalog(ACCOUNTS, config), "production").why_not
    assert "mfa_max_age" in why_not


def test_an_included_team_file_cannot_bring_an_idp(home: Home, tmp_path: Path) -> None:
    """The IdP would receive the password."""
    (tmp_path / "team.toml").write_text(CORP)
    with pytest.raises(ConfigError):
        home.catalog(ACCOUNTS, f"include = ['{tmp_path / 'team.toml'}']")
