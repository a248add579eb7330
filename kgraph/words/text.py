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


def text_from(value: str | Mapping[str, str] | Text) -> Text:
    """Return a `Text` from one string for both languages, or from a table with ``sv`` and/or ``en``."""
    if isinstance(value, Text):
        return value
    if isinstance(value, str):
        return Text(value, value)
    first = next(iter(value.values()), "")
    return Text(str(value.get("sv", value.get("en", first))), str(value.get("en", value.get("sv", first))))


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
