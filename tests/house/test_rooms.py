"""Rules that keep the code findable: every name once, everything public described, few parameters."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kgraph", "loaders")
MOST_PARAMETERS = 6
MOST_LINES = 420
# Its functions take what NetworkX passes to a backend (networkx.utils.backends); the command functions of
# click take one parameter per option.
SIGNATURES_OF_OTHERS = {"kgraph/analysis/igraph_backend.py"}


@cache
def modules() -> dict[str, ast.Module]:
    """Return the parsed modules of the package, by path."""
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def definitions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield public classes, and public functions and methods of public classes, with their full names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("_"):
                continue
            yield node
            if isinstance(node, ast.ClassDef):
                yield from definitions(node)


def repeated(names: list[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


def test_no_module_or_package_name_occurs_twice() -> None:
    paths = [Path(path) for path in modules()]
    names = [path.parent.name if path.stem == "__init__" else path.stem for path in paths]
    assert repeated(names) == []


def test_no_class_name_stands_for_two_things() -> None:
    names = [node.name for tree in modules().values() for node in tree.body if isinstance(node, ast.ClassDef)]
    assert repeated(names) == []


def test_every_class_and_everything_public_has_a_docstring() -> None:
    missing: list[str] = []
    for path, tree in modules().items():
        described = [tree, *definitions(tree), *(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef))]
        bare = [node for node in described if ast.get_docstring(node) is None]
        missing += [f"{path}: {getattr(node, 'name', 'the module')}" for node in bare]
    assert missing == []


def test_modules_are_short() -> None:
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_functions_take_few_parameters() -> None:
    many = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if path in SIGNATURES_OF_OTHERS or not isinstance(node, ast.FunctionDef) or is_command(node):
                continue
            arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
            names = [argument.arg for argument in arguments if argument.arg not in ("self", "cls")]
            if len(names) > MOST_PARAMETERS:
                many.append(f"{path}:{node.lineno} {node.name}({', '.join(names)})")
    assert many == []


def is_command(node: ast.FunctionDef) -> bool:
    """Return whether click calls a function, with one parameter per option."""
    return any("command" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_the_tests_mirror_the_rooms() -> None:
    rooms = {path.name for path in (ROOT / "kgraph").iterdir() if (path / "__init__.py").is_file()}
    assert sorted(room for room in rooms if not (ROOT / "tests" / room).is_dir()) == []
    kinds = {path.name for path in (ROOT / "loaders").iterdir() if (path / "__init__.py").is_file()}
    assert sorted(kind for kind in kinds if not (ROOT / "tests" / "loaders" / kind).is_dir()) == []
