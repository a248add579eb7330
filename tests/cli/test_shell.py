"""``kgraph shell``: through a pipe, and at a terminal with history, completion, several lines, Ctrl keys."""

import os
import sys

import pexpect
import pytest

PROMPT = "skaraborg>"


@pytest.fixture
def talk(built, invoke):
    def talk(text, *arguments):
        return invoke("shell", "--study", built[0], *arguments, text=text)

    return talk


def test_queries_and_commands_come_through_a_pipe(talk):
    said = talk(
        "MATCH (m:Municipality {label_sv: 'Vara kommun'})\nRETURN m.municipalityCode AS code;\n"
        ':param name="Skara kommun"\n'
        "MATCH (m {label: $name}) RETURN m.municipalityCode AS code\n\n"
        ":format json\n:param\n:ask cq06 municipality=vara\n:schema joint\n:explain Göliska IT\n:help\n"
        ":quit\nRETURN 3 AS never;\n"
    )
    assert said.returncode == 0
    assert "1470" in said.stdout
    assert "1495" in said.stdout
    assert '"value": "Skara kommun"' in said.stdout
    assert '"serviceLabel": "Upphandling åt de sex"' in said.stdout
    assert '"name": "JointBoard"' in said.stdout
    assert "<-MEMBER_OF-" in said.stdout
    assert ":quit" in said.stdout
    assert "never" not in said.stdout


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (":nope", "no command :nope"),
        (':ask "cq06', "a quotation mark is not closed"),
        (":ask cq99", "no prepared question"),
        (":explain", ":explain needs a name"),
        (":explain Golska IT", "Did you mean: Göliska IT"),
        (":format xml", "the format is one of"),
        (":param x", "name=value"),
        ("MATCH (n) DELETE n;", "would change the store"),
        ("MATCH (n) RETRUN n;", "Did you mean RETURN?"),
        ("MATCH (n:Servic) RETURN n;", "did you mean Service?"),
    ],
)
def test_an_error_ends_one_answer_and_not_the_shell(talk, line, told):
    said = talk(f"{line}\nRETURN 42 AS after;\n")
    assert said.returncode == 0
    assert told in said.stderr
    assert "42" in said.stdout


@pytest.fixture
def terminal(built):
    program = ["-P", "-c", "from kgraph.cli.program import run; run()"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NEO4J_")}
    child = pexpect.spawn(
        sys.executable,
        [*program, "shell", "--study", str(built[0])],
        dimensions=(30, 100),
        encoding="utf-8",
        timeout=300,
        env=environment | {"PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm", "PAGER": "cat"},
    )
    child.expect(PROMPT)
    yield child
    child.close(force=True)


def test_at_a_terminal(terminal, built):
    terminal.send("MATCH (m:MunicipalF\t")
    terminal.expect("ederation")
    terminal.sendcontrol("c")
    terminal.expect(PROMPT)
    terminal.send("MATCH (m:Municipality)\r")
    terminal.expect(r"\.\.\.>")
    terminal.send("RETURN count(m) AS municipalities;\r")
    terminal.expect("municipalities")
    terminal.expect("1 row")
    terminal.expect(PROMPT)
    # The arrow key brings back the whole query, from this talk and from earlier ones.
    terminal.send("\x1b[A")
    terminal.expect("count")
    terminal.sendcontrol("c")
    terminal.expect(PROMPT)
    terminal.send(":quit\r")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert "count(m)" in (built[0] / ".kgraph" / "history").read_text(encoding="utf-8")


def test_ctrl_d_leaves(terminal):
    terminal.send("RETURN 7 AS seven;\r")
    terminal.expect("1 row")
    terminal.expect(PROMPT)
    terminal.sendcontrol("d")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


@pytest.mark.parametrize(("words", "found"), [("kgraph re", "rebuild"), ("kgraph query --a", "--ask")])
def test_the_shell_of_the_system_completes_commands_and_options(run, words, found):
    typed = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    said = run(env=typed | {"_KGRAPH_COMPLETE": "bash_complete"})
    assert f"plain,{found}" in said.stdout.splitlines()
    assert said.stderr == ""
