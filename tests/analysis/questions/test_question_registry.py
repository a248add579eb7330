"""The registry of questions: every module has its entry, and every entry its words."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest

import kgraph.analysis.questions
from kgraph.analysis.questions.question_registry import QUESTIONS
from kgraph.words.catalogue import catalogue


def test_every_module_of_questions_has_one_entry_under_its_own_name():
    names = {module.name for module in iter_modules(kgraph.analysis.questions.__path__)} - {
        "question_registry"
    }
    assert {name.replace("-", "_") for name in QUESTIONS} == names
    for name in names:
        question = import_module(f"kgraph.analysis.questions.{name}").QUESTION
        assert QUESTIONS[question.name] is question


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_a_title_and_a_definition(name):
    question = QUESTIONS[name]
    assert question.title.sv.endswith(("?", "register"))
    assert question.definition.en.endswith(".")
    assert f"{name}.title" in catalogue("analysis")


def test_one_question_is_the_register_and_says_what_others_in_it_say():
    assert sum(question.register for question in QUESTIONS.values()) == 1
    assert all(question.about_things for question in QUESTIONS.values() if question.in_register)
