"""The pairs of ARNs in the Role attribute, in all forms that IdPs produce."""

from datetime import UTC, datetime

import pytest

from rolecall.core.secret import Secret
from rolecall.saml.assertion import read_assertion
from rolecall.saml.role_pairs import RolePair, parse_pair
from tests.samples.saml_responses import Claims, encode, response_xml

NOW = datetime(2031, 5, 4, 3, 2, 1, tzinfo=UTC)
ROLE = "arn:aws:iam::123456789012:role/read"
PROVIDER = "arn:aws:iam::123456789012:saml-provider/corp"
DEEP = "arn:aws:iam::123456789012:role/team/ops/read"
COMMA = "arn:aws:iam::123456789012:role/read,write"
COMMAS = "arn:aws:iam::123456789012:role/a,b/read,"
SIGNS = "arn:aws:iam::012345678901:role/a+b=c.d@e-f_g"
SIGNS_PROVIDER = "arn:aws:iam::012345678901:saml-provider/ad_fs.corp-1"
CN = "arn:aws-cn:iam::123456789012:role/read"
CN_PROVIDER = "arn:aws-cn:iam::123456789012:saml-provider/corp"
GOV = "arn:aws-us-gov:iam::123456789012:role/read"
GOV_PROVIDER = "arn:aws-us-gov:iam::123456789012:saml-provider/corp"
EUSC = "arn:aws-eusc:iam::123456789012:role/read"
EUSC_PROVIDER = "arn:aws-eusc:iam::123456789012:saml-provider/corp"
LONG = "arn:aws:iam::123456789012:role/" + "r" * 64
LONG_PROVIDER = "arn:aws:iam::123456789012:saml-provider/" + "p" * 128

PAIRS = {
    "role first": (f"{ROLE},{PROVIDER}", ROLE, PROVIDER),
    "provider first": (f"{PROVIDER},{ROLE}", ROLE, PROVIDER),
    "blank after the comma": (f"{ROLE}, {PROVIDER}", ROLE, PROVIDER),
    "blank before the comma": (f"{ROLE} ,{PROVIDER}", ROLE, PROVIDER),
    "blanks around": (f"   {PROVIDER},{ROLE}   ", ROLE, PROVIDER),
    "newlines around": (f"\n        {ROLE},{PROVIDER}\n      ", ROLE, PROVIDER),
    "newline between": (f"{ROLE},\n{PROVIDER}", ROLE, PROVIDER),
    "CR LF between": (f"{PROVIDER} \r\n,\r\n {ROLE}\r\n", ROLE, PROVIDER),
    "tabs": (f"\t{ROLE}\t,\t{PROVIDER}\t", ROLE, PROVIDER),
    "path": (f"{DEEP},{PROVIDER}", DEEP, PROVIDER),
    "path, provider first": (f"{PROVIDER},{DEEP}", DEEP, PROVIDER),
    "comma in the role": (f"{COMMA},{PROVIDER}", COMMA, PROVIDER),
    "comma in the role, provider first": (f"{PROVIDER},{COMMA}", COMMA, PROVIDER),
    "commas in path and at the end": (f"{COMMAS},{PROVIDER}", COMMAS, PROVIDER),
    "every sign, leading zero": (f"{SIGNS},{SIGNS_PROVIDER}", SIGNS, SIGNS_PROVIDER),
    "China": (f"{CN},{CN_PROVIDER}", CN, CN_PROVIDER),
    "China, provider first": (f"{CN_PROVIDER}, {CN}", CN, CN_PROVIDER),
    "GovCloud": (f"{GOV},{GOV_PROVIDER}", GOV, GOV_PROVIDER),
    "European Sovereign Cloud": (f"{EUSC_PROVIDER},{EUSC}", EUSC, EUSC_PROVIDER),
    "longest names": (f"{LONG},{LONG_PROVIDER}", LONG, LONG_PROVIDER),
}

NO_PAIRS = {
    "empty": "",
    "blanks": " \t\n",
    "words": "Administrators",
    "a role alone": ROLE,
    "a provider alone": PROVIDER,
    "a comma alone": ",",
    "two roles": f"{ROLE},{DEEP}",
    "two providers": f"{PROVIDER},{PROVIDER}",
    "three ARNs": f"{ROLE},{PROVIDER},{DEEP}",
    "no comma": f"{ROLE} {PROVIDER}",
    "a semicolon": f"{ROLE};{PROVIDER}",
    "other accounts": f"{ROLE},{PROVIDER.replace('123456789012', '210987654321')}",
    "other partitions": f"{ROLE},{CN_PROVIDER}",
    "account too short": f"{ROLE},{PROVIDER}".replace("123456789012", "12345678901"),
    "account in Arabic digits": f"{ROLE},{PROVIDER}".replace("123456789012", "١٢٣٤٥٦٧٨٩٠١٢"),
    "a user": f"{ROLE.replace('role/', 'user/')},{PROVIDER}",
    "an OIDC provider": f"{ROLE},{PROVIDER.replace('saml-provider', 'oidc-provider')}",
    "empty role": f"arn:aws:iam::123456789012:role/,{PROVIDER}",
    "role of 65 letters": f"{LONG}r,{PROVIDER}",
    "zero-width space in the role": f"{ROLE[:-2]}\u200b{ROLE[-2:]},{PROVIDER}",
    "shell in the role": f'arn:aws:iam::123456789012:role/a";touch x;",{PROVIDER}',
    "blank inside the role": f"{ROLE[:-2]} {ROLE[-2:]},{PROVIDER}",
    "empty path": f"arn:aws:iam::123456789012:role//read,{PROVIDER}",
    "a megabyte": f"{ROLE},{PROVIDER}" + "," * 1_000_000,
}


@pytest.mark.parametrize("name", PAIRS)
def test_M11_pair_is_read(name: str) -> None:
    text, role, provider = PAIRS[name]
    assert parse_pair(text) == RolePair(role, provider)


@pytest.mark.parametrize("name", NO_PAIRS)
def test_M11_what_is_no_pair_is_none(name: str) -> None:
    assert parse_pair(NO_PAIRS[name]) is None


def test_M11_there_are_at_least_forty_vectors() -> None:
    assert len(PAIRS) + len(NO_PAIRS) >= 40


def test_M11_pair_knows_its_account_partition_role_and_provider() -> None:
    pair = RolePair(DEEP.replace("aws:", "aws-us-gov:", 1), GOV_PROVIDER)
    assert (pair.partition, pair.account_id) == ("aws-us-gov", "123456789012")
    assert (pair.role, pair.provider_name) == ("team/ops/read", "corp")


def test_M11_one_bad_value_among_five_hundred_is_skipped_and_counted() -> None:
    values = [
        f"arn:aws:iam::{account:012}:role/read,arn:aws:iam::{account:012}:saml-provider/corp"
        for account in range(500)
    ]
    values[321] = "cn=AWS-Admins,ou=Groups"
    read = read_assertion(Secret(encode(response_xml(Claims([], NOW), values=values))))
    assert len(read.roles) == 499
    assert read.skipped == 1
    assert [int(pair.account_id) for pair in read.roles] == [*range(321), *range(322, 500)]


def test_M11_duplicates_are_kept_once_in_order_and_not_counted_as_skipped() -> None:
    values = [f"{DEEP},{PROVIDER}", f"{ROLE},{PROVIDER}", f"{PROVIDER}, {DEEP}"]
    read = read_assertion(Secret(encode(response_xml(Claims([], NOW), values=values))))
    assert [pair.role for pair in read.roles] == ["team/ops/read", "read"]
    assert read.skipped == 0
