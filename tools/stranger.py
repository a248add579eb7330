"""Do what a stranger does who has only a folder of wheels: install, demo, own study, uninstall; with a clock.

Usage: ``python tools/stranger.py WHEELS``, where WHEELS was filled by ``pip wheel --wheel-dir WHEELS
".[embedded,fast]"``. Everything happens in an empty directory and an empty environment, which are deleted
again; no index is asked. The transcript that it prints is in docs/how-to/install.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from time import perf_counter

STEPS = (
    'pip install --no-index --find-links wheels "kgraph-collab[embedded,fast]"',
    "kgraph new demo --from skaraborg",
    "kgraph rebuild --study demo",
    'kgraph query --study demo "MATCH (s:SharedITService) RETURN count(s) AS services"',
    "kgraph new mine --language en",
    "kgraph rebuild --study mine",
    "pip uninstall --yes kgraph-collab",
    "kgraph --version",
)
SHOWN = 6
"""How many of the last lines of a command are shown."""


def transcript(wheels: Path) -> list[str]:
    """Run the steps and return each with its last lines and the seconds that it took."""
    lines = []
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        (place / "wheels").symlink_to(wheels.resolve())
        venv.create(place / ".venv", with_pip=True)
        environment = {
            "HOME": directory,
            "LANG": "C.UTF-8",
            "COLUMNS": "110",
            "PATH": f"{place / '.venv' / 'bin'}{os.pathsep}{os.defpath}",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        began = perf_counter()
        for step in STEPS:
            started = perf_counter()
            done = subprocess.run(
                step,
                shell=True,
                cwd=place,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            said = [line.replace(f"{place}/", "")[:140] for line in done.stdout.splitlines()[-SHOWN:]]
            lines += [f"$ {step}", *said, f"({perf_counter() - started:.0f} s)", ""]
        lines.append(f"in all {perf_counter() - began:.0f} s")
    return lines


if __name__ == "__main__":
    print("\n".join(transcript(Path(sys.argv[1]))))
