"""An engine for tests that is good for nothing once it has failed, and one that never comes to an end."""

from calc_engine_interface import EngineInfo, ExecutionError, ICalcEngine


class Fragile(ICalcEngine):
    is_broken = False

    def initialize(self, config, credentials=None):
        self.config = config
        while config["value"] == 0:
            pass

    @property
    def is_initialized(self):
        return hasattr(self, "config")

    def get_info(self):
        return EngineInfo(
            name="fragile",
            version="1.0.0",
            engine_type="own",
            parameters={
                "type": "object",
                "properties": {"value": {"type": "number", "default": 1}},
            },
            outputs=[{"name": "made", "columns": [{"name": "value", "type": "f64", "axes": [1]}]}],
        )

    def runChunk(self, inputs, outputs):
        if self.is_broken or self.config["value"] < 0:
            self.is_broken = True
            raise ExecutionError("it is broken")
        outputs["made"]["value"][0] = self.config["value"]
        return {}

    def dispose(self):
        pass
