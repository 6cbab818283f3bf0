"""An engine for tests that sets parameters to a list of values, one after the other, and then ends as it is told."""

from calc_engine_interface import EngineInfo, ExecutionError, ICalcEngine


class Tries(ICalcEngine):
    def initialize(self, config, credentials=None):
        self.config = config

    @property
    def is_initialized(self):
        return hasattr(self, "config")

    def get_info(self):
        config = getattr(self, "config", None)
        return EngineInfo(
            name="tries",
            version="1.0.0",
            engine_type="solver",
            parameters={
                "type": "object",
                "properties": {
                    "parameter": {"type": "string"},
                    "metric": {"type": "string"},
                    "values": {"type": "array", "items": {"type": "number"}},
                    "end": {"enum": ["best", "fail", "loop", "hang", "partial"], "default": "best"},
                    "skipsFailures": {"type": "boolean", "default": False},
                },
            },
            evaluates=config
            and {"parameters": [config["parameter"]], "metrics": [config["metric"]]},
            outputs=[
                {
                    "name": "seen",
                    "columns": [
                        {"name": "metric", "type": "f64", "axes": [len(config["values"]) if config else 1]}
                    ],
                }
            ],
        )

    def runChunk(self, inputs, outputs):
        name, metric = self.config["parameter"], self.config["metric"]
        best = None
        try:
            for index, value in enumerate(self.config["values"]):
                try:
                    found = self.context.evaluate({name: value}, [metric])[metric]
                except ExecutionError:
                    if not self.config["skipsFailures"]:
                        raise
                    continue
                outputs["seen"]["metric"][index] = found
                if best is None or found > best[0]:
                    best = (found, value)
            if self.config["end"] == "fail":
                raise ExecutionError("it gave up")
            while self.config["end"] in ("loop", "hang"):
                pass
        except KeyboardInterrupt:
            if self.config["end"] == "hang":
                raise
            return {"partial": True, "parameters": {name: best[1]}}
        is_partial = self.config["end"] == "partial"
        return {"partial": is_partial, "metrics": {"best": best[0]}, "parameters": {name: best[1]}}

    def dispose(self):
        pass
