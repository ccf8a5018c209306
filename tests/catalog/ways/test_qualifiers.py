"""Targets that differ only in their role profiles."""

from rolecall.catalog.ways.qualifiers import Qualifiers
from rolecall.core.model import Target

READ = Target("222233334444", ("production",), "read")


def test_only_a_profile_beside_another_way_to_its_role_has_to_be_shown() -> None:
    first, second = READ._replace(role_profile="first"), READ._replace(role_profile="second")
    alone = READ._replace(role="admin", role_profile="admins")
    elsewhere = READ._replace(account_id="333344445555")
    told = Qualifiers([first, second, alone, elsewhere]).of
    assert [told(each) for each in (first, second, alone, elsewhere)] == [
        "profile first",
        "profile second",
        "",
        "",
    ]


def test_a_profile_beside_a_configured_role_is_shown_and_that_one_is_not() -> None:
    second = READ._replace(role_profile="second")
    told = Qualifiers([READ, second]).of
    assert (told(READ), told(second)) == ("", "profile second")


def test_without_role_profiles_nothing_has_to_be_shown() -> None:
    assert Qualifiers([READ, READ]).of(READ) == ""


def test_an_account_with_two_doors_says_through_which_one_each_row_leads() -> None:
    by_center = READ._replace(scheme="identity-center", idp="corp")
    alone = by_center._replace(account_id="333344445555")
    told = Qualifiers([READ, by_center, alone]).of
    assert [told(each) for each in (READ, by_center, alone)] == ["", "via corp", ""]
