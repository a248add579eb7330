"""Twenty readers of one workbench at the same time, for five minutes: errors, waits, and the server's memory.

Usage: ``python benchmarks/workbench_load.py STUDY [--seconds 300] [--readers 20]``, with a rebuilt study.
Each reader has a connection of its own to ``kgraph serve``, which is another process, and does in turn what
readers do: the page, a query, its drawing, a prepared question, a node's evidence, a search, a file. Memory
is the resident set of the server's process, without the store's.
"""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from commands import PROGRAM

MEMBERS = "MATCH (m:Municipality)-[r:MEMBER_OF]->(f) RETURN m, r, f"
# A query that finds all places taken is told so, and asked again.
BUSY = 409


class Reader(threading.Thread):
    """One reader, until the time is up."""

    def __init__(self, url: str, name: str, until: float) -> None:
        super().__init__(daemon=True)
        address = urlsplit(url)
        self.host, self.token, self.until = address.netloc, address.query.partition("=")[2], until
        self.run_name = name
        self.waits: list[float] = []
        self.busy = 0
        self.errors: list[str] = []

    def run(self) -> None:
        """Read until the time is up, and keep what went wrong."""
        connection = http.client.HTTPConnection(self.host, timeout=120)
        while time.monotonic() < self.until:
            try:
                self.turn(connection)
            except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
                self.errors.append(f"{type(error).__name__}: {error}")
                connection.close()
        connection.close()

    def turn(self, connection: http.client.HTTPConnection) -> None:
        """Do once what a reader does."""
        self.ask(connection, "/")
        answer = json.loads(self.ask(connection, "/api/query", {"cypher": MEMBERS}))
        self.ask(connection, f"/drawings/{answer['drawing']}")
        self.ask(connection, "/api/question", {"question": "cq04", "values": {}})
        self.ask(connection, f"/api/explain?about={answer['rows'][0][0]['node']}")
        self.ask(connection, "/api/things?text=a")
        self.ask(connection, f"/answers/{answer['answer']}.csv")

    def ask(
        self, connection: http.client.HTTPConnection, path: str, content: dict[str, object] | None = None
    ) -> bytes:
        """Return what the server answers; where all places are taken, ask again."""
        headers = {"Authorization": f"Bearer {self.token}"}
        body = None if content is None else json.dumps(content | {"run": self.run_name})
        while True:
            begun = time.monotonic()
            connection.request("GET" if body is None else "POST", path, body, headers)
            response = connection.getresponse()
            found = response.read()
            self.waits.append(time.monotonic() - begun)
            if response.status != BUSY:
                break
            self.busy += 1
            time.sleep(0.2)
        if response.status != 200:
            raise ValueError(f"{path}: {response.status} {found[:200]!r}")
        return found


def memory(process: int) -> float:
    """Return the resident set of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def main() -> None:
    """Start the server and its readers, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", type=Path)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--readers", type=int, default=20)
    given = parser.parse_args()
    server = subprocess.Popen(
        [*PROGRAM, "serve", "--no-browser", "--port", "0", "--study", str(given.study)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    begun = time.monotonic()
    readers = [Reader(url, f"reader-{n}", begun + given.seconds) for n in range(given.readers)]
    for reader in readers:
        reader.start()
    while any(reader.is_alive() for reader in readers):
        passed = time.monotonic() - begun
        answered = sum(len(reader.waits) for reader in readers)
        print(f"{passed:5.0f} s: {answered:6} answers, server {memory(server.pid):5.0f} MB", flush=True)
        time.sleep(given.seconds / 10)
    waits = sorted(wait for reader in readers for wait in reader.waits)
    errors = [error for reader in readers for error in reader.errors]
    print(f"{len(waits)} answers, {sum(reader.busy for reader in readers)} of them 'too many queries run'")
    print(f"wait: median {statistics.median(waits):.2f} s, 95 % {waits[int(len(waits) * 0.95)]:.2f} s")
    print(f"longest {waits[-1]:.2f} s; {len(errors)} errors", *errors[:10], sep="\n")
    server.send_signal(signal.SIGINT)
    print(f"after Ctrl-C: exit code {server.wait(timeout=60)}")
    sys.exit(bool(errors))


if __name__ == "__main__":
    main()
