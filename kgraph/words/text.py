"""A text in Swedish and English, and values filled into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LANGUAGES = ("sv", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same text in Swedish and in English.

    Parameters
    ----------
    sv, en : str
        The text in each language.
    """

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in `language`, Swedish for ``"sv"`` and English for all else."""
        return self.sv if language == "sv" else self.en

    def to_json(self) -> dict[str, str]:
        """Return ``{"sv": ..., "en": ...}``."""
        return {"sv": self.sv, "en": self.en}


def base_language(code: str) -> str:
    """Return the language of a language tag without region, script or case: ``en`` of ``en-GB``."""
    return code.replace("_", "-").partition("-")[0].lower()


def own_text(texts: Mapping[str, str], language: str) -> str:
    """Return the text in `language`, else in a regional form of it, else nothing."""
    if texts.get(language):
        return texts[language]
    base = base_language(language)
    return next((texts[code] for code in sorted(texts) if texts[code] and base_language(code) == base), "")


def nearest_text(texts: Mapping[str, str], language: str, default: str = "") -> str:
    """Return the text in the language that is nearest to `language`: the rule for whatever lacks a language.

    First the language itself, then a regional form of it (``en-GB`` for ``en``), then the languages of the
    pages, then any other in the order of their codes, and last `default`. An empty text counts as none.

    Parameters
    ----------
    texts : mapping of str to str
        Texts by language tag.
    language : str
        The language that is wanted.
    default : str
        What stands where there is no text at all.
    """
    if text := texts.get(language):
        return text
    wanted = dict.fromkeys((language, *LANGUAGES, *sorted(texts)))
    return next((text for code in wanted if (text := own_text(texts, code))), default)


def text_from(value: str | Mapping[str, str] | Text, default: str = "") -> Text:
    """Return a `Text` from one string for both languages, or from a table by language tag."""
    if isinstance(value, Text):
        return value
    texts = {"": value} if isinstance(value, str) else value
    return Text(*(nearest_text(texts, code, default) for code in LANGUAGES))


def filled(template: Text, /, **values: Any) -> Text:
    """Return a template with its placeholders filled; each language takes its own half of a `Text` value."""
    languages = {}
    for language in LANGUAGES:
        own = {key: v.in_language(language) if isinstance(v, Text) else v for key, v in values.items()}
        languages[language] = template.in_language(language).format(**own)
    return Text(**languages)


def joined(texts: Sequence[Text]) -> Text:
    """Return several texts as one, separated by semicolons."""
    return Text(*("; ".join(text.in_language(language) for text in texts) for language in LANGUAGES))


def decimal(value: float, language: str, digits: int = 3) -> str:
    """Return `value` with at most `digits` decimals, and a decimal comma in Swedish."""
    shown = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    shown = "0" if shown in ("-0", "") else shown
    return shown.replace(".", ",") if language == "sv" else shown


def number_text(value: float, digits: int = 3) -> Text:
    """Return `value` as a `Text`, see `decimal`."""
    return Text(decimal(value, "sv", digits), decimal(value, "en", digits))
