"""Runs inside the interpreter, between LiveCalc and one engine.

The thread calls the functions that are marked `answers`; they take and return JSON text, so that no
object of JavaScript is in the engine's reach. Whatever goes wrong comes back as data.
"""

import functools
import hashlib
import io
import json
import linecache
import math
import random
import sys
import traceback
import types
import zipfile
from importlib import import_module, invalidate_caches
from math import prod

from calc_engine_interface import (
    ConfigurationError,
    EngineContext,
    EngineInfo,
    ExecutionError,
    ICalcEngine,
)

FORMATS = {"f64": "d", "i32": "i", "u32": "I"}
REPORT_KEYS = {"rows_processed", "warnings", "metrics", "partial", "parameters"}
# The runtime measures these itself; an engine may return them all the same.
MEASURED_KEYS = {"execution_time_ms", "bytes_written", "success", "error_message"}


class Refusal(Exception):
    """A fault that the host found, with the code it is reported under."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class State:
    """What there is of an engine: one interpreter serves one."""

    name = ""
    engine = None
    inputs = {}
    outputs = {}
    ask = None
    uses_numpy = False


def answers(failure_code):
    """The function's result, or what it raised, as JSON; `failure_code` is that of any exception."""

    def decorate(function):
        @functools.wraps(function)
        def call(text="null"):
            try:
                value = {"value": function(json.loads(text))}
            except BaseException as error:  # also SystemExit and KeyboardInterrupt
                value = {"error": describe(error, failure_code)}
            sys.stdout.flush()
            sys.stderr.flush()
            return json.dumps(value)

        return call

    return decorate


def describe(error, failure_code):
    if isinstance(error, Refusal):
        return {"code": error.code, "exception": None, "text": str(error), "line": None, "traceback": None}
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file_name()]
    lines = traceback.format_list(own) + traceback.format_exception_only(error)
    line = own[-1].lineno if own else getattr(error, "lineno", None)
    return {
        "code": code_of(error, failure_code),
        "exception": type(error).__name__,
        "text": str(error),
        "line": line,
        "traceback": "".join(["Traceback (the engine's own lines, innermost last):\n", *lines]),
    }


def code_of(error, failure_code):
    if isinstance(error, MemoryError):
        return "OUT_OF_MEMORY"
    if isinstance(error, ConfigurationError) and failure_code == "ENGINE_INIT_FAILED":
        return "CONFIG_INVALID"
    return failure_code


def file_name():
    return f"{State.name}.py"


@answers("ENGINE_INIT_FAILED")
def open_engine(request):
    """Imports the module {name, source, wheels: [{file, name, sha256}]} and makes its engine."""
    State.name = request["name"]
    seed_random(0, "open")
    for wheel in request["wheels"]:
        unpack(**wheel)
    State.uses_numpy = any(wheel["name"].startswith("numpy-") for wheel in request["wheels"])
    State.engine = engine_class(imported(request["source"]))()
    State.engine.context = EngineContext()
    return info()


def unpack(file, name, sha256):
    """Puts a wheel where Python looks for packages, if it has the hash it is pinned by."""
    with open(file, "rb") as stream:
        content = stream.read()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise Refusal(
            "ASSET_CHANGED",
            f"The wheel {name} has SHA-256 {found}; it is pinned to {sha256}. "
            "Pin the file that is there, or bring back the one that was pinned.",
        )
    site_packages = next(path for path in sys.path if path.endswith("site-packages"))
    zipfile.ZipFile(io.BytesIO(content)).extractall(site_packages)
    # A clock that stands still makes the folder look unchanged to those who remember what was in it.
    invalidate_caches()


def imported(source):
    file = file_name()
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    module = types.ModuleType(State.name)
    module.__file__ = file
    sys.modules[State.name] = module
    exec(compile(source, file, "exec"), module.__dict__)
    return module


def engine_class(module):
    if hasattr(module, "ENGINE"):
        return module.ENGINE
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, ICalcEngine) and value.__module__ == State.name
    ]
    if len(own) == 1:
        return own[0]
    names = ", ".join(one.__name__ for one in own) or "none"
    raise Refusal(
        "ENGINE_INIT_FAILED",
        f"{file_name()} must define exactly one subclass of ICalcEngine, or name one by ENGINE = "
        f"TheClass; found: {names}.",
    )


def info():
    """What get_info says, with what a Python engine need not write itself."""
    said = State.engine.get_info()
    described = said.to_dict() if isinstance(said, EngineInfo) else dict(said)
    if described.get("evaluates") is None:
        described.pop("evaluates", None)
    described["stages"] = described.get("stages") or [{"name": "run", "over": "none"}]
    stage = described["stages"][0]["name"]
    for block in described["outputs"]:
        for column in block["columns"]:
            column.setdefault("stage", stage)
            column.setdefault("combine", "concat")
    return described


