// name: cq19-statements-of-a-document
// sv: Vad säger dokumentet, och var? Vad säger källorna om en viss sak?
// en: What does the document say, and where? What do the sources say about a given thing?
// param document (iri?, default source/vara-rescue-agreement): the source; none for all sources | källan; none för alla källor
// param thing (iri?, default none): only what is said about this; none for everything | bara det som sägs om detta; none för allt
// columns: document, issued, subject, subjectLabel, kind, locator, paraphrase, status
// meaning: One row for each thing or relation of which the document says something, with the place in it, what the
//   passage says in the recorder's words, and the status. Kind is node, or the type of the relation. kgraph
//   explain prints every single statement.
// meaning-sv: En rad för varje sak eller relation som dokumentet säger något om, med stället i dokumentet, vad
//   stället säger med den inmatandes ord, och statusen. Slaget är node, eller relationens typ. kgraph explain
//   skriver ut varje enskilt påstående.

MATCH ()-[subject]->()
WHERE subject.uri IS NOT NULL AND ($thing IS NULL OR subject.uri = $thing)
UNWIND range(0, size(subject.sources) - 1) AS i
WITH subject, i, subject.sources[i] AS source
MATCH (document:Source {uri: source})
WHERE $document IS NULL OR source = $document
RETURN source AS document, toString(document.issued) AS issued, subject.uri AS subject, '' AS subjectLabel, type(subject) AS kind,
       subject.locators[i] AS locator, subject.paraphrases[i] AS paraphrase, CASE coalesce(subject.statuses[i], '') WHEN '' THEN 'stated' ELSE subject.statuses[i] END AS status
ORDER BY issued, document, kind, subject
UNION
MATCH (subject:Resource)
WHERE subject.sources IS NOT NULL AND ($thing IS NULL OR subject.uri = $thing)
UNWIND range(0, size(subject.sources) - 1) AS i
WITH subject, i, subject.sources[i] AS source
MATCH (document:Source {uri: source})
WHERE $document IS NULL OR source = $document
RETURN source AS document, toString(document.issued) AS issued, subject.uri AS subject, subject.label AS subjectLabel, 'node' AS kind,
       subject.locators[i] AS locator, subject.paraphrases[i] AS paraphrase, CASE coalesce(subject.statuses[i], '') WHEN '' THEN 'stated' ELSE subject.statuses[i] END AS status
ORDER BY issued, document, kind, subject
