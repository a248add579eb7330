"""Write docs/reference/questions.md: the prepared questions, and what the Skaraborg study answers.

The answers are the files in tests/study/answers, which were put together by hand from the documents and which
the tests hold both query languages and both stores to.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.ask.prepared import questions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.ask.prepared import PreparedQuestion

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "questions.md"
ANSWERS = ROOT / "tests" / "study" / "answers"
SHOWN = 8
"""How many rows of an answer are shown."""
INTRODUCTION = """\
<!-- Written by tools/questions_page.py. -->
# Questions and answers

The prepared questions, each in SPARQL and in Cypher, and what the study of western Skaraborg answers with
the defaults of their parameters. The answers were put together by hand from the documents, and the tests hold
both languages and both stores to them. Labels are in Swedish, as the study is; long answers are cut.

```sh
kgraph query --ask                      # the list
kgraph query --ask cq02                 # one of them; --param federation="Göliska IT" sets a parameter
kgraph sparql --ask cq02                # the same from the RDF, without a store
```
"""


def page() -> str:
    """Return the text of the page."""
    return "\n".join([INTRODUCTION, *(line for one in questions() for line in _section(one))])


def _section(question: PreparedQuestion) -> Iterator[str]:
    number = question.name.partition("-")[0]
    yield f"## {number}: {question.title['en']}\n"
    yield f"*{question.title['sv']}*\n"
    yield f"{question.meaning['en']}\n"
    if question.parameters:
        for each in question.parameters:
            yield f"- `{each.name}`: {each.text['en']} (`{each.default}`)"
        yield ""
    file = ANSWERS / f"{number}.json"
    if not file.is_file():
        yield "The study holds nothing to answer it with: its documents do not say.\n"
        return
    answer = json.loads(file.read_text(encoding="utf-8"))
    yield f"**In the study.** {answer['from']}\n"
    # A thing is shown by its label, where the answer has one.
    columns = [name for name in answer["columns"] if f"{name}Label" not in answer["columns"]]
    yield f"| {' | '.join(name.removesuffix('Label') for name in columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in answer["rows"][:SHOWN]:
        values = dict(zip(answer["columns"], row, strict=True))
        yield f"| {' | '.join(str(values[name]).replace('|', '/') for name in columns)} |"
    left = len(answer["rows"]) - SHOWN
    yield f"\n{left} more rows.\n" if left > 0 else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
