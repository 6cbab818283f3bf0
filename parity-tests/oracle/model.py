"""A model folder: its configuration, its policies, its tables and its scenarios."""

import json
import os

from assumptions import Assumptions
from csv_file import read_rows
from policy import Policy
from scenario_file import read_curve, read_scenarios


def read_config(folder):
    with open(os.path.join(folder, "livecalc.config.json"), encoding="utf-8") as file:
        return json.load(file)


class Model:
    def __init__(self, folder, config, generated_scenarios):
        self.config = config
        self.projection = config.get("projection", {})
        self.group_by = config.get("groupBy", [])
        self.assumptions = Assumptions(folder, config["assumptions"], self.projection)
        self.policies = [
            Policy(row, self.assumptions) for row in read_rows(folder, config["policies"])
        ]
        self.horizon = max([1] + [policy.end for policy in self.policies])
        self.read_interest(folder, config["scenarios"], generated_scenarios)

    @property
    def lapses_follow_one_rate(self):
        dynamic = self.projection.get("dynamicLapse")
        return dynamic is not None and dynamic["reference"] != "reference_rate"

    def read_interest(self, folder, scenarios, generated):
        """Short rates by scenario and year, and those of the base curve."""
        extend = self.projection.get("extend", "error")
        holds = scenarios.get("beyond", extend) == "hold"
        kind = scenarios.get("values")
        # The file of generated scenarios has every year that is needed.
        file = scenarios.get("file", generated)
        self.scenarios = read_scenarios(folder, file, kind, self.horizon, holds)
        self.base = None
        if "base" in scenarios:
            self.base = read_curve(folder, scenarios["base"], self.horizon, holds)
