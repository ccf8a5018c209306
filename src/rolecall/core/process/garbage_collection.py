"""Defers Python's cyclic garbage collection to idle moments.

While many objects are created that all stay alive, the collector traverses all of them again and
again: with 100,000 targets that took 0.4 s of the start. Later a full collection could delay the
frame after a key by 150 ms.
"""

import gc

OFTEN = (700, 10)  # Python's default thresholds of the generations 0 and 1
SELDOM = 200  # the threshold of generation 2, whose collection takes long; Python's default: 10


def pause() -> None:
    """Stops garbage collection until `resume` or `resume_for_new_objects`."""
    gc.disable()


def resume() -> None:
    """Restarts garbage collection after `pause`, without which it does nothing.

    Objects that exist now are never examined again.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def resume_for_new_objects() -> None:
    """Resumes, with frequent collections of new objects only, which are fast.

    A full collection runs in `collect_when_idle`, or after more than a million new objects.
    """
    if not gc.isenabled():
        gc.set_threshold(*OFTEN, SELDOM)
    resume()


def collect_when_idle() -> None:
    """Collects all objects created since `resume_for_new_objects`; to be called when idle."""
    if gc.get_threshold()[-1] == SELDOM and gc.get_count()[-1]:
        gc.collect()
