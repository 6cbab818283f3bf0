"""A slow, independent valuation of a model folder, to hold the engine against.

    python3 oracle.py FOLDER [--scenarios FILE]

reads livecalc.config.json and the CSV files it names, values every policy under every scenario year
by year, and prints one JSON object. --scenarios stands in for generated scenarios: a file as
`livecalc scenarios` writes it. Only the standard library; nothing is factored, grouped or shared
with the engine. The formula is docs/projection.md.

What is printed, amounts in the portfolio's currency:
    npv, components     by scenario; components by kind of flow: premium, death, surrender, ...
    cash_flows          by projection year, means over the scenarios, plain and discounted
    policies            mean, std_dev, p5, p50, p95, cte95 and tail_mean of each policy
    groups              npv, components and cash_flows of each group of `groupBy`, with its key
    base                npv under the base curve; null where there is none
    sensitivities       npv of each, by scenario
Beside the figures stands `absolute`, the sum of the absolute flows behind them: rounding errors are
measured by it.
"""

import argparse
import json
import sys

# Caches beside the sources would be litter in the repository.
sys.dont_write_bytecode = True

from model import Model, read_config  # noqa: E402
from sensitivity import value_sensitivity  # noqa: E402
from valuation import Valuation  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--scenarios", help="a file that stands in for generated scenarios")
    arguments = parser.parse_args()
    folder, generated = arguments.folder, arguments.scenarios
    config = read_config(folder)
    base = Valuation(Model(folder, config, generated))
    sensitivities = [
        value_sensitivity(sensitivity, base, folder, generated)
        for sensitivity in config.get("sensitivities", [])
    ]
    result = {**base.as_result(), "sensitivities": sensitivities}
    json.dump(result, sys.stdout, allow_nan=False)
    print()


main()
