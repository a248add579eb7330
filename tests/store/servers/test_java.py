"""The right one of the installed Java runtimes is found."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from kgraph.errors import StoreError
from kgraph.store.servers import java

if TYPE_CHECKING:
    from pathlib import Path


def test_oldest_java_that_will_do_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, version in (("a", "21.0.1"), ("b", "1.8.0_392"), ("c", "17.0.9"), ("d", "25")):
        program = tmp_path / name / "bin" / "java"
        program.parent.mkdir(parents=True)
        program.touch()
        (tmp_path / name / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    monkeypatch.setattr(java, "_PLACES", (f"{tmp_path}/*",))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert java.find_java(17).parts[-3] == "c"
    assert java.find_java(18).parts[-3] == "a"
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "d"))
    assert java.find_java(22).parts[-3] == "d"
    with pytest.raises(StoreError, match="no Java 26 or later"):
        java.find_java(26)
