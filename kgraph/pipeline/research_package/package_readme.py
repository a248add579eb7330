"""The page that tells a reader of a package, in plain words, what it holds and how to rebuild it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.pipeline.research_package.package_contents import SOURCE
from kgraph.version import DISTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.pipeline.research_package.package_facts import PackageFacts

README_FILE = "README.md"


def readme(facts: PackageFacts) -> bytes:
    """Return the page as Markdown, in the study's language."""
    return ("\n".join(_lines(facts)) + "\n").encode()


def _lines(facts: PackageFacts) -> Iterator[str]:
    say, contents, manifest = facts.say, facts.contents, facts.manifest
    yield from (f"# {facts.title}", "", facts.description, "")
    yield say("readme.made", build=manifest["build"], ended=facts.ended[:10], version=facts.version)
    for licence in contents.own:
        yield say("readme.own", licence=licence.name)
    yield from ("", f"## {say('readme.holds')}", "")
    for place in ("study", "results", "ontology", "metadata", "crate", "manifest"):
        yield say(f"readme.place.{place}", ontology=facts.ontology_version)
    yield from ("", f"## {say('readme.rebuild')}", "")
    missing = contents.missing
    if missing:
        yield say("readme.incomplete", n=len(missing), all=len(missing) + len(contents.of_kind(SOURCE)))
        yield ""
        for each in missing:
            yield f"- `{each.name}`: {facts.why(each)} SHA-256: `{each.digest}`"
        yield ""
    if contents.study.policy.network_hosts:
        yield say("readme.hosts", hosts=", ".join(contents.study.policy.network_hosts))
        yield ""
    if contents.study.policy.persons == "pseudonymise":
        yield say("readme.pseudonyms")
        yield ""
    yield from (
        "```console",
        f'$ pip install "{DISTRIBUTION}[embedded]=={facts.version}"',
        f"$ {facts.rebuild}",
        "$ kgraph package --check .",
        "```",
        "",
        say("readme.hash", hash=manifest["contentHash"]),
        say("readme.verify"),
    )
    if "at" not in contents.study.analysis:
        yield say("readme.day", day=facts.ended[:10])
    if contents.with_sources:
        yield from ("", f"## {say('readme.sources')}", "", say("readme.all-sources"))
    if derived := contents.derived:
        yield from ("", f"## {say('readme.derived')}", "", say("reason.derived", licence=""), "")
        yield from (f"- `{each.name}`" for each in derived)
    if contents.of_kind(SOURCE):
        yield from ("", f"## {say('readme.licences')}", "")
        for part in contents.of_kind(SOURCE):
            names = ", ".join(each.name for each in part.licences) or say("no-licence.name")
            yield f"- `{part.name}`: {names}"
    yield from ("", f"## {say('readme.documents')}", "", say("readme.documents-text"))
