"""Translate what the driver raises into errors of one or two lines that name the cause."""

from __future__ import annotations

import re
import socket
import ssl
from typing import TYPE_CHECKING

from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Forbidden,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from kgraph.errors import KgraphError, QueryError, StoreError
from kgraph.store.tls import speaks_tls

if TYPE_CHECKING:
    from collections.abc import Iterator


# Neo4j writes "(line 1, column 8 (offset: 7))". The embedded store writes "at line 3, column 7", or "at line
# 1:9 - " with columns counted from 0.
_PLACES = (
    (re.compile(r"\s*\(line (\d+), column (\d+)(?: \(offset: \d+\))?\)"), 1),
    (re.compile(r"\s*at line (\d+), column (\d+)"), 1),
    (re.compile(r"\s*at line (\d+):(\d+)(?: -)?"), 0),
)
_NAMED = re.compile(r"(?:[Vv]ariable|[Ff]unction) [`'\"](\w[\w.]*)[`'\"]")
_MISSING = re.compile(r"Expected parameter\(s\): (\w+)")
_NO_CAUSE = re.compile(r"Error executing Cypher (query|command): ")
_EXPECTED = re.compile(r"(: |, )expected:? .{80,}$", re.DOTALL)
# How operating systems describe a full disk in the messages that servers pass on.
_FULL = re.compile(
    r"no space left|not enough space|out of disk space|disk quota|file too large", re.IGNORECASE
)
_QUERY_CODES = ("Neo.ClientError.Statement.", "Neo.ClientError.Procedure.", "Neo.ClientError.Schema.")


class OutcomeUnknownError(StoreError):
    """The connection was lost during a commit: only reading the store can tell whether it was done."""


class NoAnswerError(StoreError):
    """Something accepts connections at the address and says nothing."""


class NotUniqueError(StoreError):
    """A uniqueness constraint refused a change."""


class ServerFailedError(StoreError):
    """The server failed at something that should work, and its message does not help a user."""


class WriteFailedError(ServerFailedError):
    """The server could not write to its disk; earlier commits are safe."""


def translate(
    error: Exception, address: str, database: str | None, *, query: str | None = None, prefix: str = ""
) -> KgraphError:
    """Return an exception of the driver as an error for the user.

    Parameters
    ----------
    error : Exception
        The exception that the ``neo4j`` driver raised.
    address : str
        The server's address, without credentials.
    database : str or None
        Name of the requested database.
    query : str, optional
        The Cypher text, for the caret line of a syntax error.
    prefix : str
        Text that was sent before the query on its first line; columns are counted without it.
    """
    if isinstance(error, KgraphError):
        return error
    if isinstance(error, IncompleteCommit):
        return OutcomeUnknownError(
            "the connection was lost while the store was committing; the change is either whole or absent",
            where=address,
            hint="Run the command again: it does only what the store still lacks.",
        )
    if isinstance(error, AuthError):
        return _refused_login(error, address)
    if isinstance(error, ConfigurationError):
        return StoreError(_one_line(str(error)), where=address, hint="Example: bolt://localhost:7687")
    if isinstance(error, Neo4jError):
        return _server_error(error, address, database, query, prefix)
    if isinstance(error, (ServiceUnavailable, SessionExpired, DriverError, OSError)):
        return _unreachable(error, address)
    return StoreError(_one_line(str(error)) or type(error).__name__, where=address)


