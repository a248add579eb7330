"""The years of a view, played: by themselves, stopped, and one by one where no motion is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.views.network_page import write_view

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    from conftest import Visit

    from kgraph.views.page_content import PageSetting


@pytest.mark.browser
def test_the_years_are_played(
    graph: nx.MultiDiGraph[str], setting: PageSetting, tmp_path: Path, visit: Visit
) -> None:
    page, path = visit.page, tmp_path / "decisions.html"
    write_view(graph, "decisions", path, setting)
    visit.open(path, "#lang=en")
    assert page.inner_text("#play-years") == "One year on"
    first, last = page.evaluate(
        "['min', 'max'].map(end => Number(document.getElementById('year-until')[end]))"
    )
    page.click("#play-years")
    assert page.input_value("#year-until") == str(first)
    page.keyboard.press("Enter")
    assert page.input_value("#year-until") == str(first + 1)
    assert (
        page.inner_text("#year-shown") == f"Up to {first + 1}: {page.evaluate('kgraph.visible.m')} relations"
    )

    page.emulate_media(reduced_motion="no-preference")
    twice = """() => {
      const press = document.getElementById("play-years");
      press.click();
      const playing = press.textContent;
      press.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
      return [playing, press.textContent];
    }"""
    # From the last year it begins anew.
    page.evaluate(f"kgraph.update({{until: {last}, filtered: true}})")
    assert page.evaluate(twice) == ["Stop", "Play the years"]
    page.click("#play-years")
    page.wait_for_selector(f"#year-shown:has-text('Up to {last}:')")
    page.wait_for_selector("#play-years:text('Play the years')")
