"""The worked example in a template: two invented municipalities.

Columns are named by the ontology's English labels or local names, and concepts by their notation; the
template writes both in its own language.
"""

from __future__ import annotations

from typing import Any

_AGREEMENT = {"source": "avtal", "locator": "§ 2", "status": "stated"}
_MINUTES = {"source": "protokoll", "locator": "§ 41", "status": "stated"}
_INTERVIEW = {"source": "workshop", "status": "inferred", "confidence": 0.6}

EXAMPLE: dict[str, tuple[dict[str, Any], ...]] = {
    "Source": (
        {
            "id": "avtal",
            "title (sv)": "Avtal om gemensam IT-drift (påhittat exempel)",
            "title (en)": "Agreement on shared IT operation (invented example)",
            "publisher": "exempelby",
            "issued": "2022-11",
            "retrieved on": "2024-02-01",
            "read at": "https://example.org/avtal.pdf",
            "language": "sv",
        },
        {
            "id": "protokoll",
            "title (sv)": "Protokoll från fullmäktige i Exempelby (påhittat exempel)",
            "title (en)": "Minutes of the council of Exempelby (invented example)",
            "publisher": "exempelby",
            "issued": "2022-12-12",
            "retrieved on": "2024-02-01",
            "read at": "https://example.org/protokoll.pdf",
            "language": "sv",
        },
        {
            "id": "workshop",
            "type": "ResearchNote",
            "defaultStatus": "inferred",
            "title (sv)": "Anteckningar från workshop (påhittat exempel)",
            "title (en)": "Notes from a workshop (invented example)",
            "publisher": "Forskargruppen",
            "issued": "2024",
            "retrieved on": "2024-02-01",
            "read at": "https://example.org/workshop.html",
            "language": "sv",
        },
    ),
    "Municipality": (
        {
            "id": "exempelby",
            "name (sv)": "Exempelby kommun",
            "name (en)": "Exempelby Municipality",
            **_AGREEMENT,
        },
        {
            "id": "provstad",
            "name (sv)": "Provstads kommun",
            "name (en)": "Provstad Municipality",
            **_AGREEMENT,
        },
    ),
    "MunicipalFederation": (
        {
            "id": "byanat",
            "name (sv)": "Kommunalförbundet Byanät",
            "name (en)": "Byanät Municipal Federation",
            "legal form": "municipal-federation",
            **_AGREEMENT,
        },
    ),
    "Organization": (
        {
            "id": "hogskolan",
            "type": "University",
            "name (sv)": "Exempelhögskolan",
            "name (en)": "Example University",
            **_INTERVIEW,
        },
    ),
    "CollaborationNetwork": (
        {
            "id": "digitalnatverket",
            "name (sv)": "Digitalnätverket",
            "name (en)": "The Digital Network",
            "form of collaboration": "network",
            **_INTERVIEW,
        },
    ),
    "Project": (
        {
            "id": "gemensam-e-tjanst",
            "name (sv)": "Projektet Gemensam e-tjänst",
            "name (en)": "The Shared E-service Project",
            "from": "2023-03",
            "until": "2024-12",
            **_INTERVIEW,
        },
    ),
    "JointBoard": (
        {
            "id": "lonenamnden",
            "name (sv)": "Gemensamma lönenämnden",
            "name (en)": "The Joint Payroll Board",
            "hosted by": "exempelby",
            "legal form": "joint-board",
            **_AGREEMENT,
        },
    ),
    "Council": (
        {
            "id": "kf-exempelby",
            "name (sv)": "Kommunfullmäktige i Exempelby",
            "name (en)": "Council of Exempelby",
            "unit of": "exempelby",
            **_MINUTES,
        },
        {
            "id": "kf-provstad",
            "name (sv)": "Kommunfullmäktige i Provstad",
            "name (en)": "Council of Provstad",
            "unit of": "provstad",
            **_AGREEMENT,
        },
    ),
    "Post": (
        {
            "id": "vd-byanat",
            "name (sv)": "Förbundsdirektör i Byanät",
            "name (en)": "Director of Byanät",
            "post in": "byanat",
            "role": "managing-director",
            **_AGREEMENT,
        },
    ),
    "SharedITService": (
        {
            "id": "e-tjanst",
            "name (sv)": "Gemensam e-tjänstplattform",
            "name (en)": "Shared e-service platform",
            "realised by": "plattformen",
            "requires": "inloggning",
            **_AGREEMENT,
        },
        {"id": "inloggning", "name (sv)": "Gemensam inloggning", "name (en)": "Shared sign-in", **_AGREEMENT},
    ),
    "ITSystem": (
        {"id": "plattformen", "name (sv)": "Plattformen", "name (en)": "The platform", **_AGREEMENT},
    ),
    "CollaborationAgreement": (
        {
            "id": "driftavtal",
            "name (sv)": "Avtal om gemensam IT-drift",
            "name (en)": "Agreement on shared IT operation",
            "has party": "exempelby; provstad; byanat",
            "governs": "e-tjanst",
            "requires approval by": "kf-exempelby; kf-provstad",
            "from": "2023-01-01",
            **_AGREEMENT,
        },
    ),
    "Matter": (
        {
            "id": "arendet",
            "name (sv)": "Gemensam IT-drift",
            "name (en)": "Shared IT operation",
            "case number": "KS 2022/17",
            "subject": "e-tjanst",
            **_MINUTES,
        },
    ),
    "Decision": (
        {
            "id": "beslut-41",
            "name (sv)": "Beslut att anta driftavtalet",
            "name (en)": "Decision to adopt the operation agreement",
            "decided by": "kf-exempelby",
            "decision date": "2022-12-12",
            "paragraph number": "§ 41",
            "approves": "driftavtal",
            "in matter": "arendet",
            "outcome": "approved",
            **_MINUTES,
        },
    ),
    "LegalResource": (
        {
            "id": "kommunallagen",
            "name (sv)": "Kommunallagen",
            "name (en)": "The Local Government Act",
            "local identifier": "SFS 2017:725",
            **_AGREEMENT,
        },
    ),
    "FundingCall": (
        {
            "id": "utlysning",
            "name (sv)": "Utlysning om digital samverkan",
            "name (en)": "Call on digital collaboration",
            "publisher": "Finansiären",
            **_INTERVIEW,
        },
    ),
    "Challenge": (
        {
            "id": "otydliga-roller",
            "name (sv)": "Otydliga roller",
            "name (en)": "Unclear roles",
            "identified in": "gemensam-e-tjanst",
            **_INTERVIEW,
        },
    ),
    "Solution": (
        {
            "id": "styrmodell",
            "name (sv)": "Gemensam styrmodell",
            "name (en)": "Shared governance model",
            "identified in": "gemensam-e-tjanst",
            "addresses challenge": "otydliga-roller",
            **_INTERVIEW,
        },
    ),
    "DevelopmentEffort": (
        {
            "id": "rollbeskrivningar",
            "name (sv)": "Beskriva roller",
            "name (en)": "Describing roles",
            "identified in": "gemensam-e-tjanst",
            "addresses challenge": "otydliga-roller",
            "concerns aspect": "role",
            **_INTERVIEW,
        },
    ),
    "Membership": (
        {"member": "exempelby", "organization": "byanat", "role": "member", "ownership share": 0.6}
        | {"from": "2023-01-01"}
        | _AGREEMENT,
        {"member": "provstad", "organization": "byanat", "role": "member", "ownership share": 0.4}
        | {"from": "2023-01-01"}
        | _AGREEMENT,
        {"member": "provstad", "organization": "digitalnatverket", "role": "member", **_INTERVIEW},
        {"member": "exempelby", "organization": "digitalnatverket", "role": "member", **_INTERVIEW},
    ),
    "Participation": (
        {
            "participant": "exempelby",
            "participates in": "gemensam-e-tjanst",
            "role": "coordinator",
            **_INTERVIEW,
        },
        {"participant": "provstad", "participates in": "gemensam-e-tjanst", "role": "partner", **_INTERVIEW},
        {
            "participant": "hogskolan",
            "participates in": "gemensam-e-tjanst",
            "role": "research-lead",
            **_INTERVIEW,
        },
    ),
    "ServiceProvision": (
        {"provider": "byanat", "provided service": "e-tjanst", "under agreement": "driftavtal", **_AGREEMENT},
        {
            "provider": "byanat",
            "provided service": "inloggning",
            "under agreement": "driftavtal",
            **_AGREEMENT,
        },
    ),
    "ServiceConsumption": (
        {
            "consumer": "exempelby",
            "consumed service": "e-tjanst",
            "under agreement": "driftavtal",
            "forTask": "e-services",
            "criticality": "high",
            "maximumDowntimeHours": 8,
            **_AGREEMENT,
        },
        {
            "consumer": "provstad",
            "consumed service": "e-tjanst",
            "under agreement": "driftavtal",
            **_AGREEMENT,
        },
    ),
    "SystemOperation": ({"operator": "byanat", "operated system": "plattformen", **_AGREEMENT},),
    "Dependency": (
        {
            "dependent": "e-tjanst",
            "antecedent": "inloggning",
            "dependency kind": "technical",
            "criticality": "critical",
            **_INTERVIEW,
        },
    ),
    "DecisionEffect": (
        {"effect of": "beslut-41", "affected entity": "driftavtal", "effect": "adopts", **_MINUTES},
    ),
    "Dissent": (
        {
            "dissenter": "provstad",
            "dissents from": "beslut-41",
            "description (sv)": "Ville avvakta utredningen.",
            "description (en)": "Wanted to wait for the inquiry.",
            **_MINUTES,
        },
    ),
    "TaskTransfer": (
        {
            "transferred from": "exempelby",
            "transferred to": "byanat",
            "concerns task": "it-operation",
            "legal form": "municipal-federation",
            "from": "2023-01-01",
            **_AGREEMENT,
        },
        {
            "transferred from": "provstad",
            "transferred to": "byanat",
            "concerns task": "it-operation",
            "legal form": "municipal-federation",
            "from": "2023-01-01",
            **_AGREEMENT,
        },
    ),
    "Delegation": (
        {
            "delegator": "kf-exempelby",
            "delegate": "vd-byanat",
            "concerns task": "it-operation",
            "by decision": "beslut-41",
            **_MINUTES,
        },
    ),
    "Mandate": (
        {
            "mandator": "exempelby",
            "mandate holder": "vd-byanat",
            "concerns task": "digital-development",
            **_INTERVIEW,
        },
    ),
    "Answerability": (
        {
            "answering part": "vd-byanat",
            "answers for": "e-tjanst",
            "kind of answerability": "accountable",
            **_AGREEMENT,
        },
    ),
    "MonetaryGrant": (
        {
            "funder": "hogskolan",
            "funded item": "gemensam-e-tjanst",
            "amount": 250000,
            "currency": "SEK",
            "under call": "utlysning",
            **_INTERVIEW,
        },
    ),
}
"""Rows of the worked example by the local name of the class."""