def _refused_login(error: AuthError, address: str) -> StoreError:
    if isinstance(error, Forbidden) or "Forbidden" in (error.code or ""):
        return _forbidden(address)
    if "CredentialsExpired" in (error.code or ""):
        return StoreError(
            "the server demands a new password before anything else",
            where=address,
            hint="Change it once with: ALTER CURRENT USER SET PASSWORD FROM 'old' TO 'new' (database system)",
        )
    if "RateLimit" in (error.code or ""):
        return StoreError(
            "too many failed logins; the server refuses more of them for some seconds",
            where=address,
            hint="Wait a moment, then check NEO4J_USERNAME and NEO4J_PASSWORD.",
        )
    if "key `scheme`" in (error.message or "") or "Missing credentials" in (error.message or ""):
        return StoreError(
            "the server asks for a username and a password",
            where=address,
            hint="Set NEO4J_USERNAME and NEO4J_PASSWORD in the environment.",
        )
    return StoreError(
        "wrong username or password",
        where=address,
        hint="Check NEO4J_USERNAME and NEO4J_PASSWORD in the environment.",
    )


def _forbidden(address: str) -> StoreError:
    return StoreError(
        "this account may not do that; it may be read-only",
        where=address,
        hint="Log in as a user who may write: set NEO4J_USERNAME and NEO4J_PASSWORD.",
    )


def _read_only_database(address: str, database: str | None) -> StoreError:
    return StoreError(
        f"the database {database!r} is read-only" if database else "the database is read-only",
        where=address,
        hint="The server's administrator can make it writable. Or name another one in NEO4J_DATABASE.",
    )


def _write_failed(code: str, message: str, address: str) -> WriteFailedError | None:
    """Return the error for a server that could not write to its disk; None for any other failure.

    Neo4j does not say why it could not, and refuses all work on the database until it is started again. The
    embedded store sends the message that is compared below, and continues once there is room.
    """
    stopped = "TransactionLogError" in code or "critical error" in message
    if _FULL.search(message):
        cause = "the server's disk is full"
    elif stopped:
        cause = "the server could not write to its disk, most likely full, and has stopped this database"
    elif message == "Transaction error on commit":
        cause = "the store could not write to its disk, which is most likely full"
    else:
        return None
    restart = "start the server again, " if stopped else ""
    return WriteFailedError(
        cause,
        where=address,
        hint=f"Make room on it, {restart}and run the command again: it writes what is missing.",
    )


def _server_error(
    error: Neo4jError, address: str, database: str | None, query: str | None, prefix: str
) -> KgraphError:
    code = error.code or ""
    message = _one_line(error.message or code)
    if "Security.Forbidden" in code or ("permission" in message.lower() and "denied" in message.lower()):
        return _forbidden(address)
    if "ReadOnly" in code:
        return _read_only_database(address, database)
    if code.endswith("AccessMode"):
        return _forbidden(address)
    failed = _write_failed(code, message, address)
    if failed is not None:
        return failed
    if code.endswith("DatabaseUnavailable"):
        return StoreError(
            f"the database {database!r} is not running",
            where=address,
            hint="It may be starting: run the command again in a while. Otherwise the server's log says why.",
        )
    if code.endswith("DatabaseNotFound"):
        return StoreError(
            f"no database {database!r} on this server",
            where=address,
            hint="Correct [store] database in study.toml, or NEO4J_DATABASE. List them with: SHOW DATABASES",
        )
    if "TransientError" in code:
        return StoreError(f"the store is busy: {message}", where=address, hint="Run the command again.")
    if isinstance(error, ConstraintError) or "ConstraintValidationFailed" in code:
        return NotUniqueError(f"a uniqueness constraint refused the change: {message}", where=address)
    if isinstance(error, ClientError) and code.startswith(_QUERY_CODES):
        return query_error(error.message or code, query, prefix=prefix)
    return ServerFailedError(
        f"the store failed: {message}", where=address, hint="The server's own log has the details."
    )


