"""The package as it is installed: from a wheel, and from a checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from netlint import __version__
from netlint.errors import NetlintError
from netlint.resources import data_folder

pytestmark = pytest.mark.slow  # builds the wheel

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """A wheel of the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A folder with the wheel installed, apart from the checkout."""
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*command, "--target", str(target), str(wheel)], check=True)
    return target


def in_wheel(installed: Path, code: str) -> str:
    """What some code prints with the installed wheel first on the path."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment, cwd=installed
    )
    return done.stdout.strip()


def test_the_wheel_holds_code_types_rules_and_reports(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read(f"netlint-{__version__}.dist-info/METADATA").decode()
    assert {
        "netlint/__init__.py",
        "netlint/py.typed",
        "netlint/readers/keras/build.py",
        "netlint/writers/analysis-1.schema.json",
        "netlint/rules/README.md",
        "netlint/reports/notebook.html.j2",
        f"netlint-{__version__}.dist-info/licenses/LICENSE",
    } <= names
    assert not [name for name in names if name.startswith(("tests/", "rules/", "reports/"))]
    assert "Requires-Python: >=3.11" in metadata


def test_tensorflow_is_an_extra(wheel):
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"netlint-{__version__}.dist-info/METADATA").decode()
    required = re.findall(r"^Requires-Dist: ([\w-]+)([^\n]*)", metadata, re.MULTILINE)
    core = {name for name, rest in required if "extra ==" not in rest}
    assert core == {
        "click", "h5py", "jinja2", "networkx", "numpy", "pandas", "platformdirs", "plotly", "rich",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["rules", "reports"])
def test_resources_from_the_wheel(installed, name):
    code = f"from netlint.resources import data_folder; print(data_folder({name!r}))"
    assert Path(in_wheel(installed, code)) == installed / "netlint" / name


def test_the_wheel_works(installed):
    code = (
        "import netlint; r = netlint.analyze({!r}); print(netlint.__file__);"
        "print(r.totals.params, 'conv_pw_13' in r._repr_html_())"
    ).format(str(ROOT / "netlint" / "zoo" / "mobilenet_v1.json"))
    where, what = in_wheel(installed, code).splitlines()
    assert Path(where).is_relative_to(installed)
    assert what == "4253864 True"


@pytest.mark.parametrize("name", ["rules", "reports"])
def test_resources_from_the_checkout(name):
    assert data_folder(name) == ROOT / name


def test_packaged_folders_go_before_the_checkout(tmp_path):
    package = tmp_path / "netlint"
    (package / "rules").mkdir(parents=True)
    (tmp_path / "rules").mkdir()
    assert data_folder("rules", package) == package / "rules"
    with pytest.raises(NetlintError, match="'reports' is missing from the installation"):
        data_folder("reports", package)


def test_continuous_integration_runs_the_command_of_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^pip install -e .*$", readme, re.MULTILINE)
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command in script.splitlines()


def test_the_version_is_in_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" in project["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def test_pytest_finds_the_fixture_of_the_wheel(installed, tmp_path):
    (tmp_path / "test_it.py").write_text(
        "def test_it(netlint):\n    netlint.assert_clean('zoo:mobilenet_v1')\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr
