"""The engine python://solver in plain CPython, on textbook functions."""

import unittest
from contextlib import redirect_stdout
from io import StringIO

from calc_engine_interface import ConfigurationError, ExecutionError, LocalRun
from solver import Solver


def between(*bounds, **more):
    return [
        {"name": f"model.x{i}", "lower": low, "upper": high, **more}
        for i, (low, high) in enumerate(bounds)
    ]


class Model:
    """Stands for the nodes before the solver: a function, and how it was asked."""

    def __init__(self, function):
        self.function = function
        self.asked = []

    def evaluate(self, parameters, metrics):
        values = tuple(parameters.values())
        self.asked.append(values)
        found = self.function(*values)
        found = found if isinstance(found, dict) else {"model.f": found}
        return {name: found[name] for name in metrics}


class Solved:
    def __init__(self, function, **config):
        self.model = Model(function)
        config = {"objective": "model.f", "maxEvaluations": 1000, **config}
        with redirect_stdout(StringIO()) as log:
            result = LocalRun(evaluate=self.model.evaluate).run(Solver(), config)
        self.log = log.getvalue()
        self.report = result.report
        self.metrics = result.report["metrics"]
        self.x = result.outputs["solution"]["value"].tolist()
        self.outputs = result.outputs["solution"]


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


class Targets(unittest.TestCase):
    def test_the_cube_root_of_two_is_found_by_every_method(self):
        for method, most in [("bisection", 50), ("brent", 15), ("nelder-mead", 200), ("auto", 15)]:
            found = Solved(
                lambda x: x**3, mode="target", target=2, method=method,
                parameters=between((-10, 10)), tolerance=1e-9,
            )
            self.assertAlmostEqual(found.x[0], 2 ** (1 / 3), delta=1e-9)
            self.assertEqual(found.metrics["converged"], 1)
            self.assertLessEqual(found.metrics["evaluations"], most)
            self.assertEqual(found.metrics["evaluations"], len(found.model.asked))

    def test_brent_finds_roots_that_are_hard_for_secants(self):
        def steep(x):
            return x**9 if abs(x) < 1 else x

        found = Solved(steep, mode="target", target=1e-9, parameters=between((-3, 4)), tolerance=1e-12)
        self.assertAlmostEqual(found.x[0], 0.1, delta=1e-4)

    def test_a_falling_function_and_a_root_at_a_bound(self):
        found = Solved(lambda x: -x, mode="target", target=-2, parameters=between((0, 2)))
        self.assertEqual((found.x, found.metrics["distance"]), ([2.0], 0.0))

    def test_a_target_that_is_only_touched_is_found(self):
        found = Solved(lambda x: (x - 0.3) ** 2, mode="target", target=0, parameters=between((-1, 2)))
        self.assertEqual(found.metrics["converged"], 1)

    def test_a_target_out_of_reach_gives_the_nearest_point_and_says_so(self):
        found = Solved(lambda x: x * x + 1, mode="target", target=0, parameters=between((-1, 2)))
        self.assertEqual(found.metrics["converged"], 0)
        self.assertAlmostEqual(found.metrics["objective"], 1, delta=1e-9)
        self.assertIn("give 1.0 to 5.0", found.report["warnings"][0])

    def test_an_initial_value_that_is_the_solution_is_the_only_one_tried(self):
        parameters = between((0, 4), initial=1.5)
        found = Solved(lambda x: 2 * x, mode="target", target=3, parameters=parameters)
        self.assertEqual(found.model.asked, [(1.5,)])

    def test_two_parameters_meet_a_target(self):
        found = Solved(lambda x, y: x * y, mode="target", target=2.5, parameters=between((0, 2), (0, 3)))
        self.assertAlmostEqual(found.x[0] * found.x[1], 2.5, delta=1e-6)


