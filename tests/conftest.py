"""What all tests share: stores, a rebuilt study, and which tests one worker of pytest-xdist runs together.

A store is started once for each worker that needs it and emptied before each test. Nothing here is skipped: a
server that cannot be started fails every test that asks for it.
"""

from __future__ import annotations

import gc
import importlib
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import neo4j
import pytest
from bench_study import make_bench
from click.testing import CliRunner
from neo4j.exceptions import DriverError
from quick_examples import USUAL

from kgraph.cli import main
from kgraph.store.cypher_names import quote
from kgraph.store.servers import leases
from kgraph.store.servers.file_lock import FileLock
from kgraph.store.servers.neo4j_server import NEWEST, neo4j_plan
from kgraph.study import Policy, Study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from types import ModuleType

    from playwright.sync_api import Browser

    from kgraph.store.connection import Connection
    from kgraph.store.servers.leases import Lease
    from kgraph.store.servers.server_plan import ServerPlan

ROOT = Path(__file__).resolve().parents[1]

# The shared stores, the parameters that name one, and the fixtures that start a program.
STORES = ("embedded", "neo4j", "newest")
NEO4J_STORES = ("neo4j", "newest")
STORE_PARAMETERS = ("any_store", "every_store", "kind", "server")
PROGRAMS = {"browser", "own_neo4j", "rebuilt_study", "run", *(f"{name}_server" for name in STORES)}

# Runs a server for as long as its standard input is open: it ends with the test run, however that ends.
KEEPER = """
import subprocess, sys
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
sys.stdin.read()
server.terminate()
server.wait()
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave out tests that start programs or are slow")


def pytest_configure(config: pytest.Config) -> None:
    # Servers of tests live for seconds or minutes: Java's second compiler costs more than it gives back. The
    # first one alone gets room for less code than a Neo4j compiles in a run, and throws out what it made.
    os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=128m")
    # No server outlives the test that started it.
    os.environ["KGRAPH_LINGER"] = "0"
    # The same examples in each run, so that a change is what makes a test fail; `make fuzz` draws new ones.
    # How long one takes is no matter: on a busy machine, any may take seconds.
    untimed = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.register_profile("repeated", untimed, derandomize=True)
    hypothesis.settings.register_profile("quick", untimed, derandomize=True, max_examples=USUAL // 4)
    hypothesis.settings.register_profile("drawn", untimed)
    profile = "quick" if config.getoption("--quick") else "repeated"
    hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", profile))


# First, because pytest-xdist reads the groups in the same hook and would find none.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        stores = stores_of(item)
        if stores & {*NEO4J_STORES} or "own_neo4j" in item.fixturenames:
            item.add_marker(pytest.mark.neo4j)
        if stores or PROGRAMS & {*item.fixturenames}:
            item.add_marker(pytest.mark.process)
        if item.get_closest_marker("xdist_group") is None:
            module = item.nodeid.partition("::")[0]
            item.add_marker(pytest.mark.xdist_group(next((n for n in NEO4J_STORES if n in stores), module)))
    if config.getoption("--quick"):
        left_out = {item for item in items if any(map(item.get_closest_marker, ("process", "slow")))}
        config.hook.pytest_deselected(items=[*left_out])
        items[:] = [item for item in items if item not in left_out]
    if config.getoption("numprocesses", None) or hasattr(config, "workerinput"):
        items.sort(key=urgency)


def pytest_collection_finish() -> None:
    # What exists now stays to the end, and the garbage collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    # Most of what a test makes is gone with it: look for garbage a fiftieth as often.
    gc.set_threshold(35_000, 10, 10)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:
    # A group is a suffix of a test's name. Without groups, every worker starts the servers of every module.
    if node.config.getoption("dist") == "loadgroup" and not all("@" in name for name in ids):
        pytest.exit("these versions of pytest and pytest-xdist do not group tests; see pyproject.toml", 4)


def stores_of(item: pytest.Item) -> set[str]:
    """Return the names of the shared stores that a test uses."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    names = {name for name in STORES if f"{name}_server" in item.fixturenames}
    return names | {value for name in STORE_PARAMETERS if (value := parameters.get(name)) in STORES}


def urgency(item: pytest.Item) -> int:
    """Rank what takes long before what fills the gaps at the end; workers take groups in this order."""
    groups = [mark.args[0] for mark in item.iter_markers("xdist_group")]
    if {*NEO4J_STORES} & {*groups}:
        return 0
    return 1 if item.get_closest_marker("slow") else 2 if item.get_closest_marker("process") else 3


@pytest.fixture(autouse=True)
def _no_program_in_a_quick_run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("this test starts a program; mark it with pytest.mark.process")

    if request.config.getoption("--quick"):
        monkeypatch.setattr(subprocess, "Popen", refuse)


