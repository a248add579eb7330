"""The archive of classes that makes later starts of the embedded store faster."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.store.servers.class_archive import class_archive
from kgraph.store.servers.supervisor import ServerRequest, Supervisor

pytestmark = pytest.mark.process


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KGRAPH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "class-archives"


def start(home: Path) -> str:
    """Start an embedded server, stop it, and return the options that it was started with."""
    supervisor = Supervisor(ServerRequest("embedded", str(home), "512m", lasting=False, version=""))
    try:
        supervisor.start()
        return (home / "java.args").read_text(encoding="utf-8")
    finally:
        supervisor.stop()


def archive_in(cache: Path) -> Path:
    (archive,) = (path for path in cache.glob("*.jsa") if "runtime" not in path.name)
    return archive


@pytest.mark.parametrize("damage", ["none", "truncated", "garbled"])
def test_second_start_uses_the_archive_of_the_first(cache: Path, tmp_path: Path, damage: str) -> None:
    assert "ArchiveClassesAtExit" in start(tmp_path / "first")
    archive = archive_in(cache)
    assert list(cache.glob("*.new")) == []
    data = bytearray(archive.read_bytes())
    if damage == "truncated":
        archive.write_bytes(data[: len(data) // 2])
    elif damage == "garbled":
        data[:64] = bytes(64)
        archive.write_bytes(data)
    options = start(tmp_path / "second")
    assert f"{archive}" in options
    assert "ArchiveClassesAtExit" not in options


def test_no_archive_where_the_cache_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KGRAPH_CACHE", str(tmp_path / "file"))
    assert class_archive(Path("/usr/bin/java"), tmp_path) is None
    assert "jsa" not in start(tmp_path / "home")
