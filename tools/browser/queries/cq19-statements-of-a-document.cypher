// What does the document say, and where? What do the sources say about a given thing?
// Vad säger dokumentet, och var? Vad säger källorna om en viss sak?
:param document => 'https://w3id.org/kgraph/study/skaraborg/source/vara-rescue-agreement';
:param thing => null;
MATCH (start)-[subject]->(end)
WHERE subject.uri IS NOT NULL AND subject.sources IS NOT NULL AND ($thing IS NULL OR subject.uri = $thing)
UNWIND range(0, size(subject.sources) - 1) AS i
WITH subject, i, subject.sources[i] AS sourceUri
WHERE $document IS NULL OR sourceUri = $document
MATCH (document:Source {uri: sourceUri})
RETURN document.uri AS document, coalesce(toString(document.issued), '') AS issued, subject.uri AS subject, '' AS subjectLabel, type(subject) AS kind,
       CASE WHEN subject.locators IS NULL THEN '' ELSE subject.locators[i] END AS locator,
       CASE WHEN subject.quotes IS NULL THEN '' ELSE subject.quotes[i] END AS quote,
       CASE WHEN subject.statuses IS NULL THEN 'stated' WHEN subject.statuses[i] = '' THEN 'stated' ELSE subject.statuses[i] END AS status
ORDER BY issued, document, kind, subject
UNION
MATCH (subject:Resource)
WHERE subject.sources IS NOT NULL AND ($thing IS NULL OR subject.uri = $thing)
UNWIND range(0, size(subject.sources) - 1) AS i
WITH subject, i, subject.sources[i] AS sourceUri
WHERE $document IS NULL OR sourceUri = $document
MATCH (document:Source {uri: sourceUri})
RETURN document.uri AS document, coalesce(toString(document.issued), '') AS issued, subject.uri AS subject, coalesce(subject.label_sv, subject.label_en, subject.title_sv, subject.title_en, '') AS subjectLabel, 'node' AS kind,
       CASE WHEN subject.locators IS NULL THEN '' ELSE subject.locators[i] END AS locator,
       CASE WHEN subject.quotes IS NULL THEN '' ELSE subject.quotes[i] END AS quote,
       CASE WHEN subject.statuses IS NULL THEN 'stated' WHEN subject.statuses[i] = '' THEN 'stated' ELSE subject.statuses[i] END AS status
ORDER BY issued, document, kind, subject;
