"""Every sentence that a page says by itself, in Swedish and English."""

from __future__ import annotations

from kgraph.words.text import Text

VIEWS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "collaboration": (
        {"sv": "Samverkan", "en": "Collaboration"},
        {
            "sv": "Organisationer, enheter, nätverk och projekt, och vem som ingår i, driver, "
            "finansierar eller lämnar över uppgifter till vad.",
            "en": "Organisations, units, networks and projects, and who is part of, hosts, funds or "
            "hands tasks to what.",
        },
    ),
    "services": (
        {"sv": "Tjänsteberoenden", "en": "Service dependency"},
        {
            "sv": "Från leverantör över system och tjänst till den som använder tjänsten. Läs från "
            "vänster till höger.",
            "en": "From provider through system and service to the one that uses it. Read from left to "
            "right.",
        },
    ),
    "decisions": (
        {"sv": "Beslut över tid", "en": "Decisions over time"},
        {
            "sv": "Beslut i datumordning, på rad med det organ som fattade dem. Under raderna står det "
            "som besluten rör.",
            "en": "Decisions in date order, in line with the body that took them. Below the lines stands "
            "what they concern.",
        },
    ),
    "ego": (
        {"sv": "Omgivning", "en": "Surroundings"},
        {
            "sv": "Allt som ligger högst {radius} steg från noden i mitten.",
            "en": "Everything at most {radius} steps from the node in the middle.",
        },
    ),
    "comparison": (
        {"sv": "Jämförelse", "en": "Comparison"},
        {
            "sv": "Två byggen i samma bild: tillkommet, borttaget, ändrat och oförändrat.",
            "en": "Two builds in one picture: added, removed, changed and the same.",
        },
    ),
    "full": (
        {"sv": "Hela grafen", "en": "The full graph"},
        {"sv": "Allt som grafen innehåller.", "en": "Everything the graph holds."},
    ),
}

LAYERS: dict[str, dict[str, str]] = {
    "providers": {"sv": "Leverantörer och driftansvariga", "en": "Providers and operators"},
    "systems": {"sv": "IT-system", "en": "IT systems"},
    "services": {"sv": "Tjänster", "en": "Services"},
    "consumers": {"sv": "Användare", "en": "Consumers"},
    "undated": {"sv": "odaterat", "en": "undated"},
}

MEASURES: dict[str, dict[str, str]] = {
    "none": {"sv": "Alla lika", "en": "All equal"},
    "degree": {"sv": "Antal relationer", "en": "Number of relations"},
    "sources": {"sv": "Antal källor", "en": "Number of sources"},
}
IN_VIEW = Text("{measure} (i vyn, utan riktning)", "{measure} (in this view, direction set aside)")

STATUSES: dict[str, dict[str, str]] = {
    "stated": {"sv": "Uttryckligt", "en": "Stated"},
    "inferred": {"sv": "Härlett", "en": "Inferred"},
    "disputed": {"sv": "Omstritt", "en": "Disputed"},
    "outdated": {"sv": "Föråldrat", "en": "Outdated"},
}

CHANGES: dict[str, dict[str, str]] = {
    "added": {"sv": "Tillkommet", "en": "Added"},
    "removed": {"sv": "Borttaget", "en": "Removed"},
    "changed": {"sv": "Ändrat", "en": "Changed"},
    "same": {"sv": "Oförändrat", "en": "The same"},
}

