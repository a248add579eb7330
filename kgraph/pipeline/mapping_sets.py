"""Mapping sets in SSSOM: a study's decisions on who is who, and the alignments of the ontology."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.atomic_files import write_aside
from kgraph.loaders.export.alignment_mappings import alignment_mappings
from kgraph.loaders.identity.mapping_decisions import decisions_of, identity_mappings
from kgraph.namespaces import SKOS
from kgraph.pipeline.research_package.licence_terms import own_licences
from kgraph.pipeline.study_choices import page_language
from kgraph.words.text import nearest_text

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

IDENTITY_SET, ALIGNMENT_SET = "sssom", "sssom-alignments"
MAPPING_SETS = (IDENTITY_SET, ALIGNMENT_SET)


def mapping_set(study: Study, form: str, described: ox.Store | None = None) -> bytes:
    """Return a mapping set as SSSOM/TSV.

    Parameters
    ----------
    study : Study
        The study.
    form : {"sssom", "sssom-alignments"}
        Its decisions on identity, or the alignments of the ontology.
    described : pyoxigraph.Store, optional
        Statements that give names to what is decided on.

    Raises
    ------
    SourceError
        The study's decisions cannot be read.
    """
    if form == ALIGNMENT_SET:
        return alignment_mappings()
    language = page_language(study)

    def label(iri: str) -> str:
        """Return what a thing is called in the study's language."""
        if described is None:
            return ""
        quads = described.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(SKOS + "prefLabel"), None, None)
        values = sorted((quad.object for quad in quads if isinstance(quad.object, ox.Literal)), key=str)
        return nearest_text({value.language or "": value.value for value in values}, language)

    licence = next((each.iri for each in own_licences(study)), "")
    return identity_mappings(study, decisions_of(study)[0], label, licence)


def write_mapping_set(study: Study, form: str, path: Path) -> Path:
    """Write a mapping set to a file and return its path; names come from the sources as they were written."""
    from kgraph.loaders.reading import read_study

    # A store on disk is there as long as its data set.
    described = read_study(study) if form == IDENTITY_SET else None
    return write_aside(path, [mapping_set(study, form, described.store if described else None)])
