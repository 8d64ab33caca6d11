"""Which targets are meant: those of the options, else those of the configuration."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from netlint.cli.targeting import target_option
from netlint.config import Settings
from netlint.errors import NetlintError, UsageError
from netlint.policies import target_of, targets_of
from netlint.targets import TargetError, loading
from tests.targets import write_target

NOTHING = Settings()


@pytest.fixture
def built_in(tmp_path, monkeypatch):
    """Two targets that come with netlint, as far as these tests are concerned."""
    monkeypatch.setattr(loading, "data_folder", tmp_path.joinpath)
    for name in ("big", "small"):
        write_target(tmp_path / "rules" / "targets", name)


def ids(named, settings=NOTHING):
    return [target.id for target in targets_of(named, settings)]


def configured(folder: Path, *names: str) -> Settings:
    return Settings(file=folder / "netlint.toml", target=names)


def test_without_any_there_is_none():
    assert targets_of((), NOTHING) == ()
    assert target_of((), NOTHING) is None


def test_names_and_files(built_in, tmp_path):
    write_target(tmp_path, "mine")
    assert ids(("small", "mine.toml")) == ["small", "mine"]


def test_options_go_before_the_configuration(built_in, tmp_path):
    assert ids(("big",), configured(tmp_path, "small")) == ["big"]
    assert ids((), configured(tmp_path, "small")) == ["small"]


def test_paths_of_the_configuration_start_from_its_folder(tmp_path):
    write_target(tmp_path / "project" / "chips", "mine")
    assert ids((), configured(tmp_path / "project", "chips/mine.toml")) == ["mine"]


def test_the_same_one_twice_counts_once(tmp_path):
    write_target(tmp_path, "mine")
    assert ids(("mine.toml", "./mine.toml", "mine.toml")) == ["mine"]


def test_two_of_one_name_are_refused(tmp_path):
    write_target(tmp_path / "a", "mine")
    write_target(tmp_path / "b", "mine")
    with pytest.raises(UsageError, match=r"two targets are called 'mine': a.mine.toml and b.mine"):
        targets_of(("a/mine.toml", "b/mine.toml"), NOTHING)


def test_a_wrong_name_says_what_there_is(built_in):
    with pytest.raises(TargetError, match=r"no target 'smal'; did you mean 'small'\?"):
        targets_of(("smal",), NOTHING)


def test_a_wrong_name_in_the_configuration_names_the_file(built_in, tmp_path):
    with pytest.raises(TargetError) as caught:
        targets_of((), configured(tmp_path, "gone.toml"))
    assert str(caught.value).startswith(f"{tmp_path / 'netlint.toml'}: 'target': the target 'gone")


def test_a_command_that_takes_one_refuses_two(built_in):
    with pytest.raises(UsageError, match="--target: one at a time here, not small and big"):
        target_of(("small", "big"), NOTHING)


def test_a_command_that_takes_one_takes_the_first_of_the_configuration(built_in, tmp_path):
    found = target_of((), configured(tmp_path, "small", "big"))
    assert found is not None
    assert found.id == "small"


def test_the_option_can_be_repeated(built_in):
    @click.command()
    @target_option
    def command(targets):
        click.echo(",".join(targets))

    run = CliRunner().invoke(command, ["--target", "a", "--target", "b.toml"])
    assert run.output == "a,b.toml\n"


def test_a_target_that_cannot_be_read_is_one_error(tmp_path):
    write_target(tmp_path, "bad", "name = 1")
    with pytest.raises(NetlintError, match=r"^bad\.toml"):
        targets_of(("bad.toml",), NOTHING)
