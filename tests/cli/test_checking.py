"""`netlint check` on many models: several processes, the cache, models that are broken."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from netlint import pipeline
from netlint.choices import OPTION, Choices
from netlint.cli import checking, saying
from netlint.cli.checking import Checks
from netlint.cli.sharing import Reading
from netlint.config import Settings
from netlint.readers import registry
from tests.models import MOBILENET, dense_model, write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def models(tmp_path) -> Path:
    """Five small models in a folder, one of them damaged, one of a class that is not known."""
    folder = tmp_path / "models"
    folder.mkdir()
    for index in range(3):
        write(folder, f"m{index}.json", dense_model(name=f"fc{index}"))
    write(folder, "m1a.json", dense_model(extra="Mystery"))
    (folder / "m1b.h5").write_bytes(b"no HDF5")
    return folder


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
@pytest.mark.parametrize("jobs", ["2", "9"])
def test_several_processes_say_the_same_to_the_byte(run, models, form, jobs):
    one = run("check", "models", "nothing.h5", "--format", form, "--jobs", "1", "--no-cache")
    assert one[0] == 2
    several = ("check", "models", "nothing.h5", "--format", form, "--jobs", jobs, "--no-cache")
    assert run(*several) == one
    kept = ("check", "models", "nothing.h5", "--format", form)
    assert run(*kept) == one
    assert run(*kept) == one, "from the cache"


def test_a_folder_is_checked_in_the_order_of_its_files(run, models):
    document = json.loads(run("check", "models", "--format", "json")[1])
    assert [Path(each["file"]).name for each in document["models"]] == [
        "m0.json", "m1.json", "m1a.json", "m2.json",
    ]  # fmt: skip
    assert [Path(each["file"]).name for each in document["failed"]] == ["m1b.h5"]


def test_a_model_named_twice_is_checked_once(run, models):
    arguments = ["models/m0.json"] * 2 + ["models/m0*"]
    document = json.loads(run("check", *arguments, "--format", "json")[1])
    assert document["summary"]["checked"] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the reader is replaced in a copied process")
def test_a_file_that_crashes_its_process_is_one_failed_model(run, models, monkeypatch):
    read = registry.read_network

    def crash(source, shapes):
        if str(source).endswith("m1.json"):
            os.kill(os.getpid(), signal.SIGKILL)
        return read(source, shapes)

    monkeypatch.setattr(pipeline, "read_network", crash)
    code, out, err = run("check", "models", "--jobs", "2", "--format", "json")
    assert code == 2
    document = json.loads(out)
    assert [Path(each["file"]).name for each in document["models"]] == [
        "m0.json", "m1a.json", "m2.json",
    ]  # fmt: skip
    assert err.splitlines()[0] == (
        f"netlint: error: {Path('models/m1.json')}: the process that read it ended (SIGKILL); "
        "the file is damaged, or there is not enough memory"
    )
    assert len(err.splitlines()) == 2


def test_a_bug_in_another_process_is_a_line(run, models, monkeypatch):
    monkeypatch.setattr(pipeline, "inspect", lambda *_: 1 / 0)
    code, _, err = run("check", "models/m0.json", "models/m1.json", "--jobs", "2", "--exit-zero")
    assert code == 2
    assert all("internal error: " in line and "ZeroDivision" in line for line in err.splitlines())


def test_a_model_without_rules_does_not_stop_the_others(run, models, tmp_path):
    (tmp_path / "netlint.toml").write_text(
        '[[overrides]]\nmodels = ["m0.json"]\nignore = ["*"]\n', encoding="utf-8"
    )
    for arguments in (["--jobs", "1"], ["--jobs", "2"], []):
        code, out, err = run("check", "models", "--format", "json", *arguments)
        assert code == 2
        assert "no rule is in force for models" in err.splitlines()[0]
        assert json.loads(out)["summary"]["checked"] == 3


def reads(monkeypatch) -> list[str]:
    """The models that are read from now on."""
    done = []
    analyze = pipeline.analyze

    def counted(source, **options):
        done.append(Path(source).name)
        return analyze(source, **options)

    monkeypatch.setattr(pipeline, "analyze", counted)
    return done


def test_what_was_found_before_is_not_read_again(run, models, monkeypatch):
    done = reads(monkeypatch)
    first = run("check", "models/*.json")
    assert done == ["m0.json", "m1.json", "m1a.json", "m2.json"]
    assert run("check", "models/*.json") == first
    assert len(done) == 4
    write(models, "m1.json", dense_model(name="other"))
    run("check", "models/*.json")
    assert done[4:] == ["m1.json"]
    run("check", "models/m0.json", "--no-cache")
    assert done[5:] == ["m0.json"]


@pytest.mark.parametrize(
    "options",
    [
        ["--limit", "G1.error=11"],
        ["--ignore", "G1"],
        ["--batch", "2"],
        ["--max-params", "1M"],
        ["--deck", "hygiene"],
    ],
)
def test_other_questions_are_asked_anew(run, models, monkeypatch, options):
    run("check", "models/m0.json")
    done = reads(monkeypatch)
    run("check", "models/m0.json", *options)
    assert done == ["m0.json"]
    run("check", "models/m0.json", *options, "--show", "info", "--fail-on", "info")
    assert done == ["m0.json"], "what is shown, and what fails, is no other question"


def test_a_rule_that_changes_is_asked_anew(run, models, tmp_path):
    rule = tmp_path / "rules" / "shufflenetv2" / "g1.toml"
    assert "25 is above 10" in run("check", "models/m0.json")[1]
    rule.write_text(rule.read_text().replace("error = 10", "error = 20", 1))
    assert "25 is above 20" in run("check", "models/m0.json")[1]


def test_with_plugins_nothing_is_kept(run, models, monkeypatch, cache_dir):
    monkeypatch.setattr("netlint.plugins.load_plugins", lambda _: None)
    run("check", "models/m0.json", "--plugin", "ours.layers")
    assert not cache_dir.exists()


def test_what_cannot_be_checked_is_not_kept(run, models, cache_dir):
    run("check", "models/m1b.h5")
    assert not cache_dir.exists()


def test_long_work_is_shared_out_and_short_work_is_not(run, models, monkeypatch):
    done = reads(monkeypatch)
    monkeypatch.setattr("netlint.pool.processors", lambda: 2)
    run("check", "models/*.json", "--no-cache")
    assert len(done) == 4, "all of it here"
    monkeypatch.setattr(checking, "_PAYS", 0)
    run("check", "models/*.json", "--no-cache")
    assert len(done) == 6, "the first two here, the others elsewhere"
    monkeypatch.setattr("netlint.pool.processors", lambda: 1)
    run("check", "models/*.json", "--no-cache")
    assert len(done) == 10, "one processor"


def test_progress_counts_what_other_processes_have_done(run, models, monkeypatch):
    run("check", "models/m0.json")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(saying, "_EVERY", 0)
    err = run("check", "models/*.json", "--jobs", "2")[2]
    numbers = [int(part[1]) for part in err.split("\r\x1b[K") if part]
    assert numbers == sorted(numbers)
    assert numbers[-1] == 4


def test_the_work_can_be_sent_to_a_process_that_starts_from_nothing(models, tmp_path):
    reading = Reading(None, {"": (4,)}, ())
    checks = Checks(Settings(), Choices(OPTION, select=("G1",)), reading)
    again = pickle.loads(pickle.dumps(checks))  # noqa: S301 -- our own
    model = str(models / "m0.json")
    assert again.tell(model) == checks.tell(model)
    assert again.tell("nothing.h5") == ("", "error: nothing.h5: no such file; check the path")


def test_what_was_found_before_needs_no_reader(tmp_path, cache_dir):
    code = f"from netlint.cli import main; main(['check', {str(MOBILENET)!r}])"
    code += "; import sys; print(*sys.modules, file=sys.stderr)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    runs = [
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout
    first, second = (set(each.stderr.split()) for each in runs)
    heavy = {"h5py", "numpy", "networkx", "netlint.pipeline", "netlint.linting", "netlint.readers"}
    assert "netlint.pipeline" in first
    assert second & heavy == set()


def _wait_for_workers(process):
    """Until the work has begun: how long Python takes to start depends on the machine."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(200):
        if children.is_file() and children.read_text(encoding="utf-8").split():
            break
        time.sleep(0.05)
    time.sleep(0.2)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_ends_every_process_and_says_so(models, cache_dir):
    for index in range(500):  # seconds of work
        shutil.copyfile(MOBILENET, models / f"large{index:03}.json")
    command = [sys.executable, "-m", "netlint", "check", "models", "--jobs", "2", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command,
        cwd=models.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )
    _wait_for_workers(process)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == "netlint: interrupted"
    assert "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
