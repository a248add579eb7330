"""A research package written to a directory or a ZIP file: the same bytes for the same build."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kgraph.atomic_files import write_aside
from kgraph.errors import KgraphError, UsageError
from kgraph.loaders.formats.source_bytes import BLOCK_BYTES
from kgraph.pipeline.research_package.package_contents import DESCRIPTION, PackagePart

if TYPE_CHECKING:
    from typing import IO

MANIFEST_NAME = "manifest-sha256.txt"
ZIP_ENDING = ".zip"
# What would break a line of the manifest, as BagIt (RFC 8493, 2.1.3) writes it.
_ESCAPED = {"%": "%25", "\n": "%0A", "\r": "%0D"}


def manifest_lines(parts: list[PackagePart]) -> bytes:
    """Return a line with digest and name for each file, which ``sha256sum --check`` reads."""
    names = sorted((part.name, part.digest) for part in parts)
    return "".join(f"{digest}  {escape(name)}\n" for name, digest in names).encode()


def escape(name: str) -> str:
    """Return the name of a file as the manifest has it."""
    return "".join(_ESCAPED.get(sign, sign) for sign in name)


def unescape(name: str) -> str:
    """Return the name of a file that :func:`escape` was given."""
    for sign, code in reversed(_ESCAPED.items()):
        name = name.replace(code, sign)
    return name


def write_package(parts: list[PackagePart], path: Path, time: str) -> Path:
    """Write files and their manifest to a directory, or to a ZIP file if `path` ends in ``.zip``.

    Parameters
    ----------
    parts : list of PackagePart
        The files.
    path : Path
        A ZIP file, or a directory that does not exist or is empty.
    time : str
        When the build ended, in UTC; the time of every file in a ZIP file.

    Raises
    ------
    UsageError
        The directory holds something.
    KgraphError
        It cannot be written.
    """
    manifest = PackagePart(MANIFEST_NAME, manifest_lines(parts), DESCRIPTION)
    ordered = sorted([*parts, manifest], key=lambda part: part.name)
    if path.suffix.lower() == ZIP_ENDING:
        return _write_zip(ordered, path, time)
    return _write_directory(ordered, path)


def _write_zip(parts: list[PackagePart], path: Path, time: str) -> Path:
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for part in parts:
                entry = zipfile.ZipInfo(part.name, date_time=_zip_time(time))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3  # Unix, also where it is made elsewhere
                entry.external_attr = 0o100644 << 16
                with archive.open(entry, "w", force_zip64=part.size >= zipfile.ZIP64_LIMIT) as target:
                    for block in part.blocks():
                        target.write(block)
        file.seek(0)
        return write_aside(path, iter(lambda: cast("IO[bytes]", file).read(BLOCK_BYTES), b""))


def _zip_time(time: str) -> tuple[int, int, int, int, int, int]:
    year, month, day = (int(each) for each in time[:10].split("-"))
    hour, minute, second = (int(each) for each in time[11:19].split(":"))
    return year, month, day, hour, minute, second


def _write_directory(parts: list[PackagePart], path: Path) -> Path:
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        raise UsageError(
            "a package is written to a new or empty directory",
            where=path,
            hint="Name another one, or take this one away first.",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        for part in parts:
            target = aside / part.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                file.writelines(part.blocks())
        aside.chmod(0o755)
        if path.is_dir():
            path.rmdir()
        aside.rename(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return path


def _unwritable(path: Path, error: OSError) -> KgraphError:
    return KgraphError(
        f"cannot write the package: {error.strerror or error}",
        where=path,
        hint="Check the free space and the directory's rights.",
    )