@pytest.fixture(autouse=True)
def _no_store_from_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Make a directory once for all workers of a run: `once(name, make)` is where `make` made it.

    Who asks while another worker makes it waits. The directory is for reading; copy it to change it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name: str, make: Callable[[Path], object]) -> Path:
        target, lock = shared / name, FileLock(shared / f"{name}.lock")
        deadline = time.monotonic() + 900
        while not lock.acquire():
            assert time.monotonic() < deadline, f"another worker has been making {name} for fifteen minutes"
            time.sleep(0.1)
        try:
            if not target.exists():
                unfinished = shared / f"{name}.unfinished"
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                make(unfinished)
                unfinished.rename(target)
        finally:
            lock.release()
        return target

    return once


def _copy_study(directory: Path) -> None:
    """Copy the real study, with few draws so that tests are short."""
    ignored = shutil.ignore_patterns("build", ".kgraph")
    shutil.copytree(ROOT / "studies" / "skaraborg", directory, ignore=ignored)
    settings = directory / "study.toml"
    text, number = re.subn(r"draws = 200", "draws = 5", settings.read_text(encoding="utf-8"))
    assert number == 1
    settings.write_text(text, encoding="utf-8")


def _run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run kgraph in a process of its own: what it prints and how it exits is what a user sees."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NEO4J_")}
    environment |= {"COLUMNS": "120"} | (options.pop("env", None) or {})
    program = [sys.executable, "-P", "-c", "from kgraph.cli.program import run; run()"]
    options = {"timeout": 300, "check": False} | options
    return subprocess.run(
        [*program, *map(str, arguments)], env=environment, capture_output=True, text=True, **options
    )


@pytest.fixture(scope="session")
def copy_study() -> Callable[[Path], None]:
    """Copy the real study to a new directory, with few draws: `copy_study(directory)`."""
    return _copy_study


@pytest.fixture(scope="session")
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command in a process of its own: what it prints and how it exits is what a user sees."""
    return _run


@pytest.fixture(scope="session")
def invoke() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command in this process: the same text and exit code as `run` gives, many times faster."""
    outside = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")

    def invoke(
        *arguments: object, text: str | None = None, env: Mapping[str, str | None] | None = None
    ) -> subprocess.CompletedProcess[str]:
        runner = CliRunner(env={"COLUMNS": "120"} | dict.fromkeys(outside) | dict(env or {}))
        done = runner.invoke(main, [str(each) for each in arguments], prog_name="kgraph", input=text)
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    return invoke


@pytest.fixture(scope="session")
def rebuilt_study(
    once: Callable[[str, Callable[[Path], object]], Path],
) -> Callable[[Path], tuple[Path, subprocess.CompletedProcess[str]]]:
    """Copy the real study as a rebuild left it: `rebuilt_study(root)` makes `root/skaraborg`.

    It is rebuilt once for all workers, so that a rebuild of a copy has nothing to do. Each copy has a store
    of its own, not yet started. What the rebuild printed is returned too, with the paths of the copy.
    """

    def make(directory: Path) -> None:
        study = directory / "skaraborg"
        _copy_study(study)
        done = _run("rebuild", "--study", study, timeout=900)
        assert done.returncode == 0, done.stderr
        (directory / "stdout").write_text(done.stdout.replace(str(study), "{study}"), encoding="utf-8")
        (directory / "stderr").write_text(done.stderr, encoding="utf-8")

    def copy(root: Path) -> tuple[Path, subprocess.CompletedProcess[str]]:
        made = once("rebuilt", make)
        shutil.copytree(made / "skaraborg", root / "skaraborg")
        texts = [(made / name).read_text(encoding="utf-8") for name in ("stdout", "stderr")]
        texts = [text.replace("{study}", str(root / "skaraborg")) for text in texts]
        return root / "skaraborg", subprocess.CompletedProcess(["kgraph", "rebuild"], 0, *texts)

    return copy


@pytest.fixture(scope="session")
def filled(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The small study of `bench_study`, rebuilt, for reading; its store is not started."""
    return once("bench", make_bench) / "study"


@pytest.fixture(scope="session")
def embedded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """The embedded store's server, for the whole run; `.state` tells address and password."""
    lease = leases.start(tmp_path_factory.mktemp("embedded"), "embedded", heap="1g")
    yield lease
    lease.end()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """A real Neo4j 5.26 LTS server, for the whole run; its jars are fetched once per machine."""
    lease = leases.start(tmp_path_factory.mktemp("neo4j"), "neo4j", heap="1g")
    yield lease
    lease.end()


@pytest.fixture(scope="session")
def newest_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lease]:
    """The newest Neo4j, for the whole run."""
    lease = leases.start(tmp_path_factory.mktemp("newest"), "neo4j", heap="1g", version=NEWEST)
    yield lease
    lease.end()


