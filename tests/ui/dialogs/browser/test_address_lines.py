"""Long addresses in lines."""

import pytest

from rolecall.ui.dialogs.browser.address_lines import address_lines
from tests.drivers.browser.scripted_page import DEVICE, HERE


@pytest.mark.parametrize("width", [-1, 0, 1, 20, 57])
def test_an_address_is_whole_in_its_lines_however_narrow_they_are(width: int) -> None:
    assert "".join(address_lines(HERE, width, len(HERE))) == HERE
    few = address_lines(HERE, width, 2)
    assert len(few) == 2 and few[1].endswith("…")


def test_it_breaks_before_a_parameter_where_it_can() -> None:
    start, code = DEVICE.split("?")
    assert address_lines(DEVICE, 57, 9) == [start, f"?{code}"]
    assert address_lines(DEVICE, 80, 9) == [DEVICE]
