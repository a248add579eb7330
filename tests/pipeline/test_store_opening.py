"""A rebuild opens the store while it reads the study, and a refused study leaves the store as it was."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from kgraph.errors import KgraphError, SourceError
from kgraph.pipeline import full_build
from kgraph.pipeline.closed_reading import study_graph
from kgraph.pipeline.store_opening import StoreOpening
from kgraph.store.readback import read_graph
from kgraph.store.servers.file_lock import FileLock
from kgraph.store.servers.leases import look
from kgraph.store.servers.server_plan import LOCK_FILE
from kgraph.store.servers.store_choice import embedded_home
from kgraph.study import Study, load_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.store.connection import Connection


def home_of(study: Study) -> Path:
    home = embedded_home(study, None)
    assert home is not None
    return home


def not_opened() -> Connection:
    raise AssertionError("the store was opened")


@pytest.mark.process
def test_a_study_that_is_refused_while_its_store_opens_leaves_it_as_it_was(
    tmp_path: Path,
    rebuilt_study: Callable[[Path], tuple[Path, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    study = load_study(rebuilt_study(tmp_path)[0])
    home = home_of(study)
    before = study_graph(study, None, not_opened)

    def refuse_when_open(*_: object) -> None:
        deadline = time.monotonic() + 60
        while look(home) is None:
            assert time.monotonic() < deadline, "the store is not opened before the study is read"
            time.sleep(0.05)
        raise SourceError("refused")

    monkeypatch.setattr(full_build, "prepare", refuse_when_open)
    with pytest.raises(SourceError, match="refused"):
        full_build.run(study)
    # The supervisor holds this until the server has ended and its files are sealed.
    lock = FileLock(home / LOCK_FILE)
    while not lock.acquire():
        time.sleep(0.05)
    lock.release()
    after = study_graph(study, None, not_opened)
    assert list(after.nodes(data=True)) == list(before.nodes(data=True))
    assert after.graph == before.graph
    opening = StoreOpening(study, None)
    with opening.opened() as (connection, ready):
        assert ready.marker["build"] == before.graph["build"]
        assert len(read_graph(connection)) == len(before)
    opening.end()


def test_a_study_that_is_refused_at_first_leaves_no_store(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(
        '[study]\nid = "s"\ntitle = { en = "S" }\nbase = "https://example.org/s/"\nsources = ["a.ttl"]\n',
        encoding="utf-8",
    )
    (tmp_path / "a.ttl").write_text("no Turtle", encoding="utf-8")
    study = load_study(tmp_path)
    with pytest.raises(KgraphError):
        full_build.run(study)
    assert not home_of(study).exists()
