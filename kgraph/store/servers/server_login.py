"""Whether a server that has just been started answers, and lets its owner in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgraph.store.servers.server_plan import ServerPlan


def answers(plan: ServerPlan) -> bool:
    """Return whether the server accepts the login; change the published password of a new one first."""
    # Imported late: meanwhile the server starts.
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    change = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
    try:
        try:
            _log_in(plan, plan.password, plan.database, "RETURN 1")
        except AuthError:
            if plan.first_password is not None:
                first = plan.first_password
                _log_in(plan, first, "system", change, old=first, new=plan.password)
            return False
    except (DriverError, Neo4jError, OSError):
        # Not ready yet, or a server of somebody else, which refuses both passwords.
        return False
    return True


def _log_in(plan: ServerPlan, password: str, database: str, cypher: str, **params: str) -> None:
    import neo4j

    auth = (plan.username, password)
    with (
        neo4j.GraphDatabase.driver(plan.uri, auth=auth, connection_timeout=5) as driver,
        driver.session(database=database) as session,
    ):
        session.run(cypher, params).consume()
