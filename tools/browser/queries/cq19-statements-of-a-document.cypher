// What does the document say, and where? What do the sources say about a given thing?
// Vad säger dokumentet, och var? Vad säger källorna om en viss sak?
:param document => 'https://w3id.org/kgraph/study/skaraborg/source/vara-rescue-agreement';
:param thing => null;
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
ORDER BY issued, document, kind, subject;
