// name: cq23-mandates-and-delegations
// sv: Vem har vilket uppdrag eller vilken delegation, och av vem?
// en: Who holds which mandate or delegation, and from whom?
// param giver (iri?, default none): only those of this body or organisation; none for all | bara de från detta organ eller denna organisation; none för alla
// columns: holder, holderLabel, kind, giver, giverLabel, task, description, from, until, status
// meaning: A mandate is a commission to speak or work for the giver, a delegation a right to decide on its behalf.
//   What it covers is a task, a description or both; the description is in the recorder's words.
// meaning-sv: Ett uppdrag är att tala eller arbeta för givaren, en delegation är rätten att besluta på dess
//   vägnar. Det som omfattas är en uppgift, en beskrivning eller bådadera; beskrivningen är med den inmatandes
//   ord.

MATCH (giver)-[r:DELEGATES_TO|GIVES_MANDATE_TO]->(holder)
WHERE $giver IS NULL OR giver.uri = $giver
RETURN holder.uri AS holder, holder.label AS holderLabel, CASE type(r) WHEN 'DELEGATES_TO' THEN 'delegation' ELSE 'mandate' END AS kind,
       giver.uri AS giver, giver.label AS giverLabel, r.task AS task, coalesce(r.description_sv, r.description_en) AS description,
       r.fromText AS from, r.untilText AS until, r.statementStatus AS status
ORDER BY holderLabel, giverLabel, description
