"""What LiteRT itself says of each operator: the profiler of its C library.

The Python API of LiteRT (2.3) has no profiler; `libLiteRt.so`, which is in the same package, has
one: `LiteRtCompiledModelGetProfiler` and its relatives (litert/c/litert_profiler.h), switched on by
the option `enable_profiling` (litert/c/options/litert_runtime_options.cc). It reports the operators
of the XNNPACK delegate one by one. The library promises no stable interface (2.1.0 takes other
arguments and crashes), so it is asked only where its version has been tried; with any other the
engine does not tell.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import byref, c_char_p, c_int, c_size_t, c_uint64, c_void_p
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from netlint.quiet import without_native_messages

_TRIED = ("2.2.", "2.3.")
_CPU = 1
_WRITE = 1
_OPERATORS = frozenset({1 << 1, 1 << 3})
"""Kinds of events that are operators: LiteRT's own, and those of a delegate."""
_MOST_EVENTS = 1_000_000
_TYPE_BYTES = 1024
"""Room for a `LiteRtRankedTensorType`, whose inside is nobody's business here."""


class Untold(Exception):
    """LiteRT does not tell how long its operators take."""


class _Event(ctypes.Structure):
    """`ProfiledEventData` of litert/c/litert_profiler_event.h."""

    _fields_ = (
        ("tag", c_char_p),
        ("kind", c_int),
        ("start", c_uint64),
        ("elapsed", c_uint64),
        ("memory", c_uint64 * 6),
        ("metadata", c_uint64 * 2),
        ("source", c_int),
    )


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator in one run of a model.

    Attributes:
        name: as the engine calls it: `Fully Connected (NC, F32) GEMM` of XNNPACK, or LiteRT's
            own `RESIZE_NEAREST_NEIGHBOR`, which no delegate took.
        seconds: how long it took; the library counts whole microseconds.
    """

    name: str
    seconds: float


class Profiled:
    """A model loaded with LiteRT's profiler on; `run` tells what its operators took."""

    def __init__(self, content: bytes, dtypes: Sequence[str]) -> None:
        """Loads a model.

        Args:
            content: the bytes of a `.tflite` file.
            dtypes: of its inputs: floats are random, all else (the rows of a table) is zero.

        Raises:
            Untold: the library is missing or is not as expected.
        """
        self._library = _library()
        self._content = ctypes.create_string_buffer(content, len(content))
        with without_native_messages():
            self._environment = self._new("LiteRtCreateEnvironment", 0, None)
        self._model = self._new(
            "LiteRtCreateModelFromBuffer", self._environment, self._content, c_size_t(len(content))
        )
        with without_native_messages():
            self._compiled = self._new(
                "LiteRtCreateCompiledModel", self._environment, self._model, self._options()
            )
        self._profiler = self._new("LiteRtCompiledModelGetProfiler", self._compiled)
        if self._profiler.value is None:
            raise Untold("LiteRT has no profiler for the model")
        self._graph = self._new("LiteRtGetModelSubgraph", self._model, c_size_t(0))
        self._inputs = self._buffers("Input")
        self._outputs = self._buffers("Output")
        if len(self._inputs) != len(dtypes):
            raise Untold(f"LiteRT sees {len(self._inputs)} inputs, not {len(dtypes)}")
        for seed, (buffer, dtype) in enumerate(zip(self._inputs, dtypes, strict=True)):
            self._fill(buffer, dtype, seed)

    def run(self) -> list[Operator]:
        """Runs the model once and tells what its operators took, in order.

        Raises:
            Untold: the library does not say.
        """
        self._call("LiteRtResetProfiler", self._profiler)
        self._call("LiteRtStartProfiler", self._profiler)
        self._call(
            "LiteRtRunCompiledModel",
            self._compiled,
            c_size_t(0),
            c_size_t(len(self._inputs)),
            (c_void_p * len(self._inputs))(*self._inputs),
            c_size_t(len(self._outputs)),
            (c_void_p * len(self._outputs))(*self._outputs),
        )
        return [
            Operator(event.tag.decode("utf-8", "replace"), event.elapsed * 1e-6)
            for event in self._events()
            if event.kind in _OPERATORS
        ]

    def close(self) -> None:
        """Gives back what the library holds."""
        for buffer in (*self._inputs, *self._outputs):
            self._library.LiteRtDestroyTensorBuffer(c_void_p(buffer))
        self._library.LiteRtDestroyCompiledModel(self._compiled)
        self._library.LiteRtDestroyModel(self._model)
        self._library.LiteRtDestroyEnvironment(self._environment)

    def _events(self) -> list[_Event]:
        count = c_int()
        self._call("LiteRtGetNumProfilerEvents", self._profiler, byref(count))
        if not 0 < count.value < _MOST_EVENTS:
            raise Untold(f"LiteRT has {count.value} events")
        events = (_Event * count.value)()
        self._call("LiteRtGetProfilerEvents", self._profiler, count, events)
        if not all(event.tag and event.kind > 0 for event in events):
            raise Untold("LiteRT's events are not as expected")
        return list(events)

    def _options(self) -> c_void_p:
        """One CPU, the profiler on; the library takes what is written here as TOML."""
        options = self._new("LiteRtCreateOptions")
        self._call("LiteRtSetOptionsHardwareAccelerators", options, _CPU)
        runtime = ctypes.CDLL(None)
        runtime.strdup.restype = c_void_p
        text = c_void_p(runtime.strdup(b"enable_profiling = true\n"))
        release = ctypes.cast(runtime.free, c_void_p)
        opaque = self._new("LiteRtCreateOpaqueOptions", b"runtime_options_string", text, release)
        self._call("LiteRtAddOpaqueOptions", options, opaque)
        return options

    def _buffers(self, kind: str) -> list[int]:
        """A buffer for each input or output of the model."""
        count = c_size_t()
        self._call(f"LiteRtGetNumSubgraph{kind}s", self._graph, byref(count))
        buffers = []
        for place in range(count.value):
            tensor = self._new(f"LiteRtGetSubgraph{kind}", self._graph, c_size_t(place))
            described = ctypes.create_string_buffer(_TYPE_BYTES)
            self._call("LiteRtGetRankedTensorType", tensor, described)
            name = f"LiteRtGetCompiledModel{kind}BufferRequirements"
            needed = self._new(name, self._compiled, c_size_t(0), c_size_t(place))
            create = "LiteRtCreateManagedTensorBufferFromRequirements"
            buffer = self._new(create, self._environment, described, needed).value
            assert buffer is not None
            buffers.append(buffer)
        return buffers

    def _fill(self, buffer: int, dtype: str, seed: int) -> None:
        """Sets an input."""
        import numpy as np

        size, memory = c_size_t(), c_void_p()
        self._call("LiteRtGetTensorBufferPackedSize", c_void_p(buffer), byref(size))
        values = np.zeros(size.value // np.dtype(dtype).itemsize, dtype)
        if dtype == "float32":
            values = np.random.default_rng(seed).standard_normal(values.size, np.float32)
        self._call("LiteRtLockTensorBuffer", c_void_p(buffer), byref(memory), _WRITE)
        ctypes.memmove(memory, values.ctypes.data, values.nbytes)
        self._call("LiteRtUnlockTensorBuffer", c_void_p(buffer))

    def _new(self, function: str, *arguments: Any) -> c_void_p:
        """What a function writes to its last argument."""
        made = c_void_p()
        self._call(function, *arguments, byref(made))
        return made

    def _call(self, function: str, *arguments: Any) -> None:
        try:
            status = getattr(self._library, function)(*arguments)
        except AttributeError:
            raise Untold(f"LiteRT has no {function}") from None
        if status != 0:
            raise Untold(f"{function} says {status}")


def _library() -> Any:
    """The C library in the package of LiteRT.

    Raises:
        Untold: there is none, or of a version that was not tried.
    """
    try:
        import ai_edge_litert

        found = version("ai-edge-litert")
    except ImportError as error:
        raise Untold(str(error)) from None
    if not found.startswith(_TRIED):
        raise Untold(f"the profiler of LiteRT {found} is not known to netlint")
    path = Path(str(ai_edge_litert.__file__)).parent / "libLiteRt.so"
    try:
        return ctypes.CDLL(str(path))
    except OSError as error:
        raise Untold(str(error)) from None
