"""The test double: buffers as LiveCalc would give them."""

import unittest

from calc_engine_interface import EngineInfo, ExecutionError, ICalcEngine, LocalRun


class Doubler(ICalcEngine):
    is_initialized = True

    def initialize(self, config, credentials=None):
        pass

    def dispose(self):
        pass

    def get_info(self):
        column = {"name": "rate", "type": "f64", "axes": ["scenario", "time"]}
        count = {"name": "count", "type": "u32", "axes": ["row"], "optional": True}
        twice = {"name": "twice", "type": "f64", "axes": ["scenario", "time"]}
        first = {"name": "first", "type": "i32", "axes": [2]}
        return EngineInfo(
            "doubler", "1.0.0", "example",
            inputs=[{"name": "rates", "columns": [column, count]}],
            outputs=[{"name": "result", "columns": [twice, first]}],
        )

    def runChunk(self, input_buffer, output_buffer):
        rate, twice = input_buffer["rates"]["rate"], output_buffer["result"]["twice"]
        for scenario in range(rate.shape[0]):
            for year in range(rate.shape[1]):
                twice[scenario, year] = 2 * rate[scenario, year]
        return {"metrics": {"inputs": len(input_buffer["rates"]), "seed": self.context.seed}}


class LocalRuns(unittest.TestCase):
    def run_with(self, **columns):
        return LocalRun(seed=7).run(Doubler(), {}, {"rates": columns})

    def test_nested_lists_become_shaped_buffers_and_axes(self):
        result = self.run_with(rate=[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
        self.assertEqual(
            result.outputs["result"]["twice"].tolist(), [[2.0, 4.0, 6.0], [8.0, 10.0, 12.0]]
        )
        self.assertEqual(result.outputs["result"]["first"].tolist(), [0, 0])
        self.assertEqual(result.report["metrics"], {"inputs": 1, "seed": 7})

    def test_inputs_cannot_be_written_to(self):
        class Vandal(Doubler):
            def runChunk(self, input_buffer, output_buffer):
                input_buffer["rates"]["rate"][0, 0] = 9.0

        with self.assertRaisesRegex(TypeError, "read-only"):
            LocalRun().run(Vandal(), {}, {"rates": {"rate": [[1.0]]}})

    def test_inputs_that_do_not_fit_are_named(self):
        for columns, says in [
            ({}, "reads rates.rate"),
            ({"rate": [1.0]}, r"rates.rate has the shape \[1\]"),
            ({"rate": [[1.0], [2.0, 3.0]]}, "rates.rate: its rows have different lengths"),
        ]:
            with self.assertRaisesRegex(ExecutionError, says):
                self.run_with(**columns)

    def test_there_is_nothing_to_evaluate(self):
        class Driver(Doubler):
            def runChunk(self, input_buffer, output_buffer):
                self.context.evaluate({"node.x": 1.0}, ["node.f"])

        with self.assertRaisesRegex(ExecutionError, "none to drive"):
            LocalRun().run(Driver(), {}, {"rates": {"rate": [[1.0]]}})


if __name__ == "__main__":
    unittest.main()
