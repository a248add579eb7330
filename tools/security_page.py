# ruff: noqa: E501 - a claim is easiest to read on one line
"""Write the page on security: what is claimed with its tests, and what was thrown with what came back.

Usage: ``python tools/security_page.py`` writes ``docs/explanation/security.md``; with ``--check`` it writes
nothing and exits with 1 if the page is not up to date.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from attack_cases import ATTACKS
from faults_page import cell, code

PAGE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "security.md"

HEAD = """# Security

kgraph runs on your own machine, as you. It has no service of its own, sends nothing anywhere and has no account. This page says what
listens, what a study may read and what a page may load. Each claim names the test that holds kgraph to it; the tables at the end are run
again by a test, too.
"""

LINGERING = "tests/store/servers/test_lingering.py"
LEASES, PAGES = "tests/store/servers/test_leases.py", "tests/views/test_pages.py"
BENCH, PACKAGES = "tests/workbench", "tests/pipeline/test_research_package.py"
ASSISTANTS = "tests/assistants"
READING, SECURITY = "tests/rdf/test_reading.py", "tests/docs/test_security_page.py"

CLAIMS: dict[str, list[tuple[str, str]]] = {
    "What listens": [
        (
            "A local server, embedded or Neo4j, and its supervisor listen on 127.0.0.1 only, on ports that are free when they start.",
            f"{LEASES}::test_listens_on_loopback_only",
        ),
        (
            "A server runs while a command or notebook uses it, and ends 60 seconds after the last of them, even if that was killed, or at once where the study says `linger = 0`. Only `kgraph db start` leaves one running.",
            f"{LINGERING}::test_it_ends_when_it_has_been_idle_for_long_enough",
        ),
        (
            "Nobody gets in without the password, which is drawn at random for each store.",
            f"{SECURITY}::test_a_local_server_wants_its_password",
        ),
        (
            "A stranger on the machine cannot stop a server: the supervisor wants a token.",
            f"{LEASES}::test_strangers_cannot_stop_the_server",
        ),
        (
            "Neo4j's published first password is changed before the server is used.",
            "tests/store/servers/test_neo4j_server.py::test_published_password_is_changed",
        ),
        (
            "`kgraph serve` listens on 127.0.0.1 only, while it runs, and answers nobody without the token of this start.",
            f"{BENCH}/test_serve_command.py::test_it_listens_on_loopback_only",
        ),
        (
            "The token stands in the address that it prints, once; then a cookie takes its place, which no script can read.",
            f"{BENCH}/test_gate.py::test_the_token_in_the_address_becomes_a_cookie",
        ),
        (
            "A page from elsewhere gets nothing from it, whatever name it goes by and even with the cookie.",
            f"{BENCH}/test_gate.py::test_another_page_is_refused_even_with_the_cookie",
        ),
        (
            "`kgraph mcp` opens no port: the program that started it talks to it. With `--http` it listens on 127.0.0.1, and answers only who sends the token of this start as a header.",
            f"{ASSISTANTS}/test_mcp_http.py::test_nobody_else_gets_in",
        ),
    ],
    "What `kgraph serve --edit` opens": [
        (
            "Without `--edit` nothing writes: every such request is refused, whoever asks.",
            f"{BENCH}/test_edit_routes.py::test_without_edit_what_writes_is_refused_and_findings_are_shown",
        ),
        (
            "With it, the same token and the same origin are wanted as for reading.",
            f"{BENCH}/test_edit_routes.py::test_another_page_writes_nothing",
        ),
        (
            "It writes to files of the study alone: a name from the page is looked up among them and is never a path.",
            f"{BENCH}/test_edit_routes.py::test_no_name_leads_to_another_file",
        ),
        (
            "It does not write through a link that leads out of the study.",
            f"{BENCH}/test_edit_routes.py::test_a_link_out_of_the_study_is_not_written_through",
        ),
        (
            "A file is written whole, and only if it is as it was when the difference was shown.",
            f"{BENCH}/test_edit_routes.py::test_of_two_tabs_the_second_is_told_and_saves_after_all",
        ),
    ],
    "Who can read the secrets": [
        (
            "Files with a password or a token under `.kgraph` can be read by their owner alone. So can the key of pseudonyms.",
            f"{LEASES}::test_secrets_are_private",
        ),
        (
            "No message, log line or representation shows a password.",
            "tests/store/test_failures.py::test_password_is_in_no_representation",
        ),
        (
            "A password in an address is not repeated.",
            "tests/store/test_failures.py::test_password_in_address_is_not_repeated",
        ),
    ],
    "What a study may read": [
        (
            "Files in its own directory, links resolved. Sources, shapes, copies of documents and contexts outside are refused.",
            f"{SECURITY}::test_nothing_outside_the_study_is_read",
        ),
        (
            "Nothing over the network, unless `[policy] network_hosts` names the host; then only JSON-LD contexts.",
            f"{READING}::test_a_context_is_fetched_from_an_allowed_host_only",
        ),
        (
            "No document types and no entities in XML.",
            f"{READING}::test_entities_are_refused_before_they_unfold",
        ),
        (
            "At most 2 GiB per file once unpacked, 200 times the size of a packed file, 200 levels of JSON.",
            f"{READING}::test_what_grows_too_much_when_unpacked_is_refused",
        ),
    ],
    "What a research package may hold": [
        (
            "No source without a licence that allows it, no file with persons whom the study leaves out, and no key of pseudonyms, unless `--with-sources` asks for all sources.",
            f"{PACKAGES}::test_what_may_not_be_handed_on_stays_out_and_is_named",
        ),
        (
            "One that somebody sent is checked without writing to it; links and archives that unfold without end are refused.",
            f"{PACKAGES}::test_what_is_no_package_is_said_to_be_none",
        ),
    ],
    "What a query may do": [
        (
            "Without `--write`, a query changes nothing: its words are checked, the server states its type, and it is rolled back.",
            "tests/store/test_readonly.py::test_a_write_that_slips_past_the_words_is_rolled_back",
        ),
        (
            "The workbench runs a query by the same rules and cannot be told to write; it ends one after 30 seconds, in the store as well.",
            f"{BENCH}/test_bench_app.py::test_a_query_that_runs_for_ever_is_ended_in_the_store",
        ),
        (
            "An assistant has no tool that writes, on either store, and what it asks ends after 30 seconds too.",
            f"{ASSISTANTS}/test_mcp_server.py::test_writes_are_refused_and_what_never_ends_is_ended",
        ),
    ],
    "What a page may load": [
        (
            "Nothing. Views and report are one file each, and their content policy allows only their own scripts and styles.",
            f"{SECURITY}::test_a_page_may_load_nothing",
        ),
        (
            "In a notebook a view stands in a frame without an origin, which can neither read the notebook nor be reached by it; a widget shares only what is chosen in it.",
            "tests/notebooks/test_view_widget.py::test_in_jupyterlab_page_and_python_share_what_is_chosen",
        ),
        (
            "The workbench talks to its own server and frames drawings from it; for the rest its policy is that of the files.",
            f"{BENCH}/test_bench_app.py::test_the_page_may_load_nothing_from_elsewhere",
        ),
        (
            "Text is shown as text, whatever is in it; an address is a link only if it begins with http:// or https://.",
            f"{SECURITY}::test_the_page_is_what_comes_back_today",
        ),
        (
            "A cell that a spreadsheet would take for a formula is exported with an apostrophe, which reading takes away again.",
            "tests/loaders/export/test_graph_export.py::test_csv_cannot_run_a_formula_and_can_be_read_back",
        ),
    ],
}

NOT_PROMISED = """## What is not promised

