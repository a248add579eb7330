"""The sheets of a template with their columns.

Columns are named by the ontology's English labels or local names; the template writes them in its own
language. Columns for identity, names, period and evidence are added to the sheets.
"""

from __future__ import annotations

SHEETS: dict[str, tuple[str, ...]] = {
    "Source": (
        "type",
        "title (sv)",
        "title (en)",
        "publisher",
        "issued",
        "retrieved on",
        "read at",
        "language",
        "defaultStatus",
    ),
    "Municipality": ("municipality code", "organisation number", "homepage"),
    "MunicipalFederation": ("organisation number", "legal form", "homepage"),
    "Organization": ("type", "organisation number", "unit of", "legal form"),
    "CollaborationNetwork": ("form of collaboration", "description"),
    "Project": ("from", "until", "description"),
    "JointBoard": ("hosted by", "legal form"),
    "Council": ("unit of",),
    "Post": ("post in", "role", "reports to"),
    "SharedITService": ("realised by", "requires", "description"),
    "ITSystem": ("description",),
    "CollaborationAgreement": ("has party", "governs", "requires approval by", "from", "until"),
    "Matter": ("case number", "subject"),
    "Decision": (
        "decided by",
        "decision date",
        "paragraph number",
        "case number",
        "approves",
        "in matter",
        "prepared by",
        "outcome",
    ),
    "LegalResource": ("local identifier",),
    "FundingCall": ("publisher",),
    "Challenge": ("identified in", "description"),
    "Solution": ("identified in", "addresses challenge", "description"),
    "DevelopmentEffort": ("identified in", "addresses challenge", "concerns aspect", "description"),
    "Membership": ("member", "organization", "role", "ownership share"),
    "Participation": ("participant", "participates in", "role"),
    "ServiceProvision": ("provider", "provided service", "under agreement"),
    "ServiceConsumption": (
        "consumer",
        "consumed service",
        "under agreement",
        "forTask",
        "criticality",
        "maximumDowntimeHours",
    ),
    "SystemOperation": ("operator", "operated system"),
    "Dependency": ("dependent", "antecedent", "dependency kind", "criticality", "alternative group"),
    "DecisionEffect": ("effect of", "affected entity", "effect"),
    "Dissent": ("dissenter", "dissents from", "description"),
    "TaskTransfer": ("transferred from", "transferred to", "concerns task", "legal form"),
    "Delegation": ("delegator", "delegate", "concerns task", "by decision", "description"),
    "Mandate": ("mandator", "mandate holder", "concerns task", "by decision", "description"),
    "Answerability": ("answering part", "answers for", "kind of answerability"),
    "MonetaryGrant": ("funder", "funded item", "amount", "currency", "under call"),
}
"""Columns of each sheet, by the local name of its class."""
