"""The step code of python://esg, timed: run by plain CPython and by Pyodide alike."""

import random
import sys
import time
from array import array

from esg import Esg

STEPS = 50
SKELETONS = 10
MODELS = {
    "vasicek": {"model": "vasicek", "meanReversion": 0.1, "volatility": 0.01},
    "cir": {"model": "cir", "meanReversion": 0.3, "volatility": 0.05},
}


class Steps:
    """One call of runChunk for `scenarios` paths."""

    def __init__(self, model, scenarios):
        random.seed(1)
        inner = scenarios // SKELETONS
        shape = [inner * SKELETONS, STEPS]
        normals = array("d", (random.gauss(0, 1) for _ in range(shape[0] * STEPS)))
        rates = array("d", bytes(8 * len(normals)))
        self.inputs = {"normals": {"normal": memoryview(normals).cast("B").cast("d", shape)}}
        self.outputs = {"rates": {"rate": memoryview(rates).cast("B").cast("d", shape)}}
        self.engine = Esg()
        skeletons = [{"initial": 0.03, "longTermMean": 0.03 + i / 1000} for i in range(SKELETONS)]
        self.engine.initialize({**MODELS[model], "innerPaths": inner, "skeletons": skeletons})

    def ms(self):
        """The least of a few: whatever else the machine does only ever adds."""
        least = float("inf")
        for _ in range(5):
            started = time.perf_counter()
            self.engine.runChunk(self.inputs, self.outputs)
            least = min(least, time.perf_counter() - started)
        return 1000 * least


if __name__ == "__main__":
    # Answers each line with milliseconds: the process lives on, so that its start is not counted.
    steps = Steps(sys.argv[1], int(sys.argv[2]))
    print(sys.version.split()[0], flush=True)
    for _ in sys.stdin:
        print(steps.ms(), flush=True)
