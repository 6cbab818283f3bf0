"""What a Python engine of LiveCalc is built on. Works in LiveCalc and in plain CPython.

An engine is a module with one subclass of ICalcEngine. Its life: made, initialize(), runChunk() as
often as is asked, dispose(). Buffers are mappings from block name to column name to memoryview,
typed and shaped as get_info() declares: format 'd' for f64, 'i' for i32, 'I' for u32, in C order, so
that buffer["rates"]["rate"][scenario, year] is one value. Inputs cannot be written to.
"""

from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import prod
from random import seed as seed_random
from typing import Any, TypedDict

Columns = Mapping[str, memoryview]
Buffer = Mapping[str, Columns]


class CalcEngineError(Exception):
    """Whatever an engine reports on purpose."""


class InitializationError(CalcEngineError):
    """The engine cannot be made ready, for a reason that lies outside its config."""


class ConfigurationError(CalcEngineError):
    """The config has no meaning for the engine: the message says which parameter, and what is expected."""


class ExecutionError(CalcEngineError):
    """runChunk cannot finish."""


class AMCredentials(TypedDict):
    """How an Assumptions Manager is reached. Only for engines that support one; never print it."""

    am_url: str
    am_token: str
    cache_dir: str


class RunReport(TypedDict, total=False):
    """What runChunk returns; every part may be left out."""

    rows_processed: int
    warnings: list[str]
    metrics: dict[str, float]
    partial: bool
    parameters: dict[str, float]
    """Of an engine with `evaluates`: where the nodes before it shall stand after it."""


@dataclass(frozen=True)
class EngineInfo:
    """What an engine says of itself. `inputs` and `outputs` are lists of blocks:

    {"name": "rates", "columns": [{"name": "rate", "type": "f64", "axes": ["scenario", "time"]}]}

    An axis is `scenario`, `row`, `time`, a fixed number, or a name of the engine's own whose length
    an input gives. `parameters` is a JSON Schema of the config. Two moments ask for it: before
    initialize (for `parameters`), and after it (outputs may then depend on the config).
    An engine that drives the nodes before it says in `evaluates` all that it will ask evaluate()
    for, once it is initialized: {"parameters": ["NODE.PATH"], "metrics": ["NODE.METRIC"]}.
    """

    name: str
    version: str
    engine_type: str
    supports_assumptions_manager: bool = False
    max_buffer_size: int = 4_294_967_295
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=lambda: {"type": "object"})
    inputs: Sequence[dict[str, Any]] = ()
    outputs: Sequence[dict[str, Any]] = ()
    stages: Sequence[dict[str, Any]] = ()
    evaluates: dict[str, list[str]] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The same as plain dictionaries."""
        return asdict(self)


def no_evaluate(parameters: Mapping[str, float], metrics: Sequence[str]) -> dict[str, float]:
    """Stands where nothing can be evaluated."""
    raise ExecutionError(
        "evaluate() drives the nodes before this one, and there is none to drive: it works in a "
        "pipeline, for an engine whose EngineInfo has `evaluates`."
    )


@dataclass
class EngineContext:
    """What the run gives an engine beside its config."""

    seed: int = 0
    """The seed of the run; `random` is seeded with it already."""
    axes: Mapping[str, int] = field(default_factory=dict)
    """Lengths of the run's axes by name, as far as they are known; `stepsPerYear` is among them."""
    evaluate: Callable[[Mapping[str, float], Sequence[str]], dict[str, float]] = no_evaluate
    """Sets parameters of the nodes before this one, runs them, and returns the metrics asked for."""


class ICalcEngine(ABC):
    """The interface of an engine. `context` is there from before initialize."""

    context: EngineContext = EngineContext()

    @abstractmethod
    def initialize(self, config: dict[str, Any], credentials: AMCredentials | None = None) -> None:
        """Takes the config. Raises ConfigurationError or InitializationError."""

    @abstractmethod
    def get_info(self) -> EngineInfo:
        """What the engine is; may be called before initialize."""

    @abstractmethod
    def runChunk(self, input_buffer: Buffer, output_buffer: Buffer) -> RunReport | dict[str, Any]:
        """Reads the inputs, fills the outputs in place. Raises ExecutionError."""

    @abstractmethod
    def dispose(self) -> None:
        """Lets go of what initialize took. Never raises; initialize may be called again."""

    @property
    @abstractmethod
    def is_initialized(self) -> bool:
        """Whether runChunk may be called."""


# What follows runs an engine without LiveCalc, for its unit tests.

TYPE_CODES = {"f64": "d", "i32": "i", "u32": "I"}