_PAGE: dict[str, tuple[str, str]] = {
    "skip": ("Hoppa till innehållet", "Skip to the content"),
    "views": ("Vyer", "Views"),
    "report": ("Rapport", "Report"),
    "language": ("Språk", "Language"),
    "theme": ("Utseende", "Appearance"),
    "themeAuto": ("Som systemet", "As the system"),
    "themeLight": ("Ljust", "Light"),
    "themeDark": ("Mörkt", "Dark"),
    "search": ("Sök", "Search"),
    "searchHint": ("Namn, alias eller id", "Name, alias or id"),
    "noMatch": ("Inget hittades.", "Nothing was found."),
    "more": ("och {n} till", "and {n} more"),
    "hits": ("{n} träffar", "{n} hits"),
    "filters": ("Teckenförklaring", "Legend"),
    "kinds": ("Vad som visas", "What is shown"),
    "relations": ("Relationer", "Relations"),
    "status": ("Uppgiftens status", "Status of the statement"),
    "sources": ("Källor", "Sources"),
    "changes": ("Förändring", "Change"),
    "all": ("Alla", "All"),
    "none": ("Inga", "None"),
    "period": ("Period", "Period"),
    "from": ("Från", "From"),
    "until": ("Till", "Until"),
    "undated": ("Visa även odaterat", "Show the undated too"),
    "unconnected": ("Dölj noder utan relationer", "Hide nodes without relations"),
    "size": ("Storlek efter", "Size by"),
    "reset": ("Visa allt igen", "Show everything again"),
    "diagram": ("Diagram", "Diagram"),
    "nodes": ("Noder", "Nodes"),
    "relationTable": ("Relationer", "Relations"),
    "shownCount": (
        "{n} av {N} noder, {m} av {M} relationer visas.",
        "{n} of {N} nodes, {m} of {M} relations are shown.",
    ),
    "grouped": (
        "{n} noder är för många för en läsbar bild. De visas som {g} grupper efter slag; inget är borttaget. "
        "Öppna en grupp, sök, eller visa alla.",
        "{n} nodes are too many for a readable picture. They are shown as {g} groups by kind; nothing is "
        "left out. "
        "Open a group, search, or show them all.",
    ),
    "expandAll": ("Visa alla noder", "Show all nodes"),
    "collapseAll": ("Gruppera", "Group"),
    "openGroup": ("Öppna gruppen", "Open the group"),
    "closeGroup": ("Stäng gruppen", "Close the group"),
    "groupOf": ("{n} st.", "{n} items"),
    "persons": (
        "{n} fysiska personer är utelämnade enligt studiens policy.",
        "{n} natural persons are left out by the study's policy.",
    ),
    "canvas": (
        "Diagram. Piltangenter går till närmaste nod, Enter öppnar den, plus och minus zoomar, 0 visar allt, "
        "Skift+pil flyttar bilden, Escape avmarkerar. Samma uppgifter finns i tabellerna.",
        "Diagram. Arrow keys go to the nearest node, Enter opens it, plus and minus zoom, 0 shows "
        "everything, "
        "Shift+arrow moves the picture, Escape deselects. The tables hold the same facts.",
    ),
    "zoomIn": ("Förstora", "Zoom in"),
    "zoomOut": ("Förminska", "Zoom out"),
    "fit": ("Visa hela bilden", "Fit the picture"),
    "png": ("Spara PNG", "Save PNG"),
    "svg": ("Spara SVG", "Save SVG"),
    "csv": ("Spara CSV", "Save CSV"),
    "csvNote": (
        "Celler som ett kalkylprogram skulle läsa som formler inleds med en apostrof.",
        "Cells that a spreadsheet would read as formulas begin with an apostrophe.",
    ),
    "print": ("Skriv ut", "Print"),
    "link": ("Kopiera länk", "Copy link"),
    "copied": ("Länken är kopierad.", "The link is copied."),
    "notCopied": ("Länken står i adressfältet.", "The link is in the address bar."),
    "details": ("Detaljer", "Details"),
    "nothingSelected": (
        "Välj en nod i diagrammet eller tabellen, eller sök efter den.",
        "Choose a node in the diagram or the table, or search for it.",
    ),
    "clear": ("Avmarkera", "Deselect"),
    "alias": ("Även kallad", "Also called"),
    "properties": ("Uppgifter", "Facts"),
    "evidence": ("Belägg", "Evidence"),
    "noEvidence": ("Ingen källa är angiven.", "No source is given."),
    "locator": ("Ställe", "Place"),
    "quote": ("Citat", "Quote"),
    "confidence": ("Tillförlitlighet", "Confidence"),
    "rule": ("Regel", "Rule"),
    "neighbours": ("Grannar", "Neighbours"),
    "outgoing": ("till", "to"),
    "incoming": ("från", "from"),
    "noNeighbours": ("Inga relationer i denna vy.", "No relations in this view."),
    "hiddenNow": ("dold av urvalet", "hidden by the filters"),
    "findings": ("Resultat av analysen", "Findings of the analysis"),
    "definition": ("Definition", "Definition"),
    "interval": ("Intervall", "Interval"),
    "iri": ("Id (IRI)", "Id (IRI)"),
    "kind": ("Slag", "Kind"),
    "name": ("Namn", "Name"),
    "relation": ("Relation", "Relation"),
    "validFrom": ("Gäller från", "Valid from"),
    "validUntil": ("Gäller till", "Valid until"),
    "date": ("Datum", "Date"),
    "openEnd": ("tills vidare", "until further notice"),
    "count": ("Antal", "Count"),
    "published": ("utgiven", "issued"),
    "path": ("Väg mellan två noder", "Path between two nodes"),
    "pathFrom": ("Från", "From"),
    "pathTo": ("Till", "To"),
    "pathDirected": ("Följ relationernas riktning", "Follow the direction of the relations"),
    "pathFind": ("Visa vägen", "Show the path"),
    "pathNone": ("Det finns ingen väg mellan dem i urvalet.", "No path joins them among what is shown."),
    "pathOne": ("Kortaste vägen har {n} steg.", "The shortest path has {n} steps."),
    "pathMany": (
        "Kortaste vägen har {n} steg; detta är en av {k} lika korta.",
        "The shortest path has {n} steps; this is one of {k} as short.",
    ),
    "pathUnknown": ("Ingen nod heter {name}.", "No node is called {name}."),
    "useSelected": ("Använd vald", "Use selected"),
    "whatif": ("Tänk bort", "What if it were gone"),
    "whatifDo": ("Tänk bort den valda", "Remove the selected one"),
    "whatifReach": (
        "Nod för nod: vilka tappar kontakten med den största delen av det som visas.",
        "Node by node: who loses contact with the largest part of what is shown.",
    ),
    "whatifDependency": (
        "Samma regler som i analysen: det som kräver det borttagna stannar, om inget annat alternativ "
        "står kvar; "
        "den som använder något som stannar berörs men fortsätter.",
        "The rules of the analysis: what needs the removed thing stops, unless an alternative is left; "
        "whoever uses something that stops is affected but carries on.",
    ),
    "whatifStops": ("{n} noder stannar:", "{n} nodes stop:"),
    "whatifNone": ("Ingen annan nod skärs av.", "No other node is cut off."),
    "whatifSome": ("{n} noder skärs av:", "{n} nodes are cut off:"),
    "whatifAffected": ("{n} noder berörs:", "{n} nodes are affected:"),
    "whatifGone": ("Borttänkt", "Removed"),
    "whatifUndo": ("Lägg tillbaka", "Put it back"),
    "via": ("genom", "through"),
    "sortBy": ("Sortera efter {name}", "Sort by {name}"),
    "rows": ("Rad {a}–{b} av {n}", "Rows {a}–{b} of {n}"),
    "previous": ("Föregående", "Previous"),
    "next": ("Nästa", "Next"),
    "before": ("tidigare", "before"),
    "after": ("nu", "now"),
    "build": ("Bygge", "Build"),
    "noScript": (
        "Sidan behöver JavaScript för diagrammet. Rapporten kan läsas utan.",
        "The page needs JavaScript for the diagram. The report can be read without.",
    ),
    "parallel": ("{n} relationer", "{n} relations"),
    "selectedNow": ("Vald: {name}", "Selected: {name}"),
    "tools": ("Frågor till bilden", "Ask the picture"),
    "legendNote": ("Klicka för att visa eller dölja.", "Click to show or hide."),
}

PAGE: dict[str, dict[str, str]] = {
    code: {key: pair[index] for key, pair in _PAGE.items()} for index, code in enumerate(("sv", "en"))
}
