"""The formats in which networks come from other tools, and the one way from there to statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kgraph.errors import Location, SourceError, UsageError

from ..source_format import SourceFormat, content_of
from ..source_graph import graph_of
from ..tables.sheets import SUFFIXES, decode
from .drawn_network import ForeignNetwork
from .exported_graph import own_part, read_back
from .gexf_files import read_gexf
from .graphml_files import read_graphml
from .network_map import GUIDE, NetworkMap, map_of, map_settings
from .network_statements import OWN_PREFIX, NetworkWriter, own_properties
from .node_link_files import is_node_link, read_node_link
from .pajek_files import read_pajek
from .tie_tables import read_tie_table
from .ucinet_files import read_ucinet

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

    from ..source_bytes import Limits
    from ..source_format import Loader, ReadingOptions, SourceContent

MAX_TEXT_BYTES = 200_000_000
"""Size of the largest file of the formats that are read at once."""
PAGE = GUIDE.removeprefix("docs/")

_Parser = Callable[["Path", "Study", NetworkMap, "Limits"], ForeignNetwork]


def network_loader(parse: _Parser) -> Loader:
    """Return a loader for files that `parse` turns into a network."""

    def load(path: Path, study: Study, options: ReadingOptions) -> SourceContent:
        """Read a network, map it or restore it, and refuse it whole if there is any fault."""
        choices = map_of(path, study)
        network = parse(path, study, choices or NetworkMap(), options.limits)
        network.problems.limit = options.limits.max_problems
        own = own_part(network)
        notes = []
        if own is not None:
            quads, prefixes = read_back(network, own, graph_of(path, study))
        elif choices is None:
            network.problems.refuse()
            raise UsageError(
                "the study does not say what the nodes and ties of this network are",
                where=Location(network.file),
                hint=f'Add to study.toml: [maps."{network.file}"], class = "Organization", '
                f'type = "LINKED_TO" ({GUIDE}).',
            )
        else:
            writer = NetworkWriter(network, choices, path, study)
            writer.write()
            quads, notes = writer.quads, writer.notes()
            prefixes = {OWN_PREFIX: own_properties(study)} if writer.kept else {}
        network.problems.refuse()
        return content_of(network.file, quads, notes, prefixes, options.new_store(path))

    return load


def _text(read: Callable[[str, str], ForeignNetwork]) -> _Parser:
    """Return a parser for files that are text, in UTF-8 or as the map says."""

    def parse(path: Path, study: Study, choices: NetworkMap, limits: Limits) -> ForeignNetwork:
        """Read the text and parse it."""
        file = study.relative(path)
        size, most = path.stat().st_size, min(MAX_TEXT_BYTES, limits.max_bytes)
        if size > most:
            raise SourceError(f"{size} bytes; the limit is {most}", where=Location(file))
        return read(decode(path.read_bytes(), file, choices.encoding, section="maps"), file)

    return parse


def _is_tie_table(path: Path, study: Study) -> bool:
    """Return whether the study says that the rows of a table are ties."""
    return "from" in map_settings(path, study)


GRAPHML = SourceFormat(
    name="graphml",
    title="GraphML",
    suffixes=(".graphml",),
    guide=PAGE,
    load=network_loader(lambda path, study, _, limits: read_graphml(path, study.relative(path), limits)),
    gzip=True,
)
GEXF = SourceFormat(
    name="gexf",
    title="GEXF",
    suffixes=(".gexf",),
    guide=PAGE,
    load=network_loader(lambda path, study, _, limits: read_gexf(path, study.relative(path), limits)),
    gzip=True,
)
PAJEK = SourceFormat(
    name="pajek", title="Pajek", suffixes=(".net", ".paj"), guide=PAGE, load=network_loader(_text(read_pajek))
)
UCINET = SourceFormat(
    name="ucinet", title="UCINET DL", suffixes=(".dl",), guide=PAGE, load=network_loader(_text(read_ucinet))
)
NODE_LINK = SourceFormat(
    name="node-link",
    title="Node-link JSON",
    suffixes=(".json",),
    guide=PAGE,
    load=network_loader(_text(read_node_link)),
    recognises=is_node_link,
)
EDGE_LISTS = SourceFormat(
    name="edge-list",
    title="Edge lists",
    suffixes=SUFFIXES,
    guide=PAGE,
    load=network_loader(lambda path, study, choices, _: read_tie_table(path, study, choices)),
    recognises=_is_tie_table,
)
NETWORK_FORMATS = (GRAPHML, GEXF, PAJEK, UCINET, NODE_LINK, EDGE_LISTS)