@contextmanager
def _own_neo4j(home: Path, settings: Mapping[str, str], scheme: str = "bolt") -> Iterator[ServerPlan]:
    plan = neo4j_plan(home, heap="512m")
    configuration = home / "conf" / "neo4j.conf"
    # A server refuses a setting that is declared twice.
    kept = [
        line for line in configuration.read_text("utf-8").splitlines() if line.split("=")[0] not in settings
    ]
    lines = [*kept, *(f"{key}={value}" for key, value in settings.items())]
    configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")
    address = plan.uri.replace("bolt", scheme)
    new = not (home / "data").exists()
    with (home / "output.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-c", KEEPER, *plan.argv], stdin=subprocess.PIPE, stdout=log, stderr=log
        )
    try:
        password = plan.first_password if new else plan.password
        deadline = time.monotonic() + plan.seconds
        with neo4j.GraphDatabase.driver(address, auth=(plan.username, password)) as driver:
            while True:
                try:
                    if new:
                        change = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
                        driver.execute_query(change, old=password, new=plan.password, database_="system")
                    else:
                        driver.execute_query("RETURN 1", database_=plan.database)
                except DriverError:
                    assert keeper.poll() is None, (home / "output.log").read_text(encoding="utf-8")
                    assert time.monotonic() < deadline
                    time.sleep(0.1)
                else:
                    break
        yield plan
    finally:
        keeper.communicate()


@pytest.fixture(scope="session")
def own_neo4j() -> Callable[..., AbstractContextManager[ServerPlan]]:
    """Run a Neo4j 5.26 LTS with settings of its own: `own_neo4j(home, settings, scheme)` is its plan."""
    return _own_neo4j


@pytest.fixture(scope="session")
def _embedded_connection(embedded_server: Lease) -> Iterator[Connection]:
    with embedded_server.connect(retry=5) as connection:
        yield connection


@pytest.fixture(scope="session")
def _neo4j_connection(neo4j_server: Lease) -> Iterator[Connection]:
    with neo4j_server.connect(retry=5) as connection:
        yield connection


@pytest.fixture(scope="session")
def _newest_connection(newest_server: Lease) -> Iterator[Connection]:
    with newest_server.connect(retry=5) as connection:
        yield connection


@pytest.fixture
def embedded_store(_embedded_connection: Connection) -> Connection:
    """A connection to the embedded store, emptied."""
    return emptied(_embedded_connection)


@pytest.fixture
def neo4j_store(_neo4j_connection: Connection) -> Connection:
    """A connection to a real Neo4j, emptied."""
    return emptied(_neo4j_connection)


@pytest.fixture
def newest_store(_newest_connection: Connection) -> Connection:
    """A connection to the newest Neo4j, emptied."""
    return emptied(_newest_connection)


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def any_store(request: pytest.FixtureRequest) -> Connection:
    """A connection to either store in turn, emptied."""
    connection: Connection = request.getfixturevalue(f"{request.param}_store")
    return connection


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.neo4j) if name in NEO4J_STORES else name for name in STORES]
)
def every_store(request: pytest.FixtureRequest) -> Connection:
    """A connection to each of `STORES` in turn, emptied."""
    connection: Connection = request.getfixturevalue(f"{request.param}_store")
    return connection


def emptied(connection: Connection) -> Connection:
    """Take all nodes and relationships from a store, and all constraints but those that kgraph makes itself.

    A change of constraints makes Neo4j plan every query anew, which took half of the processor time of tests.
    """
    connection.execute("MATCH (n) DETACH DELETE n")
    for constraint in connection.read("SHOW CONSTRAINTS"):
        if not constraint["name"].startswith("kgraph_"):
            connection.execute(f"DROP CONSTRAINT {quote(constraint['name'])} IF EXISTS")
    return connection


@pytest.fixture(scope="session")
def script() -> Callable[[str], ModuleType]:
    """A script of tools/, which is no package: `script(name)` is its module."""

    def script(name: str) -> ModuleType:
        sys.path.insert(0, str(ROOT / "tools"))
        try:
            return importlib.import_module(name)
        finally:
            sys.path.remove(str(ROOT / "tools"))

    return script


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    from playwright.sync_api import sync_playwright

    path = next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )
    if path is None:
        pytest.fail("no Chromium on this machine; install one (for instance: apt-get install chromium)")
    arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


@pytest.fixture
def make_study(tmp_path: Path) -> Callable[..., Study]:
    """Return a function that writes files and returns the study that they make up."""

    def make(files: dict[str, str | bytes], **policy: object) -> Study:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Study(
            root=tmp_path,
            id="t",
            title={"en": "T"},
            base="https://w3id.org/kgraph/study/t/",
            sources=tuple(name for name in files if not name.startswith(("contexts/", "copies/", "shapes/"))),
            policy=Policy(**policy),  # type: ignore[arg-type]
        )

    return make
