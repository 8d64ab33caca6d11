"""What GitHub's runner, GitLab's runner and pre-commit do with the files that netlint ships."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
GITLAB = yaml.safe_load((ROOT / "ci" / "netlint.gitlab-ci.yml").read_text())
BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
"""How GitHub's runner starts `shell: bash` (docs.github.com, "Workflow syntax", shell)."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a step did.

    Attributes:
        code: its exit code.
        out: what it printed.
        err: the same on standard error.
        summary: what it added to the job summary.
        outputs: what it set for later steps.
    """

    code: int
    out: str
    err: str
    summary: str = ""
    outputs: dict[str, str] | None = None


def environment(folder: Path) -> dict[str, str]:
    """Variables under which `netlint` and `python` are those of the tests."""
    commands = folder / "bin"
    commands.mkdir(parents=True, exist_ok=True)
    python = shlex.quote(sys.executable)
    for name, start in (("netlint", f"{python} -m netlint"), ("python", python)):
        command = commands / name
        command.write_text(f'#!/bin/sh\nexec {start} "$@"\n')
        command.chmod(0o755)
    mine = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
    path = f"{commands}{os.pathsep}{mine['PATH']}"
    return {**mine, "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(folder)}


def step(name: str) -> dict:
    """A step of the action."""
    return next(each for each in ACTION["runs"]["steps"] if each.get("name") == name)


def inputs(**given: str) -> dict[str, str]:
    """The action's inputs with their defaults; hyphens are underscores here."""
    known = {key: entry["default"] for key, entry in ACTION["inputs"].items()}
    stated = {key.replace("_", "-"): value for key, value in given.items()}
    assert stated.keys() <= known.keys()
    return {**known, **stated}


def run_step(name: str, workspace: Path, folder: Path, **given: str) -> Ran:
    """Runs a step of the action as GitHub's runner does.

    Args:
        name: the step's.
        workspace: the repository.
        folder: for the runner's own files.
        **given: inputs.
    """
    done = step(name)
    stated = inputs(**given)
    files = {key: folder / key.lower() for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("")
    variables = {
        **environment(folder),
        **{key: str(file) for key, file in files.items()},
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_WORKSPACE": str(workspace),
        "RUNNER_TEMP": str(folder),
        **{key: _filled(value, stated) for key, value in done["env"].items()},
    }
    script = folder / "script.sh"
    script.write_text(done["run"])
    place = workspace / _filled(done.get("working-directory", "."), stated)
    ran = _run([*BASH, str(script)], place, variables)
    lines = files["GITHUB_OUTPUT"].read_text().splitlines()
    outputs = dict(line.split("=", 1) for line in lines)
    return Ran(ran.code, ran.out, ran.err, files["GITHUB_STEP_SUMMARY"].read_text(), outputs)


def uploads(given: dict[str, str], sarif: str, *, fork: bool | None) -> bool:
    """Whether the action's last step runs.

    Args:
        given: all inputs.
        sarif: what the step before says of the file.
        fork: of a pull request, whether it comes from a fork; None: it is no pull request.
    """
    words = step("Upload SARIF")["if"].replace("&&", " and ").replace("always()", "True")
    words = re.sub(r"inputs\.([\w-]+)", lambda found: repr(given[found[1]]), words)
    words = words.replace("steps.check.outputs.sarif", repr(sarif))
    words = words.replace("github.event.pull_request.head.repo.fork", repr(fork))
    return bool(eval(words.replace("!= true", "!= True"), {}))  # noqa: S307 -- our own


def run_gitlab_job(project: Path, folder: Path, **variables: str) -> Ran:
    """Runs the script of the GitLab job."""
    job = GITLAB[".netlint"]
    stated = {**environment(folder), **job["variables"], "CI_PROJECT_DIR": str(project)}
    return _run(["sh", "-ec", "\n".join(job["script"])], project, {**stated, **variables})


def hook_repository(folder: Path) -> tuple[Path, str]:
    """A repository with netlint's hooks, and its revision."""
    repository = folder / "hooks"
    repository.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", repository)
    git(repository, "init", "-q")
    return repository, commit(repository, "hooks")


def run_hook(project: Path, folder: Path, *arguments: str) -> Ran:
    """Runs pre-commit."""
    variables = {**environment(folder), "PRE_COMMIT_HOME": str(folder / "pre-commit")}
    command = [sys.executable, "-m", "pre_commit", "run", "--color", "never", *arguments]
    return _run(command, project, variables)


def git(repository: Path, *arguments: str) -> str:
    """Runs git without anybody's configuration."""
    who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
    nobody = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", *who, *arguments]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=repository, env=nobody
    )
    return done.stdout.strip()


def commit(repository: Path, message: str) -> str:
    """Commits everything, and returns the revision."""
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", message)
    return git(repository, "rev-parse", "HEAD")


def _run(command: list[str], folder: Path, variables: dict[str, str]) -> Ran:
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=folder, env=variables
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def _filled(text: str, stated: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: stated[found[1]], text)