- The data files of a store have the permissions of your other files: who can read your study's directory can read what the store holds.
- Local servers speak Bolt without TLS, since nothing leaves the machine. For a server elsewhere use `neo4j+s://`.
- A study is data, but `study.toml` chooses what is read and where it is stored: look at one that somebody sent you, as you would at a script.
- The workbench speaks HTTP without TLS, on loopback. Whoever has its address, or its cookie, reads the study as you do; with `--edit` they
  may also change its files and rebuild.
- What an assistant asks for goes to whoever runs the assistant. Texts of documents reach it as they are, and may try to instruct it.
- Memory is bounded by the limits above, not by a quota: a hostile file within them may still take gigabytes.

## How to report

Report a weakness to the maintainers in private, by the security advisories of the repository, not in an open issue. Say which version
(`kgraph doctor`), what you did and what came back; a file that shows it helps most. There will be an answer before anything is published.
"""

TABLES = """## What was thrown, and what came back

Every row was run when this page was made.
"""


def page() -> str:
    """Return the page, made by throwing everything."""
    lines = [HEAD]
    for title, claims in CLAIMS.items():
        lines += [f"## {title}", "", "| Claim | Test |", "|---|---|"]
        lines += [f"| {text} | `{test}` |" for text, test in claims]
        lines.append("")
    lines += [NOT_PROMISED, TABLES]
    for title, attacks in ATTACKS.items():
        lines += [f"### {title}", "", "| Of | Thrown | What came back |", "|---|---|---|"]
        for attack in attacks:
            with TemporaryDirectory() as directory:
                answer = attack.act(Path(directory).resolve())
            lines.append(f"| {attack.kind} | {code(attack.thrown)} | {cell(answer)} |")
        lines.append("")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` say whether it is up to date."""
    text = page()
    if "--check" in arguments:
        current = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        return int(text != current)
    PAGE.write_text(text, encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
