"""Solves for parameters of the nodes before it: to a target, or to the least or greatest value.

One parameter is sought by bisection or Brent's method, several by the simplex of Nelder and Mead
(livecalc_search.py). Bounds are never left. Constraints are enforced, not weighed: a point that breaks
one is the solution only where no point was found that keeps all, and then it has not converged. Every
step follows from the values that came before: the same run tries the same points.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from calc_engine_interface import (
    AMCredentials,
    Buffer,
    ConfigurationError,
    EngineInfo,
    ExecutionError,
    ICalcEngine,
)
from livecalc_search import (
    Parameter,
    Point,
    bisect,
    brent_minimum,
    brent_root,
    find_bracket,
    nelder_mead,
)

NUMBER = {"type": "number"}
PARAMETERS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["mode", "objective", "parameters"],
    "properties": {
        "mode": {"enum": ["target", "minimise", "maximise"]},
        "objective": {
            "type": "string",
            "description": "the metric to be solved for: NODE.METRIC or TABLE.COLUMN.STATISTIC",
        },
        "target": {**NUMBER, "description": "what the objective shall be, in mode target"},
        "parameters": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "lower", "upper"],
                "properties": {
                    "name": {"type": "string", "description": "NODE.PATH of a number in its config"},
                    "lower": NUMBER,
                    "upper": NUMBER,
                    "initial": {**NUMBER, "description": "where to begin; default: by the method"},
                },
            },
        },
        "constraints": {
            "type": "array",
            "default": [],
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["metric"],
                "properties": {"metric": {"type": "string"}, "min": NUMBER, "max": NUMBER},
            },
        },
        "tolerance": {
            "type": "number",
            "exclusiveMinimum": 0,
            "default": 1e-6,
            "description": "mode target: the largest distance of the objective from the target; "
            "otherwise: how narrow the search becomes, as a part of the range between the bounds",
        },
        "maxEvaluations": {"type": "integer", "minimum": 1, "default": 100},
        "method": {"enum": ["auto", "bisection", "brent", "nelder-mead"], "default": "auto"},
    },
}

@dataclass(frozen=True)
class Constraint:
    metric: str
    low: float
    high: float

    def excess(self, value: float) -> float:
        """How far the value lies outside, relative to the bound; 0 where it is inside."""
        if value < self.low:
            return (self.low - value) / (1 + abs(self.low))
        if value > self.high:
            return (value - self.high) / (1 + abs(self.high))
        return 0.0

    def text(self, value: float) -> str:
        bound = f"at least {self.low!r}" if value < self.low else f"at most {self.high!r}"
        return f"{self.metric} is {value!r} and must be {bound}"


@dataclass(frozen=True)
class Settings:
    mode: str
    objective: str
    target: float
    parameters: list[Parameter]
    constraints: list[Constraint]
    tolerance: float
    max_evaluations: int
    method: str

    @property
    def metrics(self) -> list[str]:
        """All that is asked for, each once."""
        return list(dict.fromkeys([self.objective, *(one.metric for one in self.constraints)]))

    def merit(self, objective: float) -> float:
        """The less the better."""
        if self.mode == "target":
            return abs(objective - self.target)
        return objective if self.mode == "minimise" else -objective


class Finished(Exception):
    """The target is met, or there are no evaluations left."""


class Search:
    """Tries points, each once, and keeps the best."""

    def __init__(self, settings: Settings, evaluate: Callable[..., dict[str, float]]) -> None:
        self.settings = settings
        self.evaluate = evaluate
        self.tried: dict[tuple[float, ...], Point] = {}
        self.best: Point | None = None
        #: Whether a method has narrowed the search as far as the tolerance asks.
        self.is_narrow = False

    def at(self, *values: float) -> Point:
        """Values outside the bounds are moved to them. Raises Finished."""
        settings = self.settings
        kept = tuple(one.kept(value) for one, value in zip(settings.parameters, values))
        if kept in self.tried:
            return self.tried[kept]
        if len(self.tried) == settings.max_evaluations:
            raise Finished
        names = [one.name for one in settings.parameters]
        metrics = self.evaluate(dict(zip(names, kept)), settings.metrics)
        point = self._point(kept, metrics)
        self.tried[kept] = point
        if self.best is None or point.rank < self.best.rank:
            self.best = point
        print(f"{len(self.tried)}: {dict(zip(names, kept))} -> {metrics}")
        if self.is_solution(point):
            raise Finished
        return point

    def _point(self, values: tuple[float, ...], metrics: dict[str, float]) -> Point:
        settings = self.settings
        strange = next((name for name in settings.metrics if not isfinite(metrics[name])), None)
        if strange is not None:
            raise ExecutionError(
                f"{strange} is {metrics[strange]!r} at {values}: it cannot be solved for. Give the "
                f"parameters bounds within which it is a finite number."
            )
        objective = metrics[settings.objective]
        violation = sum((one.excess(metrics[one.metric]) for one in settings.constraints), 0.0)
        merit, gap = settings.merit(objective), objective - settings.target
        return Point(values, metrics, violation, merit, gap)

    def is_solution(self, point: Point) -> bool:
        """Whether nothing is left to be sought: only a target can be known to be met."""
        settings = self.settings
        is_close = settings.mode == "target" and point.merit <= settings.tolerance
        return is_close and point.violation == 0

    @property
    def converged(self) -> bool:
        best = self.best
        if best is None or best.violation > 0:
            return False
        return self.is_solution(best) if self.settings.mode == "target" else self.is_narrow


#: In mode target the tolerance is the objective's; the search itself narrows as far as this.
TARGET_NARROWS_TO = 1e-12


def search_for(search: Search) -> None:
    """Runs the method until it is narrow. Raises Finished where it ends before."""
    settings = search.settings
    is_target = settings.mode == "target"
    narrow = TARGET_NARROWS_TO if is_target else settings.tolerance
    if settings.method == "nelder-mead":
        return nelder_mead(search.at, settings.parameters, narrow)
    [parameter] = settings.parameters
    if is_target:
        bracket = find_bracket(search.at, parameter)
        if bracket is not None:
            root = bisect if settings.method == "bisection" else brent_root
            root(search.at, *bracket)
    # Where no change of sign was found, or a constraint is broken there: the nearest that is allowed.
    return brent_minimum(search.at, parameter, narrow)


class Solver(ICalcEngine):
    """Asks evaluate() for metrics, and says in `parameters` of its report where it has found them."""

    def __init__(self) -> None:
        self._settings: Settings | None = None

    @property
    def is_initialized(self) -> bool:
        return self._settings is not None

    def initialize(self, config: dict[str, Any], credentials: AMCredentials | None = None) -> None:
        self._settings = read_settings(config)

    def dispose(self) -> None:
        self._settings = None

    def get_info(self) -> EngineInfo:
        settings = self._settings
        count = 1 if settings is None else len(settings.parameters)
        columns = [{"name": name, "type": "f64", "axes": [count]} for name in COLUMNS]
        return EngineInfo(
            name="solver",
            version="1.0.0",
            engine_type="solver",
            description="Solves for parameters of the nodes before it",
            parameters=PARAMETERS,
            outputs=[{"name": "solution", "columns": columns}],
            evaluates=None
            if settings is None
            else {
                "parameters": [one.name for one in settings.parameters],
                "metrics": settings.metrics,
            },
        )

    def runChunk(self, input_buffer: Buffer, output_buffer: Buffer) -> dict[str, Any]:
        settings = self._settings
        if settings is None:
            raise ExecutionError("The engine is not initialized.")
        search = Search(settings, self.context.evaluate)
        is_stopped = False
        try:
            search_for(search)
            search.is_narrow = True
        except Finished:
            pass
        except KeyboardInterrupt:
            if search.best is None:
                raise
            is_stopped = True
        write_solution(settings, search.best, output_buffer.get("solution", {}))
        return report(search, is_stopped)


COLUMNS = ("value", "lower", "upper")


def write_solution(settings: Settings, best: Point, columns: Any) -> None:
    """One row for each parameter, in the config's order."""
    for row, (parameter, value) in enumerate(zip(settings.parameters, best.values)):
        given = {"value": value, "lower": parameter.lower, "upper": parameter.upper}
        for name in columns:
            columns[name][row] = given[name]


