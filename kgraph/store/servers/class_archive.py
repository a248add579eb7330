"""Archives of the classes that a Java server loads, which make its later starts faster.

The archive is written when the server of the first start ends, and is the same for all studies: it holds what
Java made of the jars, no data. Environments that share the files of their packages by links share it too.
Method: class data sharing (JEP 350, Dynamic CDS Archives).
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.store.servers.user_cache import cache_directory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_DUMP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ClassArchive:
    """The archive for one Java runtime and one directory of jars.

    Parameters
    ----------
    base : Path or None
        Archive of the runtime's own classes, if the runtime comes without one.
    file : Path
        The finished archive.
    aside : Path
        Where the server writes it while it ends.
    """

    base: Path | None
    file: Path
    aside: Path

    def options(self) -> list[str]:
        """Return the options of Java that use the archive, or that make it where there is none."""
        base = [str(self.base)] if self.base else []
        if self.file.is_file():
            return [f"-XX:SharedArchiveFile={os.pathsep.join([*base, str(self.file)])}"]
        return [*(f"-XX:SharedArchiveFile={path}" for path in base), f"-XX:ArchiveClassesAtExit={self.aside}"]

    def keep(self) -> None:
        """Make what an ended server wrote the archive of later starts; Java refuses an unfinished one."""
        if self.aside.is_file():
            self.aside.replace(self.file)

    def discard(self) -> bool:
        """Remove the archive, because a server did not start with it; return whether there was one."""
        existed = self.file.is_file()
        self.file.unlink(missing_ok=True)
        self.aside.unlink(missing_ok=True)
        return existed


def class_archive(java: Path, jars: Path, modules: Sequence[str]) -> ClassArchive | None:
    """Return the archive for a program ``java`` and its jars; None if the user's cache cannot be written.

    Parameters
    ----------
    java : Path
        ``bin/java`` of a runtime.
    jars : Path
        The directory of the server's jars.
    modules : sequence of str
        The server's options about modules of Java. An archive of the runtime that was made with others is
        used in part only.
    """
    directory = cache_directory() / "class-archives"
    runtime = java.parents[1]
    try:
        directory.mkdir(parents=True, exist_ok=True)
        # Java refuses an archive whose jars have another size or time; a name of its own spares the attempt.
        # Where they lie is no matter to it.
        states = [(each.name, each.stat()) for each in [*sorted(jars.glob("*.jar")), runtime / "release"]]
        text = repr([*modules, *((name, state.st_size, state.st_mtime_ns) for name, state in states)])
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        base = None
        if not (runtime / "lib" / "server" / "classes.jsa").is_file():
            base = _base(java, directory / f"{name}-runtime.jsa", modules)
    except (OSError, subprocess.SubprocessError):
        return None
    return ClassArchive(base, directory / f"{name}.jsa", directory / f"{name}-{os.getpid()}.new")


def _base(java: Path, target: Path, modules: Sequence[str]) -> Path:
    """Make the archive of the runtime's own classes, on which the other one builds."""
    if not target.is_file():
        aside = target.with_name(f"{target.name}-{os.getpid()}.new")
        command = [str(java), "-Xshare:dump", f"-XX:SharedArchiveFile={aside}", *modules]
        subprocess.run(command, check=True, capture_output=True, timeout=_DUMP_SECONDS)  # noqa: S603
        aside.replace(target)
    return target
