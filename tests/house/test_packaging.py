"""The distribution holds what the repository holds, and runs without the repository."""

import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = {"kgraph": "kgraph"} | {name: f"kgraph.{name}" for name in ("loaders", "ontology", "studies")}


def settings():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]


def packages_on_disk():
    for directory, package in SHIPPED.items():
        for path in sorted((ROOT / directory).rglob("__init__.py")):
            parts = path.parent.relative_to(ROOT / directory).parts
            yield ".".join((package, *parts))


def test_the_package_list_is_what_is_on_disk():
    assert sorted(settings()["packages"]) == sorted(packages_on_disk())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    directory = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(directory)]
    subprocess.run([*command, str(ROOT)], check=True, timeout=300)
    return next(directory.glob("*.whl"))


def data_files():
    kinds = {".ttl", ".trig", ".toml", ".jsonld", ".rq", ".cypher", ".j2", ".css", ".js", ".csv", ".xml"}
    skipped = {"build", ".kgraph", "__pycache__"}
    for directory, package in SHIPPED.items():
        for path in sorted((ROOT / directory).rglob("*")):
            inside = path.relative_to(ROOT / directory)
            if path.is_file() and path.suffix in kinds and not skipped & set(inside.parts):
                yield "/".join((*package.split("."), *inside.parts))


@pytest.mark.process
def test_the_wheel_holds_every_data_file(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert [name for name in data_files() if name not in names] == []


@pytest.mark.process
@pytest.mark.slow
def test_the_wheel_rebuilds_the_study_in_an_empty_environment(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=True)
    binaries = tmp_path / "env" / "bin"
    # Python compiles what it imports; compiling all that is installed would take longer than the rest.
    install = [str(binaries / "python"), "-m", "pip", "--quiet", "install", "--no-compile"]
    install.append(f"{wheel}[embedded]")
    subprocess.run(install, check=True, timeout=900)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ours = ("NEO4J_", "PYTHON")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}

    def kgraph(*arguments):
        command = [str(binaries / "kgraph"), *arguments]
        return subprocess.run(
            command, cwd=elsewhere, env=environment, capture_output=True, text=True, timeout=600, check=False
        )

    help_text = kgraph("--help")
    assert help_text.returncode == 0
    assert "rebuild" in help_text.stdout
    made = kgraph("new", "mine", "--from", "skaraborg")
    assert made.returncode == 0, made.stderr
    study_file = elsewhere / "mine" / "study.toml"
    text = study_file.read_text(encoding="utf-8")
    assert "replicates = 200" in text
    study_file.write_text(text.replace("replicates = 200", "replicates = 5"), encoding="utf-8")
    built = kgraph("rebuild", "--study", "mine")
    assert built.returncode == 0, built.stderr
    assert (elsewhere / "mine" / "build" / "report.html").stat().st_size > 10_000
    assert "Göliska IT" in built.stdout
