"""The wheel and the source distribution hold what the repository holds, and run without the repository."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from kgraph.version import VERSION

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
def sdist(tmp_path_factory):
    """The source distribution, unpacked."""
    directory = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "build", "--sdist", "--outdir", str(directory), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    with tarfile.open(next(directory.glob("*.tar.gz"))) as archive:
        archive.extractall(directory, filter="data")
    return next(path for path in directory.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def wheel(sdist, tmp_path_factory):
    """The wheel, built from the source distribution: a build directory in the repository may be stale."""
    directory = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(directory)]
    subprocess.run([*command, str(sdist)], check=True, timeout=300)
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
def test_what_is_uploaded_is_described_as_an_index_wants_it(sdist, wheel):
    files = [next(sdist.parent.glob("*.tar.gz")), wheel]
    command = [sys.executable, "-m", "twine", "check", "--strict", *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    # Outside of the repository, a link or a picture needs a whole address.
    described = (sdist / "PKG-INFO").read_text(encoding="utf-8").partition("\n\n")[2]
    links = re.findall(r"\]\(([^)]+)\)", described)
    assert f"https://example.org/kgraph/raw/v{VERSION}/docs/images/gallery/collaboration.png" in links
    assert [link for link in links if not link.startswith(("https://", "#"))] == []


@pytest.mark.process
def test_the_source_distribution_holds_every_package_and_data_file(sdist):
    names = {path.relative_to(sdist).as_posix() for path in sdist.rglob("*")}
    repository = {package: directory for directory, package in SHIPPED.items()}
    for package, directory in repository.items():
        inside = package.replace(".", "/") + "/"
        for name in data_files():
            owner = max(
                (each for each in repository if name.startswith(each.replace(".", "/") + "/")), key=len
            )
            if owner == package:
                assert f"{directory}/{name.removeprefix(inside)}" in names
        for path in (ROOT / directory).rglob("*.py"):
            assert path.relative_to(ROOT).as_posix() in names


@pytest.mark.process
def test_the_source_distribution_holds_what_a_packager_builds_and_tests_with(sdist):
    # From the archive: other tests build and run in the unpacked directory.
    with tarfile.open(next(sdist.parent.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"CHANGELOG.md", "CITATION.cff", "Makefile", "docs/index.md", "notebooks", "tests/conftest.py"}
    assert wanted - names == set()
    made = {"node_modules", ".kgraph", "__pycache__", ".venv"}
    assert [name for name in names if made & set(name.split("/"))] == []


def readme_lines(first):
    """The commands of the block of README.md that begins with a command, without comments."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(rf"^```console\n({re.escape(first)}.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r"\s+# .*$", "", line) for line in block.splitlines()]


def shell(command, place, environment):
    done = subprocess.run(
        command,
        shell=True,
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def run_readme_lines(commands, place, environment, build=None):
    """Run the commands of the README that make a study, with fewer draws, and return what each printed.

    `make demo` analyses the study with as many draws as it asks for. Of the same input, the new study takes
    over the analysis in `build`, which another study has left.
    """
    output = []
    for command in commands:
        output.append(shell(command, place, environment))
        settings = place / "my-study" / "study.toml"
        if command.startswith("kgraph new "):
            text, number = re.subn(r"draws = \d+", "draws = 5", settings.read_text(encoding="utf-8"))
            assert number == 1
            settings.write_text(text, encoding="utf-8")
            if build is not None:
                shutil.copytree(build, settings.with_name("build"))
    return output


def empty_environment(directory):
    """Make a virtual environment with nothing but pip, and return the variables that activate it."""
    venv.create(directory, with_pip=True)
    return activated(directory)


def activated(directory):
    """Return the variables that activate a virtual environment."""
    ours = ("NEO4J_", "PYTHON", "VIRTUAL_ENV")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    path = f"{directory / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return inherited | {"PATH": path, "PIP_NO_COMPILE": "1", "PIP_QUIET": "1"}


def check_the_study(place, output):
    assert (place / "build" / "report.html").stat().st_size > 10_000
    assert "Göliska IT" in output


@pytest.fixture(scope="module")
def wheels(wheel, tmp_path_factory):
    """A folder with the wheel and those of all that the README's line installs."""
    directory = tmp_path_factory.mktemp("wheels")
    install, *_ = readme_lines("pip install ")
    (extras,) = re.findall(r"\[.*\]", install)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(directory)]
    subprocess.run([*command, f"{wheel}{extras}"], check=True, timeout=900)
    return directory


@pytest.fixture(scope="module")
def installed_wheel(wheels, tmp_path_factory):
    """An environment into which the README's line installed the wheel from a folder, without a network."""
    directory = tmp_path_factory.mktemp("wheel-env")
    install, *_ = readme_lines("pip install ")
    line = install.replace('".[', '"kgraph-collab[') + f' --no-index --find-links "{wheels}"'
    shell(line, directory, empty_environment(directory / "env"))
    return directory / "env"


def environment_with_dependencies(installed, directory):
    """Make an environment that shares the files of the dependencies in another, and lacks kgraph itself."""
    venv.create(directory, with_pip=False)
    (ours,), (theirs,) = (each.glob("lib/python*/site-packages") for each in (directory, installed))
    shutil.rmtree(ours)
    shutil.copytree(theirs, ours, copy_function=os.link)
    script = (installed / "bin" / "pip").read_text(encoding="utf-8").replace(str(installed), str(directory))
    (directory / "bin" / "pip").write_text(script, encoding="utf-8")
    (directory / "bin" / "pip").chmod(0o755)
    variables = activated(directory)
    shell("pip uninstall --yes kgraph-collab", directory, variables)
    assert not (ours / "kgraph").exists()
    return variables


@pytest.fixture(scope="module")
def made_by_wheel(installed_wheel, tmp_path_factory):
    """The study that the README's lines make with the wheel, and what the last of them printed."""
    place = tmp_path_factory.mktemp("made-by-wheel")
    _, *commands = readme_lines("pip install ")
    output = run_readme_lines(commands, place, activated(installed_wheel))
    return place / "my-study", output[-1]


@pytest.mark.process
@pytest.mark.slow
def test_the_install_lines_of_the_readme_work_with_the_wheel(installed_wheel, made_by_wheel, tmp_path):
    # uvx and pipx look for a program with the name of the package.
    assert "rebuild" in shell("kgraph-collab --help", tmp_path, activated(installed_wheel))
    check_the_study(*made_by_wheel)


@pytest.mark.process
@pytest.mark.slow
def test_the_install_lines_of_the_readme_work_in_the_sources_and_so_does_make_demo(
    sdist, installed_wheel, made_by_wheel, tmp_path
):
    # Installing the dependencies a second time would tell nothing new: pip finds them in place.
    environment = environment_with_dependencies(installed_wheel, tmp_path / "env")
    made, _ = made_by_wheel
    output = run_readme_lines(readme_lines("pip install "), sdist, environment, made / "build")
    check_the_study(sdist / "my-study", output[-1])
    # `make demo` has its own environment; it is given the one just filled, which saves fetching all again.
    clone = tmp_path / "clone"
    left_out = shutil.ignore_patterns(".*", "build", "dist", "site", "__pycache__", "*.egg-info")
    shutil.copytree(ROOT, clone, ignore=left_out)
    demo, test = readme_lines("make ")
    check_the_study(
        clone / "studies" / "skaraborg", shell(f"{demo} VENV={tmp_path / 'env'}", clone, environment)
    )
    # The tests that `make test` runs are these.
    assert "-m pytest" in shell(f"{test} --dry-run", clone, environment)