def report(search: Search, is_stopped: bool) -> dict[str, Any]:
    settings, best = search.settings, search.best
    metrics = {
        "converged": 1.0 if search.converged and not is_stopped else 0.0,
        "evaluations": float(len(search.tried)),
        "objective": best.metrics[settings.objective],
        "violation": best.violation,
    }
    if settings.mode == "target":
        metrics["distance"] = best.merit
    return {
        "rows_processed": len(settings.parameters),
        "parameters": dict(zip([one.name for one in settings.parameters], best.values)),
        "metrics": metrics,
        "warnings": warnings(search, is_stopped),
        "partial": is_stopped,
    }


def warnings(search: Search, is_stopped: bool) -> list[str]:
    """Why it has not converged, in words."""
    settings, best, count = search.settings, search.best, len(search.tried)
    if is_stopped:
        return [f"the solver was stopped after {count} evaluations; this is the best so far"]
    if search.converged:
        return []
    broken = [
        one.text(best.metrics[one.metric])
        for one in settings.constraints
        if one.excess(best.metrics[one.metric]) > 0
    ]
    if broken:
        return [f"no point of {count} keeps every constraint; at the nearest {'; '.join(broken)}"]
    if settings.mode != "target":
        return [f"the solver has not converged in {count} evaluations; this is the best so far"]
    values = [point.metrics[settings.objective] for point in search.tried.values()]
    return [
        f"{settings.objective} does not come to {settings.target!r} within {settings.tolerance!r}: the "
        f"{count} points tried between the bounds give {min(values)!r} to {max(values)!r}, and the "
        f"nearest that keeps the constraints {best.metrics[settings.objective]!r}"
    ]


