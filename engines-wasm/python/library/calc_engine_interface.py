"""What a Python engine of LiveCalc is built on. Works in LiveCalc and in plain CPython.

An engine is a module with one subclass of ICalcEngine. Its life: made, initialize(), runChunk() as
often as is asked, dispose(). Buffers are mappings from block name to column name to memoryview,
typed and shaped as get_info() declares: format 'd' for f64, 'i' for i32, 'I' for u32, in C order, so
that buffer["rates"]["rate"][scenario, year] is one value. Inputs cannot be written to.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
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


@dataclass(frozen=True)
class EngineInfo:
    """What an engine says of itself. `inputs` and `outputs` are lists of blocks:

    {"name": "rates", "columns": [{"name": "rate", "type": "f64", "axes": ["scenario", "time"]}]}

    An axis is `scenario`, `row`, `time`, a fixed number, or a name of the engine's own whose length
    an input gives. `parameters` is a JSON Schema of the config. Two moments ask for it: before
    initialize (for `parameters`), and after it (outputs may then depend on the config). An engine that
    drives the nodes before it says so in `evaluates`, once it is initialized: {"parameters": ["NODE.path"],
    "metrics": [...]} as it will pass them to context.evaluate().
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
