"""More sheets of a template, with the same worked example: shared systems, and what researchers collect."""

from __future__ import annotations

from typing import Any

SYSTEM_SHEETS: dict[str, tuple[str, ...]] = {
    "SystemOwnership": ("owner", "ownedSystem"),
    "SystemSupply": ("supplier", "suppliedItem", "underAgreement"),
    "SystemHosting": ("hostingParty", "hostedSystem", "hostingForm"),
    "InformationFlow": ("flowFrom", "flowTo", "flowChannel", "flowResponsible", "personalData"),
    "DataProcessing": ("processingParty", "processedIn", "processingRole", "underAgreement"),
    "CostShare": ("payer", "costOf", "share", "amount", "currency", "costKey", "referenceDate"),
    "InformantCategory": ("informantOrganisationType", "role", "informantCount"),
    "Standpoint": ("standpointOf", "standpointOn", "stance", "informantCount"),
    "InformalTie": ("tieFrom", "tieTo", "tieKind", "tieStrength", "perceivedBy", "informantCount"),
    "EffortOutcome": ("description",),
    "OutcomeEffect": ("ofOutcome", "changedChallenge", "effectOnChallenge"),
    "Finding": ("findingKind", "findingAbout", "identified in", "description"),
}
"""Columns of each sheet, by the local name of its class."""

_AGREEMENT = {"source": "avtal", "locator": "§ 4"}
_WORKSHOP = {"source": "workshop", "locator": "punkt 3"}

SYSTEM_EXAMPLE: dict[str, tuple[dict[str, Any], ...]] = {
    "SystemOwnership": ({"owner": "byanat", "ownedSystem": "plattformen", **_AGREEMENT},),
    "SystemSupply": (
        {
            "supplier": "byanat",
            "suppliedItem": "plattformen",
            "underAgreement": "driftavtal",
            **_AGREEMENT,
        },
    ),
    "SystemHosting": (
        {
            "hostingParty": "byanat",
            "hostedSystem": "plattformen",
            "hostingForm": "own-premises",
            **_AGREEMENT,
        },
    ),
    "InformationFlow": (
        {
            "flowFrom": "inloggning",
            "flowTo": "plattformen",
            "flowChannel": "integration",
            "flowResponsible": "byanat",
            **_AGREEMENT,
        },
    ),
    "DataProcessing": (
        {
            "processingParty": "exempelby",
            "processedIn": "e-tjanst",
            "processingRole": "controller",
            **_AGREEMENT,
        },
        {
            "processingParty": "byanat",
            "processedIn": "e-tjanst",
            "processingRole": "processor",
            "underAgreement": "driftavtal",
            **_AGREEMENT,
        },
    ),
    "CostShare": (
        {
            "payer": "exempelby",
            "costOf": "e-tjanst",
            "share": 0.6,
            "costKey": "population",
            "referenceDate": "2023",
            **_AGREEMENT,
        },
        {
            "payer": "provstad",
            "costOf": "e-tjanst",
            "share": 0.4,
            "costKey": "population",
            "referenceDate": "2023",
            **_AGREEMENT,
        },
    ),
    "InformantCategory": (
        {
            "id": "enhetschefer",
            "name (sv)": "Enhetschefer i kommunerna",
            "name (en)": "Heads of unit in the municipalities",
            "informantOrganisationType": "municipality",
            "role": "head-of-unit",
            "informantCount": 4,
            **_WORKSHOP,
        },
    ),
    "Standpoint": (
        {
            "standpointOf": "enhetschefer",
            "standpointOn": "otydliga-roller",
            "stance": "names",
            **_WORKSHOP,
        },
    ),
    "InformalTie": (
        {
            "tieFrom": "provstad",
            "tieTo": "exempelby",
            "tieKind": "advice",
            "tieStrength": "moderate",
            "perceivedBy": "enhetschefer",
            **_WORKSHOP,
        },
    ),
    "EffortOutcome": (
        {
            "id": "roller-i-bruk",
            "name (sv)": "Rollbeskrivningar används",
            "name (en)": "Role descriptions are in use",
            **_WORKSHOP,
        },
    ),
    "OutcomeEffect": (
        {
            "ofOutcome": "roller-i-bruk",
            "changedChallenge": "otydliga-roller",
            "effectOnChallenge": "eases",
            **_WORKSHOP,
        },
    ),
    "Finding": (
        {
            "id": "roller-tidigt",
            "name (sv)": "Roller behöver klarläggas tidigt",
            "name (en)": "Roles need to be settled early",
            "findingKind": "lesson",
            "findingAbout": "otydliga-roller",
            **_WORKSHOP,
        },
    ),
}