class Extremes(unittest.TestCase):
    def test_rosenbrocks_valley_is_followed_to_its_end(self):
        found = Solved(rosenbrock, mode="minimise", parameters=between((-2, 2), (-1, 3)))
        self.assertEqual(found.metrics["converged"], 1)
        self.assertAlmostEqual(found.x[0], 1, delta=1e-4)
        self.assertAlmostEqual(found.x[1], 1, delta=1e-4)

    def test_rosenbrock_with_its_minimum_out_of_bounds(self):
        found = Solved(rosenbrock, mode="minimise", parameters=between((-2, 0.5), (-1, 3)))
        self.assertEqual(found.x[0], 0.5)
        self.assertAlmostEqual(found.x[1], 0.25, delta=1e-4)

    def test_one_parameter_by_brent_inside_and_at_either_bound(self):
        for mode, function, expected in [
            ("minimise", lambda x: (x - 0.7) ** 4 + x, 0.7 - 0.25 ** (1 / 3)),
            ("maximise", lambda x: x * (3 - x), 1.5),
            ("minimise", lambda x: x, -1.0),
            ("maximise", lambda x: x, 2.0),
        ]:
            found = Solved(function, mode=mode, parameters=between((-1, 2)))
            self.assertAlmostEqual(found.x[0], expected, delta=1e-5)
            self.assertEqual(found.metrics["converged"], 1)

    def test_four_parameters(self):
        def bowl(*x):
            return sum((i + 1) * (value - i / 10) ** 2 for i, value in enumerate(x))

        found = Solved(bowl, mode="minimise", parameters=between(*[(-1, 1)] * 4))
        for i, value in enumerate(found.x):
            self.assertAlmostEqual(value, i / 10, delta=1e-4)


class Constraints(unittest.TestCase):
    def test_a_quadratic_on_a_half_plane_ends_on_its_edge_and_keeps_it(self):
        found = Solved(
            lambda x, y: {"model.f": x * x + y * y, "model.sum": x + y}, mode="minimise",
            parameters=between((-2, 3), (-1, 3)), constraints=[{"metric": "model.sum", "min": 1}],
        )
        self.assertGreaterEqual(sum(found.x), 1)
        self.assertAlmostEqual(found.x[0], 0.5, delta=1e-3)
        self.assertEqual(found.metrics["violation"], 0)

    def test_the_least_price_that_makes_a_profit(self):
        found = Solved(
            lambda x: {"model.f": x, "model.profit": x * x - 0.5}, mode="minimise",
            parameters=between((0, 2)), constraints=[{"metric": "model.profit", "min": 0}],
        )
        self.assertGreaterEqual(found.x[0] ** 2 - 0.5, 0)
        self.assertAlmostEqual(found.x[0], 0.5**0.5, delta=2e-6)
        self.assertEqual(found.metrics["converged"], 1)

    def test_a_target_beyond_a_constraint_gives_the_nearest_point_within(self):
        found = Solved(
            lambda x: {"model.f": x, "model.g": x}, mode="target", target=0.2,
            parameters=between((0, 2)), constraints=[{"metric": "model.g", "min": 0.5}],
        )
        self.assertEqual(found.metrics["converged"], 0)
        self.assertAlmostEqual(found.x[0], 0.5, delta=1e-6)
        self.assertGreaterEqual(found.x[0], 0.5)

    def test_constraints_that_nothing_keeps_are_named_with_what_was_found(self):
        found = Solved(
            lambda x: {"model.f": x, "model.g": x}, mode="minimise",
            parameters=between((0, 2)), constraints=[{"metric": "model.g", "min": 5}],
        )
        self.assertEqual((found.x, found.metrics["converged"]), ([2.0], 0))
        self.assertIn("model.g is 2.0 and must be at least 5.0", found.report["warnings"][0])


