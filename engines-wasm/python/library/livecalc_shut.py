"""Shuts what an engine must not reach: the clock, randomness that nothing seeds, and the host.

This is the tidy half: it says what is refused and why. The thread removes what stands behind it from
JavaScript as well, because Python code can always find its way around Python code.
"""

import gc
import os
import random
import sys
import time

from calc_engine_interface import ExecutionError

HOST_MODULES = ("js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core", "micropip", "ctypes", "_ctypes")


class HostFinder:
    """Stands first among the finders and refuses the modules that lead to the host."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.split(".")[0] in HOST_MODULES:
            raise ImportError(
                f"{name} cannot be imported: engines have no way to the host of the interpreter.", name=name
            )
        return None


def refuse(owner, name, reason):
    def refused(*args, **kwargs):
        raise ExecutionError(f"{owner.__name__}.{name} is not there for engines: {reason}")

    setattr(owner, name, refused)


def shut_randomness():
    reason = (
        "a run must give the same bytes each time. Use `random`, which is seeded by the run, "
        "or the block $normals."
    )
    refuse(os, "urandom", reason)
    # SystemRandom, and with it `secrets`, took its own reference when it was imported.
    random._urandom = os.urandom
    plain_seed = random.Random.seed

    def seed(self, a=None, version=2):
        plain_seed(self, random.getrandbits(64) if a is None else a, version)

    random.Random.seed = seed


def shut_clock():
    """The thread's clock stands still at 0, so a real sleep would never end."""

    def sleep(seconds):
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")

    time.sleep = sleep


def shut_host():
    refuse(os, "system", "there are no other programs.")
    for finder in [one for one in sys.meta_path if "pyodide" in f"{type(one).__module__} {one}"]:
        sys.meta_path.remove(finder)
        # Others may still hold the finder; what it leads to is let go.
        getattr(finder, "jsproxies", {}).clear()
    sys.meta_path.insert(0, HostFinder)
    for name in [name for name in sys.modules if name.split(".")[0] in HOST_MODULES]:
        forget_proxies(sys.modules.pop(name))
    gc.collect()


def forget_proxies(module):
    for name, value in list(getattr(module, "__dict__", {}).items()):
        if type(value).__name__ in ("JsProxy", "JsCallable"):
            delattr(module, name)


def show_lines():
    """Each line is told when it is printed, so that a log can be watched."""
    sys.stdout.reconfigure(line_buffering=True)
    sys.stderr.reconfigure(line_buffering=True)


def shut():
    show_lines()
    shut_randomness()
    shut_clock()
    shut_host()