def query_error(message: str, query: str | None, *, prefix: str = "") -> QueryError:
    """Return the error for a refused query, with the faulty line and a caret under the fault.

    Parameters
    ----------
    message : str
        The server's message. It may name the place in one of the forms that the stores use.
    query : str or None
        The text that the user wrote.
    prefix : str
        Text that was sent before the query on its first line.
    """
    text, place = message, None
    for pattern, base in _PLACES:
        match = pattern.search(message)
        if match:
            line, column = int(match.group(1)), int(match.group(2)) - base
            place = (line, column - len(prefix) if line == 1 else column)
            text = message[: match.start()] + " " + message[match.end() :]
            break
    text = text.split('\n"')[0].split("\n  ")[0]
    text = _one_line(_EXPECTED.sub("", text)).split(" registered for this database")[0]
    if _NO_CAUSE.match(text):
        text = "the store could not run the query and names no cause"
    missing = _MISSING.search(text)
    if missing:
        name = missing.group(1)
        return QueryError(f"the query needs a value for ${name}", hint=f"Give it with: --param {name}=VALUE")
    if not query:
        return QueryError(text)
    if place is None:
        place = _place_of_name(text, query)
    if place is None:
        return QueryError(text)
    line, column = place
    return QueryError(f"{text} (line {line}, column {column + 1})", hint=_caret(query, line, column))


def _place_of_name(text: str, query: str) -> tuple[int, int] | None:
    """Return line and column of the name that a message complains about; None without such a name."""
    name = _NAMED.search(text)
    match = re.search(rf"(?<![\w.]){re.escape(name.group(1))}\b", query) if name else None
    if not match:
        return None
    before = query[: match.start()]
    return before.count("\n") + 1, match.start() - (before.rfind("\n") + 1)


def _caret(query: str, line: int, column: int) -> str | None:
    """Return line `line` of the query, shortened if it is long, over a caret under `column`."""
    lines = query.split("\n")
    if not 1 <= line <= len(lines):
        return None
    shown, start = lines[line - 1].replace("\t", " "), 0
    if len(shown) > 100:
        start = max(0, column - 50)
        shown = shown[start : start + 100]
    return f"  {shown}\n  {' ' * (column - start)}^"


def _unreachable(error: BaseException, address: str) -> StoreError:
    causes = list(_causes(error))
    text = " ".join(str(cause) for cause in causes)
    encrypted = "+s" in address.split("://")[0]
    if (
        any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes)
        or "CERTIFICATE_VERIFY" in text
    ):
        return StoreError(
            "the server's certificate is not one this machine trusts",
            where=address,
            hint="For a self-signed certificate that you know, use +ssc instead of +s in the address.",
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes) or "SSL" in text:
        return StoreError(
            "TLS mismatch: the address asks for encryption and the server does not speak it",
            where=address,
            hint=f"Try {address.replace('+ssc', '').replace('+s', '')}",
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes) or "DNS resolve" in text:
        return StoreError("no such host", where=address, hint="Check the host name in the address.")
    if "looks like HTTP" in text:
        return StoreError(
            "this port speaks HTTP, not Bolt",
            where=address,
            hint="Neo4j's Bolt port is 7687 unless configured.",
        )
    if "incomplete handshake" in text:
        if not encrypted and speaks_tls(address):
            scheme, _, rest = address.partition("://")
            return StoreError(
                "this server demands TLS",
                where=address,
                hint=f"Try {scheme}+s://{rest}, or with a self-signed certificate {scheme}+ssc://{rest}",
            )
        return StoreError(
            "something answers there, but it does not speak Bolt", where=address, hint="Check the port."
        )
    if "handshake" in text or "timed out" in text or "imeout" in text:
        return NoAnswerError(
            "no answer within the time allowed", where=address, hint="Check the address and the port."
        )
    if "refused" in text or ("onnect" in text and not isinstance(error, SessionExpired)):
        return StoreError(
            "no server at this address",
            where=address,
            hint="Start the server, correct NEO4J_URI, or use the embedded store with --store embedded.",
        )
    return StoreError(
        "the connection to the store was lost",
        where=address,
        hint="Is the server still running? Run the command again.",
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and everything that it was raised from, each once."""
    seen: set[int] = set()
    queue = [error]
    while queue:
        cause = queue.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        queue += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            queue += cause.exceptions


def _one_line(text: str) -> str:
    return " ".join(text.split())
