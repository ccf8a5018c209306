"""The type of the fixture `figure`, by which a case says what it measured."""

from collections.abc import Callable

Figure = Callable[[str], None]
