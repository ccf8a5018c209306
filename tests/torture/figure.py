"""The type of the fixture `figure`, with which a case reports a measurement."""

from collections.abc import Callable

Figure = Callable[[str], None]
