"""The Neo4j of compose.yaml: its settings are accepted by a real server, and nothing else can reach it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import neo4j
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

COMPOSE = Path(__file__).parents[2] / "compose.yaml"
IMAGES_OWN = {"NEO4J_AUTH"}


def service() -> dict[str, Any]:
    content = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    (only,) = content["services"].values()
    assert isinstance(only, dict)
    return only


def settings() -> dict[str, str]:
    """The settings as the image writes them to neo4j.conf: _ is a full stop, and __ an underscore."""
    environment = service()["environment"]
    return {
        re.sub("_+", lambda marks: "." if marks[0] == "_" else "_", name.removeprefix("NEO4J_")): str(value)
        for name, value in environment.items()
        if name not in IMAGES_OWN
    }


def test_it_listens_on_this_machine_only_and_its_password_is_no_part_of_the_file() -> None:
    assert all(port.startswith("127.0.0.1:") for port in service()["ports"])
    assert service()["environment"]["NEO4J_AUTH"].startswith("neo4j/${NEO4J_PASSWORD:?")


def test_a_real_server_runs_with_its_settings(tmp_path: Path, own_neo4j: Callable[..., Any]) -> None:
    wanted = settings()
    with (
        own_neo4j(tmp_path, wanted) as plan,
        neo4j.GraphDatabase.driver(plan.uri, auth=(plan.username, plan.password)) as driver,
    ):
        rows, _, _ = driver.execute_query(
            "SHOW SETTINGS YIELD name, value, isExplicitlySet WHERE isExplicitlySet RETURN name, value"
        )
    held = {row["name"]: row["value"].lower() for row in rows}
    given = {name: value.replace("m", ".00MiB").lower() for name, value in wanted.items() if "memory" in name}
    assert given.items() <= held.items()
    assert held["dbms.security.allow_csv_import_from_file_urls"] == "false"
    assert wanted.keys() <= held.keys()
