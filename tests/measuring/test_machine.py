"""What is known of the machine: its processor's name, its engine, how fast it copies."""

from __future__ import annotations

import platform

import pytest

from netlint.measuring import machine


@pytest.fixture
def cpuinfo(tmp_path):
    def written(text):
        file = tmp_path / "cpuinfo"
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
        return file

    return written


@pytest.fixture
def python_says(monkeypatch):
    def says(processor="", kind=""):
        monkeypatch.setattr(platform, "processor", lambda: processor)
        monkeypatch.setattr(platform, "machine", lambda: kind)

    return says


def test_linux_tells_the_processor(cpuinfo):
    file = cpuinfo(
        "processor\t: 0\nmodel\t\t: 85\nmodel name\t: Xeon  Gold 6148\nmodel name : other\n"
    )
    assert machine._processor(file) == "Xeon Gold 6148"


def test_where_linux_does_not_python_does(cpuinfo, python_says):
    arm = cpuinfo("processor : 0\nCPU architecture: 8\n")  # no model name on ARM
    python_says("", "aarch64")
    assert machine._processor(arm) == "aarch64"
    python_says("arm", "arm64")
    assert machine._processor(arm) == "arm"
    assert machine._processor(arm.with_name("gone")) == "arm"  # no Linux


def test_and_where_nobody_does_it_has_a_name_all_the_same(cpuinfo, python_says):
    python_says()
    assert machine._processor(cpuinfo("model name :   \n")) == "this machine"


def test_a_name_fits_a_target_file(cpuinfo):
    name = machine._processor(cpuinfo("model name : " + "very " * 50 + "\udcff\n"))
    assert len(name) <= 60
    assert name.startswith("very very")


def test_the_engine_has_its_version(monkeypatch):
    monkeypatch.setattr(machine, "version", lambda package: {"ai-edge-litert": "9.9"}[package])
    assert machine.this_machine().engine == "LiteRT 9.9"


def test_an_engine_without_a_version_says_so():
    assert machine._version("no-such-package-anywhere") == "(version unknown)"


def test_copying_is_measured(monkeypatch):
    monkeypatch.setattr(machine, "_COPIES", 3)
    assert 10**7 < machine._copying() < 10**13


def test_the_fastest_of_several_tries_counts(monkeypatch):
    ticks = iter([0.0, 8.0, 8.0, 9.0, 9.0, 11.0, 11.0, 15.0, 15.0, 19.0])  # 8, 1, 2, 4, 4 s
    monkeypatch.setattr(machine.time, "perf_counter", lambda: next(ticks))
    monkeypatch.setattr(machine, "_COPIES", 1)
    assert machine._copying() == 2 * 256 * 1024
