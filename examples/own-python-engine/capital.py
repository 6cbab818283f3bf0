"""Capital: how far the portfolio's value falls below its mean in its worst scenarios."""

from calc_engine_interface import ConfigurationError, EngineInfo, ExecutionError, ICalcEngine


class Capital(ICalcEngine):
    def __init__(self):
        self.levels = None

    @property
    def is_initialized(self):
        return self.levels is not None

    def initialize(self, config, credentials=None):
        levels = config.get("levels", [0.005])
        if not levels or not all(0 < level < 1 for level in levels):
            raise ConfigurationError(f"levels is {levels}; expected numbers between 0 and 1.")
        self.levels = levels

    def dispose(self):
        self.levels = None

    def get_info(self):
        # Before initialize there is no config: then one row stands for as many as there will be.
        rows = len(self.levels or [0])
        npv = {"name": "npv", "type": "f64", "axes": ["scenario"]}
        columns = [{"name": name, "type": "f64", "axes": [rows]} for name in ("level", "var", "cte")]
        return EngineInfo(
            name="capital",
            version="1.0.0",
            engine_type="risk",
            description="Distance of the tail from the mean, by level",
            parameters={
                "type": "object",
                "properties": {"levels": {"type": "array", "items": {"type": "number"}}},
            },
            inputs=[{"name": "scenarios", "columns": [npv]}],
            outputs=[{"name": "capital", "columns": columns}],
        )

    def runChunk(self, input_buffer, output_buffer):
        values = sorted(input_buffer["scenarios"]["npv"])
        if len(values) < 2:
            raise ExecutionError(f"{len(values)} scenarios have no tail: ask for more.")
        mean = sum(values) / len(values)
        capital = output_buffer["capital"]
        for row, level in enumerate(self.levels):
            tail = values[: max(1, int(level * len(values)))]
            capital["level"][row] = level
            capital["var"][row] = mean - tail[-1]
            capital["cte"][row] = mean - sum(tail) / len(tail)
        thin = [level for level in self.levels if level * len(values) < 10]
        return {
            "rows_processed": len(values),
            "metrics": {"mean": mean, "capital": capital["var"][0]},
            "warnings": [f"fewer than 10 scenarios lie beyond level {level}" for level in thin],
        }
