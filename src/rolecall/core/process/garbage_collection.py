"""Python's search for cyclic garbage, put off to when nobody waits for it.

It looks at everything again and again while much is made that will all be kept: with 100,000
targets that was 0.4 s of the start. Later it may come between a key and its frame, for 150 ms.
"""

import gc

OFTEN = (700, 10)  # Python's own: objects until a look at the new ones, and looks at these
SELDOM = 200  # looks at these until one at everything, which takes long; Python's own: 10


def pause() -> None:
    """Until `resume` or `resume_for_new_objects`, nothing is looked for."""
    gc.disable()


def resume() -> None:
    """Look for garbage again, but never among what is there now; without a pause, do nothing."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def resume_for_new_objects() -> None:
    """`resume`, and from now on look by itself at what is new, which is soon done.

    At everything it looks in `collect_when_idle`, or when a million objects have gathered.
    """
    if not gc.isenabled():
        gc.set_threshold(*OFTEN, SELDOM)
    resume()


def collect_when_idle() -> None:
    """Look at all that came since `resume_for_new_objects`: for a moment in which nobody waits."""
    if gc.get_threshold()[-1] == SELDOM and gc.get_count()[-1]:
        gc.collect()
