"""A connection to Apache Spark: on this machine, ``local[2]``, or to a cluster, ``spark://host:7077``."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import warnings
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.missing_packages import missing_package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

LOCAL = "local"
_QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
# A local one needs no name of this machine, which may have none that leads to it, and few parts.
_INSIDE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
}
_IN_THE_WAY = (
    "Spark needs Java 17 or later. Workers of a cluster need the same Spark and Python, NumPy and SciPy, and "
    "the study's folder under the same path."
)


@contextmanager
def spark_session(master: str) -> Iterator[SparkSession]:
    """Open a session; that of a notebook which has one already is used, and stays open.

    Parameters
    ----------
    master : str
        ``local[2]``, ``local[*]`` or ``spark://host:port``.

    Raises
    ------
    UsageError
        pyspark is not installed, Spark cannot be started or reached, or it fails at what it is asked.
    """
    try:
        # It asks pandas for its version even if nobody will use it.
        with warnings.catch_warnings(action="ignore"):
            from py4j.protocol import Py4JError
            from pyspark import SparkContext
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
    except ImportError:
        raise missing_package(f"the engine {master}", "pyspark", extra="spark") from None
    with ExitStack() as opened:
        try:
            running = SparkContext._active_spark_context
            context = running or opened.enter_context(_context(master))
            yield SparkSession(context)
        except (PySparkException, Py4JError) as error:
            reason = " ".join(str(error).split())[:300]
            raise UsageError(f"Spark at {master} fails: {reason}", hint=_IN_THE_WAY) from None


@contextmanager
def _context(master: str) -> Iterator[Any]:
    from pyspark import SparkConf, SparkContext, java_gateway

    if master.startswith(LOCAL):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf().setMaster(master).setAppName("kgraph")
    conf.setAll([*_QUIET.items(), *(_INSIDE.items() if master.startswith(LOCAL) else ())])
    interrupted = signal.getsignal(signal.SIGINT)
    gateway = None
    if SparkContext._gateway is None:
        with tempfile.TemporaryFile() as told:
            launch: Any = java_gateway.launch_gateway
            gateway = launch(conf, {"stdout": told, "stderr": told})
    context = SparkContext(conf=conf, gateway=gateway)
    try:
        yield context
    finally:
        context.stop()
        if interrupted is not None:
            signal.signal(signal.SIGINT, interrupted)
