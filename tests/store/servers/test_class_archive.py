"""The archive of classes that makes later starts of the embedded store faster."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kgraph.store.servers import embedded
from kgraph.store.servers.class_archive import class_archive
from kgraph.store.servers.supervisor import ServerRequest, Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.process


def start(home: Path) -> str:
    """Start an embedded server, stop it, and return the options that it was started with."""
    supervisor = Supervisor(ServerRequest("embedded", str(home), "512m", lasting=False, version=""))
    try:
        supervisor.start()
        return (home / "java.args").read_text(encoding="utf-8")
    finally:
        supervisor.stop()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The archive that a first start leaves in a cache of its own."""
    root = tmp_path_factory.mktemp("archive")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KGRAPH_CACHE", str(root / "cache"))
        assert "ArchiveClassesAtExit" in start(root / "first")
        cache = root / "cache" / "class-archives"
        assert list(cache.glob("*.new")) == []
        (archive,) = (path for path in cache.glob("*.jsa") if "runtime" not in path.name)
        yield archive


@pytest.mark.parametrize("damage", ["none", "truncated", "garbled"])
def test_second_start_uses_the_archive_of_the_first(archive: Path, tmp_path: Path, damage: str) -> None:
    data = archive.read_bytes()
    if damage == "truncated":
        archive.write_bytes(data[: len(data) // 2])
    elif damage == "garbled":
        archive.write_bytes(bytes(64) + data[64:])
    try:
        options = start(tmp_path)
        assert f"{archive}" in options
        assert "ArchiveClassesAtExit" not in options
    finally:
        archive.write_bytes(data)


def test_an_environment_with_the_same_files_uses_the_same_archive(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java, jars = embedded._installation()
    # With the times of the files, as links have them.
    shutil.copytree(jars.parent, tmp_path / "elsewhere", symlinks=True)
    moved = [tmp_path / "elsewhere" / path.relative_to(jars.parent) for path in (java, jars)]
    monkeypatch.setattr(embedded, "_installation", lambda: (*moved,))
    # Java ends where it cannot use all of the archive.
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xshare:on")
    options = start(tmp_path / "home")
    assert f"{archive}" in options
    assert "ArchiveClassesAtExit" not in options
    assert f"{moved[1]}" in options


def test_no_archive_where_the_cache_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KGRAPH_CACHE", str(tmp_path / "file"))
    assert class_archive(Path("/usr/bin/java"), tmp_path, ()) is None
    assert "jsa" not in start(tmp_path / "home")
