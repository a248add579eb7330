"""The lines of a file of statements: which belong together, and what takes their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.errors import KgraphError, Location
from kgraph.loaders.common.file_edits import EditConflictError
from kgraph.loaders.editing.line_edits import lines_form, plan_lines
from kgraph.loaders.editing.statement_lines import statement_spans

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.study import Study

TRIG = """\ufeff@prefix : <https://e.org/a.b#> .\r
# A full stop. And [ brackets (.\r
:g {\r
    :a :size 1.5 ; :says "A. B [" , '''two.\r
lines } .''' ;\r
        :in [ :of ( :b. :c ) {| :sure 0.8 . |} ] .\r
\r
    :d.e :is :f . :g :is :h\r
}\r
"""


def test_statements_end_where_a_parser_ends_them() -> None:
    assert list(statement_spans(TRIG)) == [(1, 1), (3, 3), (4, 6), (8, 8), (8, 9)]
    assert list(statement_spans('<s> <p> "open .\n<t> <p> 1 .')) == [(1, 1), (2, 2)]


def test_lines_are_shown_and_replaced_and_all_other_bytes_kept(make_study: Callable[..., Study]) -> None:
    study = make_study({"a.trig": TRIG})
    form = lines_form(study, Location("a.trig", line=5))
    assert (form.first, form.line, form.text.split("\n")[-1]) == (
        4,
        5,
        "        :in [ :of ( :b. :c ) {| :sure 0.8 . |} ] .",
    )
    assert (form.before[0], form.after) == (
        "@prefix : <https://e.org/a.b#> .",
        ("", "    :d.e :is :f . :g :is :h", "}"),
    )
    # Lines that were put above them meanwhile move them, and are kept.
    (study.root / "a.trig").write_bytes(f"# New\n{TRIG}".encode())
    edit, end = plan_lines(study, Location("a.trig", line=4), form.text, "    :a :size 2 .\r\n")
    above, below = TRIG[: TRIG.index("    :a")], TRIG[TRIG.index("\r\n    :d") :]
    assert edit.after == f"# New\n{above}    :a :size 2 .\r\n{below}".encode()
    assert end == Location("a.trig", line=5)
    gone, _ = plan_lines(study, Location("a.trig", line=4), form.text, "")
    assert b":size" not in (gone.after or b"")
    with pytest.raises(EditConflictError, match="changed after they were shown"):
        plan_lines(study, Location("a.trig", line=4), ":a :size 3 .", ":a :size 4 .")


@pytest.mark.parametrize("name", ["../study.toml", "b.trig", "study.toml", "a.ttl.gz"])
def test_only_files_of_the_study_are_shown(make_study: Callable[..., Study], name: str) -> None:
    with pytest.raises(KgraphError, match="no file of RDF statements"):
        lines_form(make_study({"a.trig": TRIG}), Location(name, line=1))
    with pytest.raises(KgraphError, match="no longer there"):
        lines_form(make_study({"a.trig": TRIG}), Location("a.trig", line=99))