@answers("ENGINE_INIT_FAILED")
def initialize(request):
    """{config, credentials, seed, axes}; an engine that is initialized is disposed of first."""
    engine = State.engine
    if engine.is_initialized:
        engine.dispose()
    seed_random(request["seed"], "initialize")
    engine.context = EngineContext(request["seed"], request["axes"] or {}, evaluate)
    engine.initialize(request["config"], request["credentials"])
    if not engine.is_initialized:
        raise Refusal("ENGINE_INIT_FAILED", "initialize() returned, and is_initialized is False after it.")
    return info()


def seed_random(seed, moment):
    """Each call begins alike, however often the engine was called before (I1)."""
    random.seed(f"{seed}:{State.name}:{moment}")


def evaluate(parameters, metrics):
    request = {"parameters": dict(parameters), "metrics": list(metrics)}
    answer = json.loads(State.ask(json.dumps(request)))
    if "interrupted" in answer:
        raise KeyboardInterrupt
    if "error" in answer:
        raise ExecutionError(answer["error"])
    return answer["metrics"]


@answers("EXECUTION_FAILED")
def prepare(request):
    """Memory for {inputs, outputs}: lists of {name, columns: [{name, type, length, shape}]}."""
    State.inputs = allocated(request["inputs"])
    State.outputs = allocated(request["outputs"])


class Column:
    """A column's memory and the view of it that the engine is given."""

    def __init__(self, type, length, shape, **_):
        self.bytes = bytearray(prod(shape) * (8 if type == "f64" else 4))
        flat = memoryview(self.bytes).cast(FORMATS[type])
        # memoryview has no shapes with a zero in them.
        self.view = flat.cast("B").cast(FORMATS[type], shape) if len(flat) > 0 else flat
        self.shape = shape

    def given(self, is_input):
        view = self.view.toreadonly() if is_input else self.view
        if not State.uses_numpy:
            return view
        return import_module("numpy").asarray(view).reshape(self.shape)


def allocated(blocks):
    return {
        (block["name"], column["name"]): Column(**column) for block in blocks for column in block["columns"]
    }


def buffer(columns, is_input):
    """Mapping of block to column to view; it cannot be assigned to, as only the views are copied."""
    blocks = {}
    for (block, name), column in columns.items():
        blocks.setdefault(block, {})[name] = column.given(is_input)
    return types.MappingProxyType({name: types.MappingProxyType(block) for name, block in blocks.items()})


def input_memory():
    """The inputs' bytes, in the order they were asked for: for the thread, which copies into them."""
    return [column.bytes for column in State.inputs.values()]


def output_memory():
    return [column.bytes for column in State.outputs.values()]


@answers("EXECUTION_FAILED")
def run(request):
    """Calls runChunk on what prepare() made. {seed, axes} are the run's."""
    seed_random(request["seed"], "run")
    State.engine.context.axes = request["axes"]
    report = State.engine.runChunk(buffer(State.inputs, True), buffer(State.outputs, False))
    for (block, name), column in State.outputs.items():
        check_whole(f"{block}.{name}", column)
    return checked({} if report is None else report)


def check_whole(name, column):
    try:
        column.view.nbytes  # noqa: B018 - raises where the view was released
    except ValueError as error:
        raise Refusal(
            "HANDOFF_FAILED",
            f"The engine released its output {name}, so it cannot be copied back. Fill the buffer in "
            "place, and leave its release to LiveCalc.",
        ) from error


def checked(report):
    if not isinstance(report, dict):
        raise Refusal("EXECUTION_FAILED", f"runChunk returned {type(report).__name__}; it must return a dict.")
    unknown = sorted(set(report) - REPORT_KEYS - MEASURED_KEYS)
    if unknown:
        known = ", ".join(sorted(REPORT_KEYS))
        raise Refusal("EXECUTION_FAILED", f"runChunk returned {', '.join(unknown)}; it may return: {known}.")
    if report.get("success") is False:
        raise ExecutionError(report.get("error_message") or "the engine reports no success")
    parameters = report.get("parameters")
    return {
        "rowsProcessed": int(report.get("rows_processed", 0)),
        "warnings": [str(warning) for warning in report.get("warnings", ())],
        "metrics": finite("metric", report.get("metrics", {})),
        "parameters": None if parameters is None else finite("parameter", parameters),
        "isPartial": bool(report.get("partial", False)),
    }


def finite(kind, values):
    numbers = {str(name): float(value) for name, value in values.items()}
    for name, value in numbers.items():
        if not math.isfinite(value):
            raise Refusal("NUMERICAL_ERROR", f"The {kind} {name} is {value}; a {kind} must be finite.")
    return numbers


def release():
    """Lets go of the columns, whose memory the next run may want."""
    State.inputs = {}
    State.outputs = {}


def connect(ask):
    """`ask` takes an evaluate request as JSON and returns its answer."""
    State.ask = ask
