"""Economic scenarios around outer paths: nested stochastic short rates.

Every outer path is a skeleton. Around each of them go `innerPaths` inner paths of a Vasicek or a CIR
model that returns to the skeleton, so scenario s is inner path s % innerPaths of skeleton
s // innerPaths. The randomness is an input: standard normal numbers of the engine `scenarios`.

A skeleton is a starting rate and a level for every time step. Either the level is one number,
`longTermMean`, which is the model as docs/scenarios.md has it; or the skeleton names the rates that it
passes through, and the level of a step is the one under which the expected rate follows them exactly
(J. Hull, A. White: Pricing interest-rate-derivative securities, 1990):

    b(t) = (s(t+dt) - s(t) e^(-a dt)) / (1 - e^(-a dt))

Formulas are those of the C++ engine: one skeleton with a longTermMean gives its very rates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from struct import Struct
from typing import Any

from calc_engine_interface import (
    AMCredentials,
    Buffer,
    ConfigurationError,
    EngineInfo,
    ExecutionError,
    ICalcEngine,
)
from livecalc_short_rates import Bounds, Cir, Vasicek

NUMBER = {"type": "number"}
PARAMETERS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["model", "meanReversion", "volatility"],
    "properties": {
        "model": {"enum": ["vasicek", "cir"]},
        "innerPaths": {"type": "integer", "minimum": 1, "default": 1},
        "meanReversion": {"type": "number", "exclusiveMinimum": 0, "description": "a, per year"},
        "volatility": {"type": "number", "minimum": 0, "description": "sigma"},
        "min": {**NUMBER, "description": "rates below are set to it and carried on"},
        "max": {**NUMBER, "description": "rates above are set to it and carried on"},
        "commonRandomNumbers": {
            "type": "boolean",
            "default": False,
            "description": "every skeleton takes the normals of the first, so that skeletons differ by "
            "themselves alone",
        },
        "skeletons": {
            "type": "array",
            "minItems": 1,
            "description": "outer paths; without them: the input skeletons",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string"},
                    "initial": {**NUMBER, "description": "rate of year 0; default: the first of rates"},
                    "longTermMean": {**NUMBER, "description": "level that the rate returns to"},
                    "rates": {
                        "type": "array",
                        "minItems": 1,
                        "items": NUMBER,
                        "description": "rates that it passes through, one per time step",
                    },
                },
            },
        },
    },
}

INPUTS = [
    {
        "name": "normals",
        "columns": [{"name": "normal", "type": "f64", "axes": ["scenario", "time"]}],
    },
    {
        "name": "skeletons",
        "columns": [
            {"name": name, "type": kind, "axes": ["skeleton_row"], "optional": True}
            for name, kind in [
                ("initial", "f64"),
                ("long_term_mean", "f64"),
                ("skeleton", "u32"),
                ("rate", "f64"),
            ]
        ],
    },
]
OUTPUTS = [
    {"name": "rates", "columns": [{"name": "rate", "type": "f64", "axes": ["scenario", "time"]}]}
]


@dataclass(frozen=True)
class Skeleton:
    """An outer path: its rate of year 0, and one level for all steps or the rates it passes."""

    name: str
    initial: float
    level: float | None
    rates: Sequence[float] = ()

    def levels(self, decay: float, steps: int) -> list[float]:
        """The level that the rate returns to, by time step."""
        if self.level is not None:
            return [self.level] * steps
        if len(self.rates) < steps:
            raise ExecutionError(
                f"Skeleton {self.name} has {len(self.rates)} rates, and the run has {steps} time "
                f"steps. Give it a rate for every step."
            )
        before = [self.initial, *self.rates]
        gap = 1 - decay
        return [(s - last * decay) / gap for last, s in zip(before, self.rates[:steps])]


class Esg(ICalcEngine):
    """Reads normals.normal [scenario, time], writes rates.rate [scenario, time]."""

    def __init__(self) -> None:
        self._config: dict[str, Any] | None = None

    @property
    def is_initialized(self) -> bool:
        return self._config is not None

    def initialize(self, config: dict[str, Any], credentials: AMCredentials | None = None) -> None:
        check_config(config)
        self._config = config

    def dispose(self) -> None:
        self._config = None

    def get_info(self) -> EngineInfo:
        return EngineInfo(
            name="esg",
            version="1.0.0",
            engine_type="esg",
            description="Vasicek or CIR paths of the short rate around outer paths",
            parameters=PARAMETERS,
            inputs=INPUTS,
            outputs=OUTPUTS,
        )

    def runChunk(self, input_buffer: Buffer, output_buffer: Buffer) -> dict[str, Any]:
        config = self._config
        if config is None:
            raise ExecutionError("The engine is not initialized.")
        normals = input_buffer["normals"]["normal"]
        scenarios, steps = normals.shape
        inner = config.get("innerPaths", 1)
        skeletons = skeletons_of(config, input_buffer.get("skeletons", {}))
        check_scenarios(scenarios, len(skeletons), inner)
        bounds = Bounds(config.get("min", -inf), config.get("max", inf))
        years = 1 / self.context.axes.get("stepsPerYear", 1)
        kind = Vasicek if config["model"] == "vasicek" else Cir
        model = kind(config["meanReversion"], config["volatility"], years)
        # The conversion of a whole path at once is faster than that of its numbers one by one.
        path_form = Struct(f"{steps}d")
        drawn = normals.cast("B")
        rates = output_buffer["rates"]["rate"].cast("B")
        is_common = config.get("commonRandomNumbers", False)
        bytes_of_skeleton = inner * path_form.size
        for outer, skeleton in enumerate(skeletons):
            levels = skeleton.levels(model.decay, steps)
            if kind is Cir:
                check_levels(skeleton, levels)
            model_steps = model.steps(levels)
            place = outer * bytes_of_skeleton
            taken = 0 if is_common else place
            for path_normals in path_form.iter_unpack(drawn[taken : taken + bytes_of_skeleton]):
                path = model.path(skeleton.initial, model_steps, path_normals, bounds)
                check_path(path, place // path_form.size)
                path_form.pack_into(rates, place, *path)
                place += path_form.size
        warning = f"{bounds.clamped} generated rates were clamped to [min, max]"
        return {
            "rows_processed": scenarios,
            "warnings": [warning] if bounds.clamped > 0 else [],
            "metrics": {"skeletons": len(skeletons), "innerPaths": inner},
        }


def check_levels(skeleton: Skeleton, levels: Sequence[float]) -> None:
    """Raises ExecutionError where a CIR rate would have to return to less than 0."""
    step = next((t for t, level in enumerate(levels) if not level >= 0), None)
    if skeleton.initial < 0 or step is not None:
        how = "begins below 0" if step is None else f"falls too fast in time step {step + 1}"
        raise ExecutionError(
            f"Skeleton {skeleton.name} {how}, and model cir has no negative rates: give a larger "
            f"meanReversion, other rates, or model vasicek."
        )


def check_path(path: Sequence[float], scenario: int) -> None:
    """Discounting divides by 1 + rate, so a rate must be finite and above -1."""
    if min(path) > -1 and isfinite(sum(path)):
        return
    step = next(t for t, rate in enumerate(path) if not -1 < rate < inf)
    raise ExecutionError(
        f"The rate of scenario {scenario} in time step {step + 1} is {path[step]!r} and cannot be "
        f"discounted with. Give min a value above -1, or lower volatility."
    )


def check_scenarios(scenarios: int, outer: int, inner: int) -> None:
    if scenarios != outer * inner:
        raise ExecutionError(
            f"The run has {scenarios} scenarios, and {outer} skeletons with {inner} inner paths each "
            f"make {outer * inner}. Set scenarios.count to {outer * inner}, or change innerPaths."
        )


def check_config(config: dict[str, Any]) -> None:
    """Raises ConfigurationError naming the parameter."""
    if config.get("model") not in ("vasicek", "cir"):
        raise ConfigurationError(f'model is {config.get("model")!r}; expected "vasicek" or "cir".')
    inner = config.get("innerPaths", 1)
    if not isinstance(inner, int) or inner < 1:
        raise ConfigurationError(f"innerPaths is {inner!r}; expected a whole number of 1 or more.")
    if not number(config, "meanReversion") > 0:
        raise ConfigurationError(f'meanReversion is {config["meanReversion"]!r}; expected above 0.')
    if not number(config, "volatility") >= 0:
        raise ConfigurationError(f'volatility is {config["volatility"]!r}; expected 0 or more.')
    if number(config, "min", -inf) > number(config, "max", inf):
        raise ConfigurationError(f'min {config["min"]!r} is above max {config["max"]!r}.')
    skeletons = config.get("skeletons")
    if skeletons is None:
        return
    if not isinstance(skeletons, list) or not skeletons:
        raise ConfigurationError("skeletons is not a list of one or more outer paths.")
    for index, given in enumerate(skeletons):
        skeleton_of(given, f"skeletons[{index}]")


def number(config: dict[str, Any], name: str, otherwise: float | None = None) -> float:
    value = config.get(name, otherwise)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or (name in config and not isfinite(value)):
        raise ConfigurationError(f"{name} is {value!r}; expected a finite number.")
    return value


def skeleton_of(given: dict[str, Any], place: str) -> Skeleton:
    name = str(given.get("name", place))
    if ("rates" in given) == ("longTermMean" in given):
        raise ConfigurationError(f"{place} ({name}) needs either longTermMean or rates, and not both.")
    if "longTermMean" in given:
        return Skeleton(name, number(given, "initial"), number(given, "longTermMean"))
    rates = given["rates"]
    if not isinstance(rates, list) or not rates:
        raise ConfigurationError(f"{place} ({name}): rates is not a list of one or more numbers.")
    values = [number({"rates": rate}, "rates") for rate in rates]
    return Skeleton(name, number(given, "initial", values[0]), None, values)


def skeletons_of(config: dict[str, Any], table: Any) -> list[Skeleton]:
    """Those of the config, or those of the table: a row each (initial, long_term_mean), or a row for
    each rate, the rows of a skeleton one after the other (skeleton, rate)."""
    given = config.get("skeletons")
    if given is not None:
        return [skeleton_of(one, f"skeletons[{index}]") for index, one in enumerate(given)]
    if "initial" in table and "long_term_mean" in table:
        pairs = zip(table["initial"].tolist(), table["long_term_mean"].tolist())
        return [Skeleton(str(row), first, level) for row, (first, level) in enumerate(pairs)]
    if "skeleton" not in table or "rate" not in table:
        raise ExecutionError(
            "There are no skeletons: the config has none, and no table with the columns initial and "
            "long_term_mean, or skeleton and rate, is connected."
        )
    paths: dict[int, list[float]] = {}
    last = None
    for key, rate in zip(table["skeleton"].tolist(), table["rate"].tolist()):
        if key != last and key in paths:
            raise ExecutionError(f"The rows of skeleton {key} do not stand one after the other.")
        paths.setdefault(key, []).append(rate)
        last = key
    return [Skeleton(str(key), path[0], None, path) for key, path in paths.items()]
