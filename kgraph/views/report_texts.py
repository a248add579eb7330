"""Every sentence that the report says by itself, in Swedish and English."""

from __future__ import annotations

from kgraph.analysis.measures.measure_registry import MEASURES

_WORDS: dict[str, tuple[str, str]] = {
    "report": ("Rapport", "Report"),
    "language": ("Språk", "Language"),
    "print": ("Skriv ut eller spara som PDF", "Print or save as PDF"),
    "contents": ("Innehåll", "Contents"),
    "views": ("Interaktiva vyer", "Interactive views"),
    "inShort": ("I korthet", "In short"),
    "read": ("Vad som lästes, och varifrån", "What was read, and from where"),
    "readIntro": (
        "Varje påstående i grafen hör till det dokument som säger det. Antalen är de noder och "
        "relationer som "
        "dokumentet belägger.",
        "Each statement of the graph belongs to the document that makes it. The counts are the nodes and "
        "relationships "
        "that the document supports.",
    ),
    "quality": ("Uppgifternas kvalitet", "Quality of the data"),
    "conforms": ("Uppgifterna följer reglerna.", "The data keep the rules."),
    "notConforms": ("Uppgifterna bryter mot reglerna.", "The data break the rules."),
    "noValidation": ("Ingen granskning är bifogad.", "No validation is attached."),
    "checked": (
        "{shapes} regler prövades på {statements} påståenden med {engine}.",
        "{shapes} rules were tried on {statements} statements with {engine}.",
    ),
    "withoutTargets": (
        "{n} regler hade inget att pröva och säger alltså ingenting.",
        "{n} rules had nothing to try and so say nothing.",
    ),
    "violation": ("Brott mot regel", "Violation"),
    "warning": ("Varning", "Warning"),
    "info": ("Upplysning", "Information"),
    "severity": ("Grad", "Severity"),
    "message": ("Vad", "What"),
    "where": ("Var", "Where"),
    "oneSource": ("Relationer som vilar på en enda källa", "Relationships that rest on one source only"),
    "noSource": ("Relationer utan källa", "Relationships without a source"),
    "undated": ("Relationer utan datum", "Relationships without a date"),
    "notStated": (
        "Relationer som inte är uttryckligt belagda",
        "Relationships that are not expressly stated",
    ),
    "statusPlot": (
        "Hur relationerna är kända: uttryckligt sagda, härledda, omstridda eller föråldrade.",
        "How the relationships are known: stated, inferred, disputed or outdated.",
    ),
    "graph": ("Vad grafen innehåller", "What the graph holds"),
    "nodesByKind": ("Noder efter slag", "Nodes by kind"),
    "edgesByType": ("Relationer efter typ", "Relationships by type"),
    "losses": ("Vad som inte fick plats", "What found no place"),
    "noLosses": (
        "Inget påstående i källorna gick förlorat på vägen till grafen.",
        "No statement of the sources was lost on the way to the graph.",
    ),
    "lossesUnknown": ("Ingen förlusträkning är bifogad.", "No account of losses is attached."),
    "findings": ("Resultat", "Findings"),
    "noFindings": ("Ingen analys är bifogad.", "No analysis is attached."),
    "noRows": ("Inget att redovisa här.", "Nothing to report here."),
    "network": ("Nätverk", "Network"),
    "networkSize": ("{n} noder, {m} relationer", "{n} nodes, {m} ties"),
    "directed": ("riktat", "directed"),
    "undirected": ("oriktat", "undirected"),
    "definition": ("Så är måttet definierat", "How the figure is defined"),
    "method": ("Metod", "Method"),
    "engine": ("Beräknat med", "Computed with"),
    "seed": ("Frö", "Seed"),
    "claim": ("Påstående", "Claim"),
    "figure": ("Mått", "Figure"),
    "interval": ("Intervall", "Interval"),
    "tier": ("Nivå", "Tier"),
    "chance": ("z mot slumpen", "z against chance"),
    "evidence": ("Belägg", "Evidence"),
    "cutOff": ("Berörda", "Those affected"),
    "allRows": ("Alla {n} rader, med definition och metod", "All {n} rows, with definition and method"),
    "unfold": ("Öppna allt", "Open everything"),
    "undefined": ("odefinierat", "undefined"),
    "rankPlot": (
        "Plats med intervall. Samma färg är samma nivå: dessa kan inte skiljas åt.",
        "Rank with its interval. One colour is one tier: these cannot be told apart.",
    ),
    "fragilityPlot": (
        "Hur stor del som hänger ihop när noder tas bort.",
        "How much hangs together as nodes are removed.",
    ),
    "brokeragePlot": (
        "Vem som står mellan andra, och i vilken roll.",
        "Who stands between others, and in which role.",
    ),
    "pictures": ("Helheten i två bilder", "The whole in two pictures"),
    "matrix": ("Vem som samverkar med vem", "Who collaborates with whom"),
    "matrixPlot": (
        "Varje ruta är minst en relation mellan två aktörer i vyn Samverkan. Grupper som hänger ihop "
        "(Louvain) står "
        "samlade och har egen färg; grå rutor är band mellan grupper.",
        "Each square is at least one relationship between two actors of the view Collaboration. Groups "
        "that hang "
        "together (Louvain) stand together in a colour of their own; grey squares are ties between groups.",
    ),
    "time": ("Över tid", "Over time"),
    "timePlot": (
        "Streck är perioder (eget datum, annars från första till sista daterade relation), romber är "
        "beslut och andra "
        "händelser, pil betyder tills vidare.",
        "Bars are periods (their own dates, else from the first to the last dated relationship), "
        "diamonds are decisions "
        "and other events, an arrow means until further notice.",
    ),
    "leftOut": ("{n} daterade rader till ryms inte i bilden.", "{n} more dated rows do not fit the picture."),
    "repeat": ("Så upprepas detta", "How to repeat this"),
    "repeatIntro": (
        "Samma källfiler, samma version och samma frö ger samma graf och samma siffror.",
        "The same source files, the same version and the same seed give the same graph and the same figures.",
    ),
    "command": ("Kommando", "Command"),
    "build": ("Bygge", "Build"),
    "contentHash": ("Grafens kontrollsumma", "Hash of the graph"),
    "files": ("Indatafiler", "Input files"),
    "versions": ("Versioner", "Versions"),
    "file": ("Fil", "File"),
    "hash": ("SHA-256", "SHA-256"),
    "source": ("Källa", "Source"),
    "publisher": ("Utgivare", "Publisher"),
    "issued": ("Utgiven", "Issued"),
    "nodes": ("Noder", "Nodes"),
    "relationships": ("Relationer", "Relationships"),
    "kind": ("Slag", "Kind"),
    "type": ("Typ", "Type"),
    "count": ("Antal", "Count"),
    "share": ("Andel", "Share"),
    "reason": ("Skäl", "Reason"),
    "persons": (
        "{n} fysiska personer är utelämnade enligt studiens policy.",
        "{n} natural persons are left out by the study's policy.",
    ),
    "summary": (
        "Grafen har {nodes} noder och {edges} relationer från {sources} dokument.",
        "The graph has {nodes} nodes and {edges} relationships from {sources} documents.",
    ),
    "place": ("ställe", "place"),
    "none": ("–", "–"),
}

