"""Records: classes with fixed fields that cost little to define."""

from typing import Any, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """The base of a class whose annotated names are its fields, in their order.

    Defining a NamedTuple compiles its constructor, which takes 0.7 million instructions at every
    start, and a dataclass imports `inspect` as well; a Record takes a seventh. It is for what a
    process makes once: it is compared by identity, and cannot be unpacked.
    """

    def __init__(self, *values: Any, **named: Any) -> None:
        """Raises TypeError for fields that are missing, unknown or given twice."""
        kind = type(self)
        names = tuple(kind.__annotations__)
        given = dict(zip(names, values, strict=False))
        missing = [name for name in names if not (name in given or name in named)]
        if (
            len(values) > len(names)
            or named.keys() & given.keys()
            or named.keys() - set(names)
            or not all(hasattr(kind, name) for name in missing)
        ):
            raise TypeError(f"{kind.__name__} takes the fields {', '.join(names)}.")
        self.__dict__.update(given, **named)

    def replaced(self, **changes: Any) -> Self:
        """Returns a copy with other values in some fields."""
        return type(self)(**(self.__dict__ | changes))
