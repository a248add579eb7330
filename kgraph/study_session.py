"""The work done on an open study: checked, rebuilt, compared, exported.

Imports of heavy libraries stand inside the methods, so that a command loads only what it uses.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.held_where import ReadingChoice
from kgraph.pipeline.progress import silent
from kgraph.stored_study import StoredStudy
from kgraph.study import MAPPING_ENDING, load_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Self

    from kgraph.analysis.analysis_results import Analysis
    from kgraph.analysis.kept_results import KeptAnalysis
    from kgraph.ask.plain_answers import PlainAnswers
    from kgraph.ask.query_names import KnownNames
    from kgraph.loaders.book_merging.book_merge import MergeResult
    from kgraph.loaders.evidence.anchor_check import AnchorCheck
    from kgraph.loaders.evidence.anchor_making import MadeAnchor
    from kgraph.loaders.export.workbook_export import WorkbookPlan
    from kgraph.loaders.migration.study_migration import StudyMigration
    from kgraph.loaders.sync.build_diff import Difference
    from kgraph.pipeline.directory import Rebuilt
    from kgraph.pipeline.prepare import Checked
    from kgraph.pipeline.progress import Progress
    from kgraph.pipeline.rebuild import Planned
    from kgraph.pipeline.research_package.package_making import MadePackage
    from kgraph.pipeline.study_edits import StudyEdits
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study
    from kgraph.words.text import Text


class StudySession(StoredStudy):
    """The work done on an open study."""

    @cached_property
    def plain(self) -> PlainAnswers:
        """The same queries with answers in plain columns and records, which need no pandas."""
        from kgraph.ask.plain_answers import PlainAnswers

        return PlainAnswers(self)

    @cached_property
    def edits(self) -> StudyEdits:
        """Edits of the study's own files: decisions on who is who, cells, new things."""
        from kgraph.pipeline.study_edits import StudyEdits

        return StudyEdits(self.study.root)

    def apart(self) -> Self:
        """Return the study as its files are now, with a connection of its own to the same store."""
        return type(self)(load_study(self.study.root), self._address)

    def rebuild(self, progress: Progress = silent, *, statements: str | None = None) -> Rebuilt:
        """Read ``study.toml`` again and rebuild; see :func:`kgraph.pipeline.repair.rebuild_sound`.

        `statements` says where they are held meanwhile, ``"memory"`` or ``"disk"``; by default it depends on
        the size of the source files. What is built is the same.
        """
        from kgraph.pipeline.repair import rebuild_sound

        self._reload()
        return rebuild_sound(self._holding(statements), self._address, progress)

    def plan_rebuild(self, progress: Progress = silent, *, statements: str | None = None) -> Planned:
        """Return what a rebuild would do, and do nothing; `statements` is as for a rebuild."""
        from kgraph.pipeline.rebuild import plan_only

        self._reload()
        return plan_only(self._holding(statements), self._address, progress)

    def validate(self, progress: Progress = silent, *, statements: str | None = None) -> Checked:
        """Check the sources against the rules and return the findings; `statements` is as for a rebuild.

        Raises
        ------
        SourceError
            A file that cannot be read.
        """
        from kgraph.pipeline.prepare import check

        return check(self._holding(statements), progress)

    def _holding(self, statements: str | None) -> Study:
        return replace(self.study, reading=ReadingChoice.held(statements)) if statements else self.study

    def anchors_of_list(self, table: Path, documents: Path | None = None) -> list[MadeAnchor]:
        """Return an anchor for each phrase of a list; see `kgraph.loaders.evidence.anchor_making`."""
        from kgraph.loaders.evidence.anchor_making import anchors_of_list
        from kgraph.loaders.evidence.document_texts import LocalCopies

        return anchors_of_list(table, LocalCopies(self.study.root, documents))

    def fill_anchors(self, documents: Path | None = None, progress: Progress = silent) -> list[MadeAnchor]:
        """Write anchors in place of the phrases that the study's files give as ``kg:anchor "?phrase"``."""
        from kgraph.loaders.evidence.anchor_making import fill_anchors

        return fill_anchors(self._as_read(progress), self.study, documents)

    def check_anchors(self, documents: Path | None = None, progress: Progress = silent) -> AnchorCheck:
        """Look up every anchor in the local copy of its document."""
        from kgraph.loaders.evidence.anchor_check import check_anchors

        return check_anchors(self._as_read(progress), self.study, documents)

    def evidence_summary(self, progress: Progress = silent) -> list[tuple[str, int, int]]:
        """Return how many documents have an address and how many statements can be walked back."""
        from kgraph.loaders.evidence.coverage import evidence_coverage

        return evidence_coverage(self._as_read(progress)).rows()

    def _as_read(self, progress: Progress) -> StudyDataset:
        """Return the statements as the files have them, whether or not they are valid."""
        from kgraph.loaders.reading import read_study

        self._reload()
        return read_study(self.study, lambda name, done, total: progress("Reading sources", done, total))

    def kept_analysis(self, *questions: str) -> KeptAnalysis | None:
        """Return what the last build found; None if analysing the store's graph may find something else.

        Parameters
        ----------
        *questions : str
            As for :meth:`kgraph.api.OpenStudy.analyse`; all when there is none.
        """
        from kgraph.pipeline.kept_analysis import kept_analysis

        kept = kept_analysis(self.study, self._address, lambda: self.graph)
        return None if kept is None else kept.about(questions)

    def status(self) -> dict[str, Any]:
        """Return what the store holds, and whether it is complete and of the last build."""
        from kgraph.pipeline.store_report import store_state

        return store_state(self.study, self._address)

    def changes(self, before: str | None = None, after: str | None = None) -> Difference:
        """Return the changes between two kept builds in full; :meth:`diff` has them as a table."""
        from kgraph.pipeline.comparison import difference

        return difference(self.study, before, after)

    def export(
        self,
        path: Path,
        form: str | None = None,
        *,
        annotations: bool = False,
        language: str | None = None,
        say: Callable[[Text], None] = lambda _: None,
    ) -> list[Path]:
        """Write what the store holds to a file, or to a directory of CSV files, and return the paths.

        Parameters
        ----------
        path : Path
            The file or directory.
        form : str, optional
            Format such as ``"graphml"``; by the file's ending when absent.
        annotations : bool
            Write evidence as annotated triples of RDF 1.2; for Turtle, TriG, N-Triples and N-Quads.
        language : {"sv", "en"}, optional
            Language of a workbook, as for :meth:`plan_workbook`.
        say : callable, optional
            Called with each sentence on what a workbook holds and cannot hold, before it is written.

        Raises
        ------
        UsageError
            An unknown format.
        """
        from kgraph.loaders.export.graph_export import EXPORTS, export
        from kgraph.loaders.export.workbook_export import WORKBOOK
        from kgraph.pipeline.mapping_sets import IDENTITY_SET, MAPPING_SETS, write_mapping_set

        mappings = path.name.endswith(MAPPING_ENDING)
        if form is None:
            entities = path.name.lower().endswith((".ftm.json", ".ijson"))
            form = IDENTITY_SET if mappings else "ftm" if entities else path.suffix.lstrip(".") or "csv"
        if form in MAPPING_SETS:
            return [write_mapping_set(self.study, form, path)]
        if form == WORKBOOK:
            if annotations:
                raise UsageError("a workbook has no annotated triples", hint="Leave out --annotations.")
            plan = self.plan_workbook(path, language)
            for line in plan.lines():
                say(line)
            return plan.write()
        if form not in EXPORTS:
            forms = ", ".join([*EXPORTS, WORKBOOK, *MAPPING_SETS])
            raise UsageError(f"no export called {form!r}", hint=f"Formats: {forms}.")
        return export(self.connection, form, path, annotations=annotations)

    def package(self, path: Path | None = None, *, with_sources: bool = False) -> MadePackage:
        """Write a research package of the last build; see `kgraph.pipeline.research_package`.

        Parameters
        ----------
        path : Path, optional
            A new directory, or a file that ends in ``.zip``; one under ``build/`` when absent.
        with_sources : bool
            Put in all sources, whatever their licence and whoever they name.
        """
        from kgraph.pipeline.research_package.package_making import make_package

        return make_package(self.study, path, with_sources=with_sources)

    def plan_workbook(self, path: Path, language: str | None = None) -> WorkbookPlan:
        """Return a workbook of what the store holds, in the form of the template, and write nothing yet.

        ``lines()`` of the result says what the workbook cannot hold; ``write()`` writes it, and that beside
        it.

        Parameters
        ----------
        path : Path
            The workbook.
        language : {"sv", "en"}, optional
            Language of sheets, headings and concepts; by default the first of the study that is one of these.

        Raises
        ------
        UsageError
            The path is a source of the study.
        StoreError
            The store holds no complete build.
        """
        from kgraph.loaders.export.workbook_export import plan_workbook
        from kgraph.loaders.sync.store_state import read_store

        first = next((each for each in self.study.languages if each in ("sv", "en")), "en")
        return plan_workbook(read_store(self.connection), self.study, path, language or first)

    def plan_migration(self) -> StudyMigration:
        """Return what has to change in the sources for this version of the ontology, and do nothing.

        ``apply()`` of the result writes the files.
        """
        from kgraph.loaders.migration.study_migration import plan_migration

        return plan_migration(self.study)

    def names(self) -> KnownNames:
        """Return the labels, relationship types and properties of the ontology and the store."""
        from kgraph.ask.query_names import KnownNames

        return KnownNames.of_ontology().with_store(self.connection)

    def schema_json(self) -> dict[str, Any]:
        """Return labels, relationship types, properties and patterns in full, as JSON values."""
        from kgraph.ask.schema_tables import schema_json
        from kgraph.store.store_schema import read_schema

        return schema_json(read_schema(self.connection))

    def draw_schema(self, path: Path) -> Path:
        """Draw the schema to a file: ``.svg``, ``.html``, or ``.mmd`` (Mermaid).

        Raises
        ------
        UsageError
            Another ending, or a file that cannot be written.
        """
        from kgraph.ask.schema_picture import draw, schema_graph

        return draw(schema_graph(self.connection), self.plain.schema().records, path)

    def write_scores(self, analysis: Analysis) -> int:
        """Write the scores of an analysis to the store as node properties; return the number of nodes."""
        from kgraph.analysis.analyse import scores
        from kgraph.store.node_scores import write_scores

        return write_scores(self.connection, scores(analysis), analysis.build)

    def write_report(self, path: Path | None = None, *, language: str | None = None) -> Path:
        """Write the report of the last rebuild again and return its path.

        Parameters
        ----------
        path : Path, optional
            The file; ``build/report.html`` when absent.
        language : {"sv", "en"}, optional
            The study's first when absent.

        Raises
        ------
        UsageError
            There is no build yet, or the store holds another one.
        """
        from kgraph.pipeline.directory import Results
        from kgraph.pipeline.pages import write_study_report

        graph, content = self.graph, Results(self.study).content()
        return write_study_report(self.study, graph, content, path=path, language=language)


def merge_books(
    base: Path, mine: Path, yours: Path, out: Path | None = None, *, language: str = "en"
) -> MergeResult:
    """Merge two edited copies of a workbook, or of a directory of CSV files, as ``kgraph merge`` does."""
    from kgraph.loaders.book_merging.book_merge import merge_books

    return merge_books(base, mine, yours, out, language=language)
