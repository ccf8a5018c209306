"""Python's search for cyclic garbage, put off while much is made that will all be kept.

It looks at everything again and again meanwhile: with 100,000 targets that was 0.4 s of the start.
"""

import gc


def pause() -> None:
    """Until `resume`, nothing is looked for."""
    gc.disable()


def resume() -> None:
    """Look for garbage again, but never among what is there now; without a pause, do nothing."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
