"""A Keras callback that checks a model before it is trained.

For Keras 3 and for `tf_keras`; neither is imported before a callback is made.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import TYPE_CHECKING, Any, Literal, Self

from netlint.checks import check
from netlint.errors import CheckFailed, ModelError, NetlintError, UsageError

if TYPE_CHECKING:
    from netlint.findings import CheckReport

_KERAS = ("keras", "tf_keras")


class LintCallback:
    """Checks the model when training begins: `model.fit(..., callbacks=[LintCallback()])`.

    It is a `Callback` of every Keras that is loaded when it is made. A model that knows no input
    shape before its first batch cannot be checked: begin it with an `Input`.

    Attributes:
        report: what the rules say of the model; None before training begins.
    """

    report: CheckReport | None

    def __new__(cls, *_arguments: Any, **_options: Any) -> Self:
        """An instance of a class that has the Kerases' own callbacks as bases too."""
        made: Self = object.__new__(type(cls.__name__, (cls, *_callbacks()), {}))
        return made

    def __init__(self, on_findings: Literal["raise", "warn"] = "raise", **options: Any) -> None:
        """Says what to check, and what to do about a model that does not pass.

        Args:
            on_findings: `raise` an error, so that no training begins, or `warn` and go on.
            **options: as for `netlint.check`: `select`, `limits`, `fail_on`, `name`, ...

        Raises:
            netlint.errors.UsageError: `on_findings` is neither.
        """
        if on_findings not in ("raise", "warn"):
            raise UsageError(f"LintCallback: on_findings is 'raise' or 'warn', not {on_findings!r}")
        for base in type(self).__bases__[1:]:
            base.__init__(self)  # type: ignore[misc]  # of bases that are known here only
        self.report = None
        self._raises = on_findings == "raise"
        self._options = options

    @property
    def model(self) -> Any:
        """The model that is trained; Keras sets it."""
        return self._model

    @model.setter
    def model(self, model: Any) -> None:
        self._model = model

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002 -- Keras's signature
        """Checks the model.

        Raises:
            netlint.errors.CheckFailed: it does not pass.
            netlint.errors.ModelError: it cannot be checked.
            netlint.errors.UsageError: an option or the configuration cannot be followed.
        """
        try:
            self.report = check(self.model, **self._options)
            if not self.report.passed:
                raise CheckFailed(self.report)
        except (CheckFailed, ModelError) as error:
            if self._raises:
                raise
            warnings.warn(f"netlint: {error}", stacklevel=2)


def _callbacks() -> list[type[Any]]:
    """The class `Callback` of every Keras that is loaded; of one that is installed, if none is.

    Raises:
        NetlintError: Keras is not installed.
    """
    names = [name for name in _KERAS if name in sys.modules] or [_installed()]
    return [importlib.import_module(f"{name}.callbacks").Callback for name in names]


def _installed() -> str:
    from importlib.util import find_spec

    for name in _KERAS:
        if find_spec(name) is not None:
            return name
    raise NetlintError("LintCallback needs Keras: pip install keras, or tf_keras")