REPORT: dict[str, dict[str, str]] = {key: {"sv": pair[0], "en": pair[1]} for key, pair in _WORDS.items()}

FIGURES: dict[str, dict[str, str]] = {
    "goals lost": {"sv": "förlorade mål", "en": "goals lost"},
    "single points": {"sv": "enskilda punkter som allt hänger på", "en": "single points that all rests on"},
    "cut off": {"sv": "avskurna", "en": "cut off"},
    "brokered pairs": {"sv": "förmedlade par", "en": "pairs brokered"},
    "robustness": {"sv": "robusthet", "en": "robustness"},
    "separate paths": {"sv": "skilda vägar", "en": "separate paths"},
    "ties needed": {"sv": "band som behövs", "en": "ties needed"},
    "fragmentation": {"sv": "splittring", "en": "fragmentation"},
    "held alone": {"sv": "hålls av en enda", "en": "held alone"},
    "reach": {"sv": "räckvidd", "en": "reach"},
}

# Gould and Fernandez (1989), doi:10.2307/270949, and the two-mode form.
ROLES: dict[str, dict[str, str]] = {
    "coordinator": {"sv": "samordnare", "en": "coordinator"},
    "itinerant": {"sv": "utomstående medlare", "en": "itinerant broker"},
    "gatekeeper": {"sv": "grindvakt", "en": "gatekeeper"},
    "representative": {"sv": "företrädare", "en": "representative"},
    "liaison": {"sv": "förbindelselänk", "en": "liaison"},
    "same-class": {"sv": "inom samma slag", "en": "within one kind"},
    "across-classes": {"sv": "mellan slag", "en": "across kinds"},
}


def figure_name(name: str) -> dict[str, str]:
    """Return what a figure of the analysis is called, in every language; its own name where that is all."""
    if name in MEASURES:
        return MEASURES[name].title.to_json()
    return FIGURES.get(name) or {"sv": name, "en": name}
