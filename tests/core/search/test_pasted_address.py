"""Pasted ARNs and console addresses, in the forms that AWS and users write."""

import pytest

from rolecall.core.model import Target
from rolecall.core.search.index import Index, free_text_roles
from rolecall.core.search.pasted_address import Address, parse_address

ID = "123456789012"
ROWS = [
    Target(ID, ("production", "prod"), "ops/read"),
    Target(ID, ("production", "prod"), "admin"),
    Target("777777777777", ("staging",), "read"),
]


@pytest.mark.parametrize(
    ("pasted", "account", "role"),
    [
        # IAM User Guide, "Switch from a user to an IAM role (console)", and users' links.
        (
            f"https://signin.aws.amazon.com/switchrole?account={ID}&roleName=read&displayName=prod+r",
            ID,
            "read",
        ),
        (
            f"https://signin.aws.amazon.com/switchrole?roleName=read&account={ID}&color=f2b0a9",
            ID,
            "read",
        ),
        (f"https://us-east-1.signin.aws.amazon.com/switchrole?src=nav&account={ID}", ID, ""),
        (f"https://signin.amazonaws.cn/switchrole?account={ID}&roleName=read", ID, "read"),
        (
            f"https://signin.amazonaws-us-gov.com/switchrole?roleName=read&account={ID}&displayName=x",
            ID,
            "read",
        ),
        (
            f"https://eusc-de-east-1.signin.amazonaws-eusc.eu/switchrole?account={ID}&roleName=read",
            ID,
            "read",
        ),
        (
            "https://signin.aws.amazon.com/switchrole?account=prod&roleName=%2Fops%2Fread",
            "prod",
            "ops/read",
        ),
        ("https://signin.aws.amazon.com/switchrole?account=1234-5678-9012", ID, ""),
        # Console Getting Started Guide, "Signing in to multiple accounts".
        (
            f"https://{ID}-aaaaaaaa.us-east-1.console.aws.amazon.com/console/home?region=us-east-1",
            ID,
            "",
        ),
        (f"https://{ID}-ab12cd34.us-east-1.console.aws.amazon.com", ID, ""),
        (f"https://{ID}-ab12cd34.us-gov-west-1.console.amazonaws-us-gov.com/ec2/home", ID, ""),
        (f"https://{ID}-ab12cd34.cn-north-1.console.amazonaws.cn/ec2/home#Instances:", ID, ""),
        (
            f"https://us-east-1.console.aws.amazon.com/console/home?login_hint={ID}-ab12cd34#",
            ID,
            "",
        ),
        (
            f"https://{ID}-a1.us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/roles/ops+x",
            ID,
            "ops+x",
        ),
        # The account's own sign-in page, by id and by alias, in three partitions.
        (f"https://{ID}.signin.aws.amazon.com/console/", ID, ""),
        ("https://my-alias.signin.aws.amazon.com/console", "my-alias", ""),
        ("https://my-alias.signin.amazonaws.cn/console/", "my-alias", ""),
        ("https://my-alias.signin.amazonaws-us-gov.com/console", "my-alias", ""),
        # Sign-in pages name their destination; the ARN of their client is not the user's.
        (
            "https://signin.aws.amazon.com/signin?redirect_uri=https%3A%2F%2F"
            f"{ID}-ab12cd34.us-east-1.console.aws.amazon.com%2Fec2%3Fstate%3Dx"
            "&client_id=arn%3Aaws%3Aiam%3A%3A015428540659%3Auser%2Fec2&forceMobileApp=0",
            ID,
            "",
        ),
        (
            "https://signin.aws.amazon.com/federation?Action=login&Issuer=https%3A%2F%2Fa.example"
            f"&Destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fgo%3Farn%3Darn%253Aaws%253Aiam%253A%253A{ID}%253Arole%252Fread",
            ID,
            "read",
        ),
        # ARNs and ids within other pages.
        (
            f"https://eu-west-1.console.aws.amazon.com/ecr/repositories/private/{ID}/app?region=eu-west-1",
            ID,
            "",
        ),
        (
            "https://eu-west-1.console.aws.amazon.com/sqs/v3/home?region=eu-west-1#/queues/"
            f"https%3A%2F%2Fsqs.eu-west-1.amazonaws.com%2F{ID}%2Fqueue",
            ID,
            "",
        ),
        (
            f"https://eu-west-1.quicksight.aws.amazon.com/sn/console/account/{ID}-abc123/admin",
            ID,
            "",
        ),
        # The access portal names a permission set, not a role.
        (f"https://x.awsapps.com/start/#/console?account_id={ID}&role_name=read", ID, ""),
        (
            f"https://d-9a67636455.awsapps.com/start/#/console?account_id={ID}&destination=https%3A%2F%2Fx",
            ID,
            "",
        ),
        # ARNs of every partition, with what surrounds them in a policy or a message.
        (f"arn:aws-cn:iam::{ID}:role/ops/read", ID, "ops/read"),
        (f"arn:aws-us-gov:iam::{ID}:role/read", ID, "read"),
        (f"arn:aws-eusc:iam::{ID}:role/read", ID, "read"),
        (f"arn:aws-iso-b:sts::{ID}:assumed-role/read/alice@example.com", ID, "read"),
        (f"arn:aws:sts::{ID}:assumed-role/read", ID, "read"),
        (
            f"arn:aws:sts::{ID}:assumed-role/AWSReservedSSO_Read_0a1b/x",
            ID,
            "AWSReservedSSO_Read_0a1b",
        ),
        (f'"arn:aws:iam::{ID}:role/read",', ID, "read"),
        (f"<arn:aws:iam::{ID}:role/read>", ID, "read"),
        (f"arn:aws:iam::{ID}:root", ID, ""),
    ],
)
def test_an_address_names_its_account_and_role(pasted: str, account: str, role: str) -> None:
    assert parse_address(pasted) == Address(account, role)