@dataclass(frozen=True)
class LocalResult:
    """What LocalRun.run gives. `outputs["rates"]["rate"].tolist()` is a list of lists."""

    outputs: dict[str, dict[str, memoryview]]
    report: dict[str, Any]
    info: EngineInfo


@dataclass
class LocalRun:
    """A test double of LiveCalc: gives an engine its context and buffers, in plain CPython.

        result = LocalRun(axes={"scenario": 2, "time": 3}).run(
            MyEngine(), {"spread": 0.01}, {"rates": {"rate": [[0.01, 0.02, 0.03], [0.0, 0.0, 0.0]]}}
        )

    Inputs are (nested) lists. Lengths of axes are those given here, then those of the inputs. It does
    not hide the clock or the operating system, as LiveCalc does.
    """

    seed: int = 42
    axes: Mapping[str, int] = field(default_factory=dict)
    evaluate: Callable[[Mapping[str, float], Sequence[str]], dict[str, float]] = no_evaluate

    def run(
        self,
        engine: ICalcEngine,
        config: dict[str, Any],
        inputs: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> LocalResult:
        """Initializes, runs and disposes of the engine. Raises what the engine raises, and
        ExecutionError where inputs are not what get_info() declares."""
        seed_random(self.seed)
        engine.context = EngineContext(self.seed, dict(self.axes), self.evaluate)
        engine.initialize(config)
        info = engine.get_info()
        lengths = dict(self.axes)
        input_buffer = _input_buffer(info, inputs or {}, lengths)
        output_buffer = _output_buffer(info, lengths)
        report = dict(engine.runChunk(input_buffer, output_buffer))
        engine.dispose()
        return LocalResult(output_buffer, report, info)


def _input_buffer(
    info: EngineInfo, given: Mapping[str, Mapping[str, Any]], lengths: dict[str, int]
) -> dict[str, dict[str, memoryview]]:
    buffer: dict[str, dict[str, memoryview]] = {}
    for block in info.inputs:
        columns = given.get(block["name"], {})
        buffer[block["name"]] = {}
        for column in block["columns"]:
            place = f'{block["name"]}.{column["name"]}'
            if column["name"] in columns:
                view = _view(columns[column["name"]], column["type"], place)
                _check_axes(column["axes"], view.shape, lengths, place)
                buffer[block["name"]][column["name"]] = view.toreadonly()
            elif not column.get("optional", False):
                raise ExecutionError(f"The engine reads {place}, and the inputs do not have it.")
    return buffer


def _output_buffer(info: EngineInfo, lengths: dict[str, int]) -> dict[str, dict[str, memoryview]]:
    buffer: dict[str, dict[str, memoryview]] = {}
    for block in info.outputs:
        buffer[block["name"]] = {}
        for column in block["columns"]:
            place = f'{block["name"]}.{column["name"]}'
            shape = [_length(axis, lengths, place) for axis in column["axes"]]
            values = array(TYPE_CODES[column["type"]], bytes(0))
            values.frombytes(bytes(prod(shape) * values.itemsize))
            buffer[block["name"]][column["name"]] = _shaped(values, shape)
    return buffer


def _length(axis: str | int, lengths: Mapping[str, int], place: str) -> int:
    if isinstance(axis, int):
        return axis
    if axis not in lengths:
        raise ExecutionError(f"{place} has the axis {axis}: give its length in axes={{...}}.")
    return lengths[axis]


def _check_axes(
    axes: Sequence[str | int], shape: Sequence[int], lengths: dict[str, int], place: str
) -> None:
    expected = [lengths.setdefault(a, n) if isinstance(a, str) else a for a, n in zip(axes, shape)]
    if len(axes) != len(shape) or expected != list(shape):
        raise ExecutionError(f"{place} has the shape {list(shape)}; {list(axes)} is {expected}.")


def _view(values: Any, type_name: str, place: str) -> memoryview:
    """Nested lists as a memoryview of their shape, row by row."""
    shape: list[int] = []
    flat = values
    level = values
    while isinstance(level, (list, tuple)):
        shape.append(len(level))
        level = level[0] if level else None
    for length in shape[1:]:
        if any(len(row) != length for row in flat):
            raise ExecutionError(f"{place}: its rows have different lengths.")
        flat = [value for row in flat for value in row]
    return _shaped(array(TYPE_CODES[type_name], flat), shape)


def _shaped(values: array, shape: Sequence[int]) -> memoryview:
    """A memoryview of no elements cannot be shaped, and stays flat."""
    flat = memoryview(values)
    return flat.cast("B").cast(values.typecode, list(shape)) if len(values) > 0 else flat
