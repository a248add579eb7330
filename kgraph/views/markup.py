"""Words and numbers as HTML in both languages; the page shows one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from kgraph.words.text import LANGUAGES, nearest_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.views.ontology_words import Words


def bilingual(words: Words | str | None, **values: Any) -> Markup:
    """Return words in both languages, or once where they are equal.

    Parameters
    ----------
    words : dict of str to str, str or None
        Words by language code, or the same in all languages.
    **values
        What takes the place of ``{name}`` in the words: the same in all languages, or words by language code.
    """
    if words is None or isinstance(words, str):
        return escape(words or "")
    texts = {code: nearest_text(words, code) for code in LANGUAGES}
    for name, value in values.items():
        own = {code: str(value[code] if isinstance(value, dict) else value) for code in texts}
        texts = {code: text.replace(f"{{{name}}}", own[code]) for code, text in texts.items()}
    if len(set(texts.values())) == 1:
        return escape(texts[LANGUAGES[0]])
    # Written out: a report has tens of thousands, for which Markup.format takes a second.
    spans = (f'<span lang="{code}" data-l="{code}">{escape(text)}</span>' for code, text in texts.items())
    return Markup("".join(spans))  # noqa: S704 - the texts are escaped


def number(value: Any) -> Markup:
    """Return a number as each language writes it; nothing where it is undefined."""
    if value is None or isinstance(value, bool) or not isinstance(value, int | float):
        return escape("" if value is None else value)
    text = (
        f"{value:,.0f}"
        if float(value).is_integer()
        else f"{value:,.3g}"
        if abs(value) < 1000
        else f"{value:,.1f}"
    )
    return bilingual({"sv": text.replace(",", "\u00a0").replace(".", ","), "en": text})


def both_languages(draw: Callable[[str], str | None]) -> Markup | None:
    """Return a drawing in every language; None where there is nothing to draw.

    Parameters
    ----------
    draw : callable
        From a language code to an SVG made by ``kgraph.views.plots``.
    """
    drawn = {code: draw(code) for code in LANGUAGES}
    if not all(drawn.values()):
        return None
    # matplotlib made it, and an XML writer escaped every label in it.
    return Markup("".join(f'<div lang="{code}" data-l="{code}">{svg}</div>' for code, svg in drawn.items()))  # noqa: S704
