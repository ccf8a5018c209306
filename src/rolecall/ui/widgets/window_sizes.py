"""The sizes of the window at which the layout changes, in cells."""

NARROW = 60  # columns below which the list is bare


ROOMY = 100  # columns from which the key line has room for one more key


WIDE = 110  # columns from which the card is shown beside the list


BROAD = 120  # columns beyond which the list grows, and no longer the card


TALL = 30  # rows from which the page has blank lines between its parts


LOW = 16  # rows below which the window counts as narrow

# The classes of a screen by its size, as Textual's HORIZONTAL_BREAKPOINTS and VERTICAL_BREAKPOINTS.
WIDTH_CLASSES = [(0, "-narrow"), (NARROW, "-medium"), (WIDE, "-wide")]
HEIGHT_CLASSES = [(0, "-low"), (LOW, "-compact"), (TALL, "-tall")]


def size_classes(columns: int, rows: int) -> str:
    """Returns the classes of a screen in a window of this size, separated by spaces."""
    width = next(name for least, name in reversed(WIDTH_CLASSES) if columns >= least)
    height = next(name for least, name in reversed(HEIGHT_CLASSES) if rows >= least)
    return f"{width} {height}{' -broad' if columns > BROAD else ''}"
