"""The engine python://esg in plain CPython."""

import unittest
from math import exp, sqrt
from random import Random
from statistics import fmean, pvariance

from calc_engine_interface import ConfigurationError, ExecutionError, LocalRun
from esg import Esg

VASICEK = {
    "model": "vasicek",
    "meanReversion": 0.2,
    "volatility": 0.01,
    "skeletons": [{"name": "base", "initial": 0.03, "longTermMean": 0.05}],
}
CIR = {**VASICEK, "model": "cir", "volatility": 0.05}


def normals(scenarios, steps, seed=1):
    random = Random(seed)
    return [[random.gauss(0, 1) for _ in range(steps)] for _ in range(scenarios)]


def run(config, drawn, skeletons=None, **axes):
    inputs = {"normals": {"normal": drawn}, "skeletons": skeletons or {}}
    axes = {"scenario": len(drawn), "time": len(drawn[0]), **axes}
    return LocalRun(axes=axes).run(Esg(), config, inputs)


def rates(config, drawn, skeletons=None, **axes):
    return run(config, drawn, skeletons, **axes).outputs["rates"]["rate"].tolist()


class Paths(unittest.TestCase):
    def test_vasicek_is_its_exact_transition(self):
        [path] = rates(VASICEK, [[0.5, -1.0]])
        deviation = 0.01 * sqrt((1 - exp(-0.4)) / 0.4)
        first = 0.05 + (0.03 - 0.05) * exp(-0.2) + deviation * 0.5
        second = 0.05 + (first - 0.05) * exp(-0.2) - deviation
        self.assertAlmostEqual(path[0], first, delta=1e-16)
        self.assertAlmostEqual(path[1], second, delta=1e-16)

    def test_steps_of_half_a_year_take_half_a_year(self):
        [path] = rates(VASICEK, [[0.0, 0.0]], stepsPerYear=2)
        self.assertAlmostEqual(path[1], 0.05 - 0.02 * exp(-0.2), delta=1e-16)

    def test_cir_has_the_exact_mean_and_variance(self):
        config = {**CIR, "innerPaths": 20_000}
        last = [path[-1] for path in rates(config, normals(20_000, 3))]
        a, sigma, b, r, t = 0.2, 0.05, 0.05, 0.03, 3
        decay = exp(-a * t)
        variance = r * sigma**2 / a * (decay - decay**2) + b * sigma**2 / (2 * a) * (1 - decay) ** 2
        self.assertAlmostEqual(fmean(last), b + (r - b) * decay, delta=4 * sqrt(variance / 20_000))
        self.assertAlmostEqual(pvariance(last), variance, delta=variance * 4 * sqrt(3 / 20_000))

    def test_cir_is_never_negative_where_fellers_condition_is_violated(self):
        config = {**CIR, "meanReversion": 0.1, "volatility": 0.3, "innerPaths": 2000}
        all_rates = [rate for path in rates(config, normals(2000, 30)) for rate in path]
        self.assertEqual(min(all_rates), 0.0)

    def test_a_model_without_volatility_is_its_skeleton(self):
        passed = [0.03, 0.045, 0.02, 0.01]
        skeleton = {"rates": passed}
        for model in ("vasicek", "cir"):
            config = {**VASICEK, "model": model, "volatility": 0, "meanReversion": 2}
            [path] = rates({**config, "skeletons": [skeleton]}, [[1.0, 2.0, 3.0, 4.0]])
            for rate, expected in zip(path, passed):
                self.assertAlmostEqual(rate, expected, delta=1e-16)

    def test_the_mean_around_a_path_of_rates_is_that_path(self):
        passed = [0.03, 0.045, 0.04, 0.05]
        for config in (VASICEK, CIR):
            given = {**config, "innerPaths": 20_000, "skeletons": [{"rates": passed}]}
            drawn = rates(given, normals(20_000, 4))
            for year, expected in enumerate(passed):
                self.assertAlmostEqual(fmean(path[year] for path in drawn), expected, delta=4e-4)

    def test_bounds_are_carried_on_and_counted(self):
        result = run({**VASICEK, "min": 0.04}, [[-3.0, 0.0, 5.0]])
        [path] = result.outputs["rates"]["rate"].tolist()
        self.assertEqual(path[0], 0.04)
        self.assertAlmostEqual(path[1], 0.05 - 0.01 * exp(-0.2), delta=1e-16)
        self.assertEqual(
            result.report["warnings"], ["1 generated rates were clamped to [min, max]"]
        )