@pytest.mark.parametrize(
    "word",
    [
        "prod",
        ID,
        "arn:",
        "arn:aws:s3:::bucket",
        "arn:aws:iam::12345:role/read",
        f"arn:azure:iam::{ID}:role/read",
        "https://signin.aws.amazon.com/console",
        "https://eu-north-1.signin.aws.amazon.com/oauth?response_type=code",
        "https://console.aws.amazon.com/s3/buckets/backup-123456789012",
        "https://signin.aws.amazon.com/signin?client_id=arn%3Aaws%3Aiam%3A%3A015428540659%3Auser%2Fx",
        f"https://signin.aws.amazon.com.evil.example/switchrole?account={ID}",
        f"https://evil.example/?next=https%3A%2F%2F{ID}.signin.aws.amazon.com%2F",
        f"ftp://signin.aws.amazon.com/switchrole?account={ID}",
        "https://x.awsapps.com/start",
    ],
)
def test_other_words_are_no_address(word: str) -> None:
    assert parse_address(word) is None


def test_a_switch_role_link_by_a_further_alias_finds_the_role() -> None:
    link = "https://signin.aws.amazon.com/switchrole?account=PROD&roleName=ops%2Fread&displayName=x"
    assert Index(ROWS).search(link) == [0]
    assert Index(ROWS).search(f"{link} nowhere") == []


def test_a_link_to_an_unknown_role_finds_the_account_and_offers_the_role() -> None:
    link = f"https://signin.aws.amazon.com/switchrole?account={ID}&roleName=audit"
    index = Index(ROWS)
    assert index.search(link) == [0, 1]
    assert [(line.role, line.account.alias) for line in free_text_roles(index, link)] == [
        ("audit", "production")
    ]


def test_a_permission_set_is_not_offered_as_a_role() -> None:
    link = f"https://x.awsapps.com/start/#/console?account_id={ID}&role_name=Audit"
    assert Index(ROWS).search(link) == [0, 1]
    assert free_text_roles(Index(ROWS), link) == []


def test_two_addresses_must_both_hold() -> None:
    assert Index(ROWS).search(f"{ROWS[0].arn} arn:aws:iam::{ID}:user/alice") == [0]
    assert Index(ROWS).search(f"{ROWS[0].arn} {ROWS[2].arn}") == []
