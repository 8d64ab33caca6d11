"""What starting netlint loads: nothing that is slow to import, unless it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.models import MOBILENET

HEAVY = ("tensorflow", "keras", "plotly", "pandas", "numpy", "networkx", "rich", "h5py", "jinja2")
LIST = "; import sys; print(*sorted({name.split('.')[0] for name in sys.modules}))"


def loaded(code: str) -> set[str]:
    """The top-level modules that a fresh process has loaded after some code."""
    command = [sys.executable, "-c", code + LIST]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "code",
    [
        "import netlint.cli",
        "import netlint",
        "import netlint.pipeline",
        "from netlint.cli import main; main(['analyze', '--help'])",
    ],
)
def test_a_start_is_light(code):
    assert not loaded(code).intersection(HEAVY)


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown"])
def test_analysing_an_architecture_loads_none_of_them(form):
    arguments = ["analyze", str(MOBILENET), "--format", form]
    assert not loaded(f"from netlint.cli import main; main({arguments})").intersection(HEAVY)


def test_a_file_waits_neither_for_the_built_in_networks_nor_for_the_rules():
    arguments = ["analyze", str(MOBILENET), "--format", "json"]
    code = (
        f"from netlint.cli import main; main({arguments}); import sys; names = sorted(sys.modules)"
    )
    command = [sys.executable, "-c", code + "; print(*(n for n in names if 'netlint' in n))"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    modules = done.stdout.splitlines()[-1].split()
    assert "netlint.writers.json" in modules
    slow = ("netlint.zoo.", "netlint.decks", "netlint.facts", "netlint.writers.checks")
    assert [name for name in modules if name.startswith(slow)] == []


def test_checking_loads_the_format_that_is_wanted_and_no_other():
    code = "import sys; from netlint.cli import main; main(['check', 'zoo:ghostnet'])"
    command = [sys.executable, "-c", code + "; print(*sorted(sys.modules))"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    modules = set(done.stdout.splitlines()[-1].split())
    prefix = "netlint.writers.checks."
    assert prefix + "text" in modules
    assert not {prefix + name for name in ("sarif", "junit", "gitlab", "markdown")} & modules
    assert "xml.etree" not in modules


def test_the_list_can_fail():
    assert "pandas" in loaded("import netlint.cli, pandas")
