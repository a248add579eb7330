"""The programs that load_store.py runs, each in a process of its own, with a job on its standard input."""

from __future__ import annotations

# Mapping consumes the parser's statements as they come, so the parser's share of the time is measured
# separately, at the end.
COMMON = """
import json, resource, sys, time
import pyoxigraph as ox
from pathlib import Path

def parse_alone(path):
    started = time.perf_counter()
    ox.serialize(ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES), format=ox.RdfFormat.N_QUADS)
    return time.perf_counter() - started

def used(cpu):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"client_cpu": time.process_time() - cpu, "peak_mb": peak}
"""

KGRAPH = (
    COMMON
    + """
import hashlib
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.store_sync import is_current, sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.loaders.sync.altered_values import find_altered
from kgraph.store.connection import connect
from kgraph.vocabulary import Vocabulary

job = json.load(sys.stdin)
Vocabulary.load()
login = {name: job[name] for name in ("uri", "username", "password", "database")}
with connect(login.pop("uri"), **login) as store:
    cpu = time.process_time()
    started = time.perf_counter()
    if job.get("skip"):
        with open(job["file"], "rb") as file:
            hashlib.file_digest(file, "sha256")
        digested = time.perf_counter()
        current = is_current(store, study="b", input_digest=job["digest"])
        asked = time.perf_counter()
        untouched = store.last_transaction() == job.get("transaction")
        assert current and (untouched or not find_altered(store))
        ended = time.perf_counter()
        phases = {"digest": digested - started, "ask": asked - digested, "verify": ended - asked}
        out = {"seconds": ended - started, "changes": 0, "phases": phases, **used(cpu)}
    else:
        graph = map_dataset(ox.parse(path=job["file"], format=ox.RdfFormat.N_TRIPLES))
        mapped = time.perf_counter()
        report = sync(store, graph, BuildStamp("b", input_digest=job["digest"]))
        ended = time.perf_counter()
        spent = used(cpu)
        parsing = parse_alone(job["file"])
        phases = {"parse": parsing, "map": mapped - started - parsing, **report.seconds}
        out = {"seconds": ended - started, "changes": report.changes, "phases": phases, **spent}
        out |= {"staged": report.staged, "round_trips": report.round_trips}
        out["transaction"] = store.last_transaction()
print(json.dumps(out))
"""
)

IMPORTER = (
    COMMON
    + """
from kgraph.loaders.sync.bulk_import import import_graph
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.store.servers import leases
from kgraph.vocabulary import Vocabulary

job = json.load(sys.stdin)
Vocabulary.load()
cpu = time.process_time()
started = time.perf_counter()
graph = map_dataset(ox.parse(path=job["file"], format=ox.RdfFormat.N_TRIPLES))
mapped = time.perf_counter()
phases = import_graph(Path(job["home"]), graph)
ended = time.perf_counter()
spent = used(cpu)
parsing = parse_alone(job["file"])
again = time.perf_counter()
lease = leases.start(Path(job["home"]), "neo4j", heap="1g")
up = time.perf_counter()
with lease.connect() as store:
    report = sync(store, graph, BuildStamp("b"))
verified = time.perf_counter()
lease.end()
print(json.dumps({"seconds": ended - started, "changes": report.changes, **spent,
    "phases": {"parse": parsing, "map": mapped - started - parsing, **phases},
    "then": {"start server": up - again, "verify and mark": verified - up}}))
"""
)

PEER = """
import contextlib, io, json, resource, sys, time
from rdflib import Graph
from rdflib_neo4j import HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig

job = json.load(sys.stdin)
auth = {"uri": job["uri"], "database": job["database"], "user": job["username"], "pwd": job["password"]}
cpu = time.process_time()
started = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    names = HANDLE_VOCAB_URI_STRATEGY.IGNORE
    config = Neo4jStoreConfig(auth_data=auth, handle_vocab_uri_strategy=names, batching=True)
    graph = Graph(store=Neo4jStore(config=config))
    graph.parse(job["file"], format="nt")
    graph.close(True)
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "client_cpu": time.process_time() - cpu, "phases": {},
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


# Makes the batches of a file, without sending any.
PREPARE = """
import json, pickle, sys
import pyoxigraph as ox
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.write_statements import create_nodes, create_relationships

job = json.load(sys.stdin)
graph = map_dataset(ox.parse(path=job["file"], format=ox.RdfFormat.N_TRIPLES))
steps = (
    create_nodes(graph.nodes, gives_ids=True),
    create_relationships(graph.relationships),
)
plain = [[(b.statement, b.by_id, b.gives_ids, list(b.rows)) for b in step] for step in steps]
with open(job["rows"], "wb") as file:
    pickle.dump(plain, file)
print(json.dumps({}))
"""

FLOOR = """
import gc, json, pickle, resource, sys, time
from concurrent.futures import ThreadPoolExecutor
import neo4j

class Rows(list):
    # The driver formats its parameters for a log.
    def __repr__(self):
        return "rows"

job = json.load(sys.stdin)
with open(job["rows"], "rb") as file:
    steps = pickle.load(file)
ids = {}

def send(batch):
    statement, by_id, gives_ids, rows = batch
    if by_id:
        statement, rows = by_id, [[ids[row[0]], ids[row[1]], *row[2:]] for row in rows]
    records, _, _ = driver.execute_query(statement, rows=Rows(rows), database_=job["database"])
    if gives_ids:
        ids.update(records[0]["ids"])

login = (job["username"], job["password"])
with neo4j.GraphDatabase.driver(job["uri"], auth=login) as driver, ThreadPoolExecutor(2) as pool:
    driver.verify_connectivity()
    gc.disable()
    cpu, started, phases = time.process_time(), time.perf_counter(), {}
    for name, step in zip(("create nodes", "create relationships"), steps):
        begun = time.perf_counter()
        list(pool.map(send, step))
        phases[name] = time.perf_counter() - begun
    seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "client_cpu": time.process_time() - cpu, "phases": phases,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""

PROGRAMS = {"kgraph bolt": KGRAPH, "kgraph import": IMPORTER, "rdflib-neo4j": PEER, "floor": FLOOR}