class Behaviour(unittest.TestCase):
    def test_bounds_are_never_left(self):
        for method in ("brent", "nelder-mead"):
            found = Solved(lambda x: -x, mode="minimise", method=method, parameters=between((0.1, 0.3)))
            self.assertTrue(all(0.1 <= x <= 0.3 for [x] in found.model.asked))
            self.assertEqual(found.x, [0.3])

    def test_the_same_points_are_tried_each_time_and_none_twice(self):
        runs = [Solved(rosenbrock, mode="minimise", parameters=between((-2, 2), (-1, 3))) for _ in "ab"]
        self.assertEqual(runs[0].model.asked, runs[1].model.asked)
        self.assertEqual(len(set(runs[0].model.asked)), len(runs[0].model.asked))

    def test_no_more_evaluations_than_allowed(self):
        found = Solved(
            rosenbrock, mode="minimise", parameters=between((-2, 2), (-1, 3)), maxEvaluations=10
        )
        self.assertEqual((len(found.model.asked), found.metrics["converged"]), (10, 0))
        self.assertIn("not converged in 10 evaluations", found.report["warnings"][0])
        best = min(found.model.asked, key=lambda at: rosenbrock(*at))
        self.assertEqual(tuple(found.x), best)

    def test_stopped_it_returns_the_best_so_far_marked_partial(self):
        def stopping(x):
            if len(tried) == 3:
                raise KeyboardInterrupt
            tried.append(x)
            return x * x

        tried = []
        found = Solved(stopping, mode="minimise", parameters=between((-1, 2)))
        self.assertIs(found.report["partial"], True)
        self.assertEqual(found.x, [min(tried, key=abs)])
        self.assertEqual(found.metrics["converged"], 0)

    def test_stopped_before_its_first_point_it_has_nothing_to_return(self):
        def stopping(x):
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            Solved(stopping, mode="minimise", parameters=between((-1, 2)))

    def test_what_it_will_ask_for_is_known_after_initialize(self):
        engine = Solver()
        self.assertIsNone(engine.get_info().evaluates)
        engine.initialize(
            {
                "mode": "minimise", "objective": "model.f", "parameters": between((0, 1), (0, 1)),
                "constraints": [{"metric": "model.g", "min": 0}, {"metric": "model.f", "max": 9}],
            }
        )
        info = engine.get_info()
        self.assertEqual(
            info.evaluates,
            {"parameters": ["model.x0", "model.x1"], "metrics": ["model.f", "model.g"]},
        )
        self.assertEqual(info.outputs[0]["columns"][0]["axes"], [2])

    def test_solution_and_bounds_are_the_output(self):
        found = Solved(lambda x: x, mode="target", target=1.5, parameters=between((1, 2)))
        self.assertEqual(found.outputs["lower"].tolist(), [1.0])
        self.assertEqual(found.outputs["upper"].tolist(), [2.0])
        self.assertEqual(found.report["parameters"], {"model.x0": found.x[0]})
        self.assertIn("1: {'model.x0': 1.0} -> {'model.f': 1.0}", found.log)

    def test_a_metric_that_is_not_a_number_is_an_error(self):
        with self.assertRaisesRegex(ExecutionError, "model.f is nan"):
            Solved(lambda x: float("nan"), mode="minimise", parameters=between((0, 1)))

    def test_configs_without_meaning_are_refused(self):
        good = {"mode": "minimise", "parameters": between((0, 1))}
        for change, says in [
            ({"mode": "best"}, "mode is 'best'"),
            ({"mode": "target"}, "target is needed"),
            ({"target": 1}, "target is needed"),
            ({"parameters": []}, "parameters is not a list"),
            ({"parameters": between((1, 1))}, "lower 1.0 is not below upper 1.0"),
            ({"parameters": between((0, 1), initial=2)}, "initial 2.0 is not from"),
            ({"parameters": between((0, 1)) * 2}, "names one twice"),
            ({"parameters": between((0, 1), (0, 1)), "method": "brent"}, "solves for one"),
            ({"method": "bisection"}, "bisection finds a target"),
            ({"method": "newton"}, "method is 'newton'"),
            ({"objective": ""}, "objective is ''"),
            ({"tolerance": 0}, "tolerance must be above 0"),
            ({"constraints": [{"metric": "m.g"}]}, "needs min, max, or both"),
            ({"constraints": [{"metric": "m.g", "min": 2, "max": 1}]}, "is above max"),
        ]:
            with self.assertRaisesRegex(ConfigurationError, says):
                Solved(lambda x: x, **{**good, **change})


if __name__ == "__main__":
    unittest.main()
