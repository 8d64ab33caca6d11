"""The pytest plugin: a fixture that checks models in tests.

```python
def test_model(netlint):
    netlint.assert_clean("model.h5", select=["G1"])
```

It is loaded in every run of pytest where netlint is installed, so it imports nothing until the
fixture is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import os

    from netlint.findings import CheckReport


@dataclass(frozen=True, slots=True)
class Netlint:
    """Checks of models by the project's rules.

    Attributes:
        folder: where the configuration is looked for, and above it.
    """

    folder: Path

    def check(self, source: str | os.PathLike[str] | Any, **options: Any) -> CheckReport:
        """What the rules say of a model.

        Args:
            source: the path of a model file, the name of a built-in network, or a live Keras model.
            **options: as for `netlint.check`.

        Raises:
            netlint.errors.NetlintError: the model cannot be read, or an option not be followed.
        """
        from netlint.checks import check

        return check(source, **{"config": self.folder, **options})

    def assert_clean(self, source: str | os.PathLike[str] | Any, **options: Any) -> None:
        """Fails the test where a model does not pass; the message is the report.

        Args:
            source: as for `check`.
            **options: as for `netlint.check`.

        Raises:
            netlint.errors.CheckFailed: it does not pass.
            netlint.errors.NetlintError: the model cannot be read, or an option not be followed.
        """
        __tracebackhide__ = True
        from netlint.checks import assert_clean
        from netlint.errors import CheckFailed, NetlintError

        try:
            assert_clean(source, **{"config": self.folder, **options})
        except (CheckFailed, NetlintError) as error:
            raise error.with_traceback(None) from None  # what happened in here helps nobody


@pytest.fixture(scope="session")
def netlint(pytestconfig: pytest.Config) -> Netlint:
    """Checks of models by design rules: `netlint.assert_clean("model.h5", select=["G1"])`."""
    return Netlint(pytestconfig.rootpath)