def read_settings(config: dict[str, Any]) -> Settings:
    """Raises ConfigurationError naming the parameter."""
    mode = one_of(config, "mode", ("target", "minimise", "maximise"))
    if (mode == "target") != ("target" in config):
        raise ConfigurationError("target is needed in mode target, and has no meaning in another.")
    parameters = [read_parameter(given) for given in some(config, "parameters")]
    names = [one.name for one in parameters]
    if len(set(names)) < len(names):
        raise ConfigurationError(f"parameters names one twice: {', '.join(names)}.")
    method = one_of(config, "method", ("auto", "bisection", "brent", "nelder-mead"), "auto")
    if method == "auto":
        method = "brent" if len(parameters) == 1 else "nelder-mead"
    if method != "nelder-mead" and len(parameters) > 1:
        raise ConfigurationError(f"method {method} solves for one parameter, not {len(parameters)}.")
    if method == "bisection" and mode != "target":
        raise ConfigurationError(f"method bisection finds a target; mode is {mode}.")
    tolerance = number(config, "tolerance", 1e-6)
    evaluations = config.get("maxEvaluations", 100)
    if tolerance <= 0 or not isinstance(evaluations, int) or evaluations < 1:
        raise ConfigurationError("tolerance must be above 0, and maxEvaluations a number from 1 on.")
    return Settings(
        mode=mode,
        objective=text(config, "objective"),
        target=number(config, "target", 0.0),
        parameters=parameters,
        constraints=[read_constraint(given) for given in config.get("constraints", [])],
        tolerance=tolerance,
        max_evaluations=evaluations,
        method=method,
    )


def read_parameter(given: dict[str, Any]) -> Parameter:
    name, lower, upper = text(given, "name"), number(given, "lower"), number(given, "upper")
    initial = number(given, "initial") if "initial" in given else None
    if not lower < upper:
        raise ConfigurationError(f"{name}: lower {lower!r} is not below upper {upper!r}.")
    if initial is not None and not lower <= initial <= upper:
        raise ConfigurationError(f"{name}: initial {initial!r} is not from {lower!r} to {upper!r}.")
    return Parameter(name, lower, upper, initial)


def read_constraint(given: dict[str, Any]) -> Constraint:
    metric, low, high = text(given, "metric"), number(given, "min", -inf), number(given, "max", inf)
    if "min" not in given and "max" not in given:
        raise ConfigurationError(f"The constraint of {metric} needs min, max, or both.")
    if low > high:
        raise ConfigurationError(f"The constraint of {metric}: min {low!r} is above max {high!r}.")
    return Constraint(metric, low, high)


def number(given: dict[str, Any], name: str, otherwise: float | None = None) -> float:
    value = given.get(name, otherwise)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or (name in given and not isfinite(value)):
        raise ConfigurationError(f"{name} is {value!r}; expected a finite number.")
    return float(value)


def text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or value == "":
        raise ConfigurationError(f"{name} is {value!r}; expected a name.")
    return value


def one_of(given: dict[str, Any], name: str, values: tuple[str, ...], otherwise: str = "") -> str:
    value = given.get(name, otherwise)
    if value not in values:
        raise ConfigurationError(f"{name} is {value!r}; expected one of {', '.join(values)}.")
    return value


def some(given: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = given.get(name)
    if not isinstance(value, list) or not value:
        raise ConfigurationError(f"{name} is not a list of one or more.")
    return value