class Nesting(unittest.TestCase):
    two = [{"initial": 0.03, "longTermMean": 0.05}, {"initial": 0.01, "longTermMean": 0.02}]

    def test_scenario_s_is_inner_path_s_mod_inner_of_its_skeleton(self):
        drawn = normals(6, 5)
        nested = rates({**VASICEK, "innerPaths": 3, "skeletons": self.two}, drawn)
        for outer, skeleton in enumerate(self.two):
            alone = {**VASICEK, "innerPaths": 3, "skeletons": [skeleton]}
            self.assertEqual(
                nested[3 * outer : 3 * outer + 3], rates(alone, drawn[3 * outer : 3 * outer + 3])
            )

    def test_common_random_numbers_are_those_of_the_first_skeleton(self):
        drawn = normals(6, 5)
        config = {**VASICEK, "innerPaths": 3, "skeletons": self.two, "commonRandomNumbers": True}
        second = {**VASICEK, "innerPaths": 3, "skeletons": self.two[1:]}
        self.assertEqual(rates(config, drawn)[3:], rates(second, drawn[:3]))

    def test_a_table_gives_the_same_as_the_config(self):
        drawn = normals(4, 2)
        config = {**VASICEK, "innerPaths": 2}
        without = {key: value for key, value in config.items() if key != "skeletons"}
        levels = {"initial": [0.03, 0.01], "long_term_mean": [0.05, 0.02]}
        self.assertEqual(
            rates(without, drawn, levels), rates({**config, "skeletons": self.two}, drawn)
        )
        paths = {"skeleton": [7, 7, 8, 8], "rate": [0.03, 0.04, 0.02, 0.01]}
        listed = [{"rates": [0.03, 0.04]}, {"rates": [0.02, 0.01]}]
        self.assertEqual(
            rates(without, drawn, paths), rates({**config, "skeletons": listed}, drawn)
        )


class Refusals(unittest.TestCase):
    def fails(self, kind, says, config, drawn=None, skeletons=None):
        with self.assertRaisesRegex(kind, says):
            run(config, drawn or [[0.0, 0.0]], skeletons)

    def test_a_scenario_count_that_is_not_outer_times_inner_names_both(self):
        self.fails(
            ExecutionError, "3 scenarios, and 1 skeletons with 2 .* make 2",
            {**VASICEK, "innerPaths": 2}, normals(3, 2),
        )

    def test_a_skeleton_with_too_few_rates_is_named(self):
        config = {**VASICEK, "skeletons": [{"name": "short", "rates": [0.01]}]}
        self.fails(ExecutionError, "short has 1 rates, and the run has 2", config)

    def test_a_cir_skeleton_that_falls_faster_than_the_rate_returns_is_named(self):
        config = {**CIR, "skeletons": [{"name": "crash", "rates": [0.05, 0.001]}]}
        self.fails(ExecutionError, "crash falls too fast in time step 2", config)

    def test_a_rate_that_cannot_be_discounted_with_names_scenario_and_step(self):
        config = {**VASICEK, "volatility": 1}
        self.fails(ExecutionError, "scenario 0 in time step 2 is -", config, [[0.0, -3.0]])

    def test_rows_of_a_skeleton_stand_together(self):
        config = {key: value for key, value in VASICEK.items() if key != "skeletons"}
        table = {"skeleton": [1, 2, 1], "rate": [0.01, 0.01, 0.01]}
        self.fails(ExecutionError, "skeleton 1 do not stand", config, skeletons=table)
        self.fails(ExecutionError, "There are no skeletons", config)

    def test_parameters_without_meaning_are_named(self):
        for change, says in [
            ({"model": "gbm"}, "model is 'gbm'"),
            ({"innerPaths": 0}, "innerPaths is 0"),
            ({"meanReversion": 0}, "meanReversion is 0"),
            ({"volatility": -1}, "volatility is -1"),
            ({"volatility": "high"}, "volatility is 'high'"),
            ({"min": 0.1, "max": 0.05}, "min 0.1 is above max 0.05"),
            ({"skeletons": []}, "skeletons is not a list"),
            ({"skeletons": [{"name": "x"}]}, r"skeletons\[0\] \(x\) needs either"),
            ({"skeletons": [{"longTermMean": 0.1}]}, "initial is None"),
        ]:
            self.fails(ConfigurationError, says, {**VASICEK, **change})


if __name__ == "__main__":
    unittest.main()
