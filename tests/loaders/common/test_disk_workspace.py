"""Statements on disk: gone after the build, cleared after a kill, and a full disk told in a sentence."""

from __future__ import annotations

import gc
import os
import random
import shutil
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kgraph.errors import KgraphError
from kgraph.loaders.common import disk_workspace
from kgraph.loaders.common.disk_workspace import DiskWorkspace, space_watched
from kgraph.rdf.workspace import fill

if TYPE_CHECKING:
    from pathlib import Path


def test_the_directory_goes_with_the_workspace(tmp_path: Path) -> None:
    workspace = DiskWorkspace(tmp_path)
    store = workspace.new_store()
    name = ox.NamedNode("urn:x")
    fill(store, (ox.Quad(name, name, ox.Literal(number), name) for number in range(10)))
    assert len(store) == 10
    assert list(workspace.directory.iterdir())
    del store, workspace
    gc.collect()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.process
def test_what_a_killed_process_left_goes_with_the_next_and_that_of_others_stays(tmp_path: Path) -> None:
    program = f"""
        import os, signal
        from pathlib import Path
        from kgraph.loaders.common.disk_workspace import DiskWorkspace
        workspace = DiskWorkspace(Path({str(tmp_path)!r}))
        store = workspace.new_store()
        os.kill(os.getpid(), signal.SIGKILL)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    [left] = [path for path in tmp_path.iterdir() if path.is_dir()]
    first = DiskWorkspace(tmp_path)
    second = DiskWorkspace(tmp_path)
    assert not left.exists()
    assert first.directory.is_dir()
    assert second.directory.is_dir()


def test_lines_sorted_on_disk_are_in_the_order_of_those_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_workspace, "SORTED_AT_ONCE", 7)
    draw = random.Random(1)
    for number in (0, 7, 14, 100):
        lines = ["".join(draw.choices("abåé\u2028\U0001f600 ", k=3)) for _ in range(number)]
        workspace = DiskWorkspace(tmp_path)
        found = [line.decode() for line in workspace.sorted_lines(line.encode() for line in lines)]
        assert found == sorted(lines)


@pytest.mark.process
def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    """On a real small disk, which a process of its own mounts where it may; the system's words elsewhere."""
    program = """
        import sys
        from pathlib import Path
        import pyoxigraph as ox
        from kgraph.errors import KgraphError
        from kgraph.loaders.common.disk_workspace import DiskWorkspace, space_watched
        from kgraph.rdf.workspace import fill
        place, name = Path(sys.argv[1]), ox.NamedNode("urn:x")
        try:
            with space_watched(place):
                workspace = DiskWorkspace(place)
                texts = (ox.Literal(f"{n} " + "x" * 90) for n in range(200_000))
                fill(workspace.new_store(), (ox.Quad(name, name, text, name) for text in texts))
        except KgraphError as error:
            print(error)
    """
    mounted = 'mount -t tmpfs -o size=4m none "$2" && exec "$0" -c "$1" "$2"'
    command = ["unshare", "-rm", "sh", "-c", mounted, sys.executable, textwrap.dedent(program), str(tmp_path)]
    text = ""
    if shutil.which("unshare"):
        text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    if not text:
        told = OSError(
            f"IO error: No space left on device: While appending to file: {tmp_path}: No space left on device"
        )
        with pytest.raises(KgraphError) as refused, space_watched(tmp_path):
            raise told
        text = str(refused.value)
    lines = text.strip().split(os.linesep)
    assert "the statements cannot be held on disk: No space left on device" in lines[0]
    assert lines[1] == "Free some space or make the directory writable, or choose --statements memory."


def test_faults_of_other_files_are_left_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), space_watched(tmp_path / "inner"):
        (tmp_path / "absent").read_bytes()
