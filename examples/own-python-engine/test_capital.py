import unittest

from calc_engine_interface import ConfigurationError, LocalRun

from capital import Capital


class CapitalTest(unittest.TestCase):
    def test_of_the_numbers_from_1_to_100(self):
        npv = [float(value) for value in range(1, 101)]
        result = LocalRun().run(Capital(), {"levels": [0.1, 0.25]}, {"scenarios": {"npv": npv}})
        self.assertEqual(result.outputs["capital"]["var"].tolist(), [40.5, 25.5])
        self.assertEqual(result.outputs["capital"]["cte"].tolist(), [45.0, 37.5])
        self.assertEqual(result.report["metrics"], {"mean": 50.5, "capital": 40.5})

    def test_a_level_of_1_is_refused(self):
        with self.assertRaises(ConfigurationError):
            LocalRun().run(Capital(), {"levels": [1]}, {"scenarios": {"npv": [1.0]}})


if __name__ == "__main__":
    unittest.main()
