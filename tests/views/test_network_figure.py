"""Figures for slides and papers: no font to look for, the same bytes each time, the important named."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from kgraph.errors import UsageError
from kgraph.pipeline.pages import ViewChoice, write_study_figures
from kgraph.views.network_figure import FIGURE_SHAPES, draw_view
from kgraph.views.positions import place
from kgraph.views.view_selection import select_view

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

    from kgraph.study import Study
    from kgraph.views.page_content import PageSetting


@pytest.mark.parametrize(
    "shape",
    [pytest.param(each, marks=[pytest.mark.slow] if each != "16:9" else []) for each in FIGURE_SHAPES],
)
def test_a_view_becomes_an_svg_and_a_pdf_with_the_same_bytes_each_time(
    graph: nx.MultiDiGraph, make_study: Callable[..., Study], shape: str
) -> None:
    study = make_study({})
    first = write_study_figures(study, graph, ViewChoice("services"), shape)
    assert [path.suffix for path in first] == [".svg", ".pdf"]
    svg, pdf = [path.read_bytes() for path in first]
    assert b"<text" not in svg
    assert b"/FontFile2" in pdf
    assert b"/Subtype /Image" not in pdf
    width, height = FIGURE_SHAPES[shape].width * 72, FIGURE_SHAPES[shape].height * 72
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    assert box is not None
    assert [float(side) for side in box.groups()] == pytest.approx([width, height], abs=0.1)
    again = write_study_figures(study, graph.copy(), ViewChoice("services"), shape)
    assert [path.read_bytes() for path in again] == [svg, pdf]


def test_the_busiest_are_named_and_the_legend_tells_kinds_and_dashes(
    graph: nx.MultiDiGraph, setting: PageSetting
) -> None:
    for name in ("full", "decisions"):
        view = select_view(graph, name)
        figure = draw_view(view, place(view), setting.words, FIGURE_SHAPES["column"], "en")
        named = [text.get_text().replace("\n", " ") for text in figure.axes[0].texts]
        legend = [text.get_text() for text in figure.legends[0].get_texts()]
        if name == "full":
            assert "The IT federation" in named[:3]
            assert {"Municipality", "Stated", "Inferred", "Disputed"} <= set(legend)
        else:
            assert {"2019", "2020", "2021"} <= set(named)
            years = [
                text for text in figure.axes[0].texts if text.get_visible() and text.get_text()[:2] == "20"
            ]
            boxes = [text.get_window_extent() for text in years]
            assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
            assert "Decision" in legend


def test_what_is_no_figure_is_refused(graph: nx.MultiDiGraph, make_study: Callable[..., Study]) -> None:
    study = make_study({})
    with pytest.raises(UsageError, match="no figure of shape '4:3'"):
        write_study_figures(study, graph, ViewChoice("services"), "4:3")
    with pytest.raises(UsageError, match=r"a figure is no \.png") as caught:
        write_study_figures(study, graph, ViewChoice("services"), "column", study.root / "a.png")
    assert caught.value.hint == "End the name with .svg or .pdf."
