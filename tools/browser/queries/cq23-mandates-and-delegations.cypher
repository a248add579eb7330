// Who holds which mandate or delegation, and from whom?
// Vem har vilket uppdrag eller vilken delegation, och av vem?
:param giver => null;
MATCH (giver)-[r:DELEGATES_TO|GIVES_MANDATE_TO]->(holder)
WHERE $giver IS NULL OR giver.uri = $giver
RETURN holder.uri AS holder, holder.label AS holderLabel, CASE type(r) WHEN 'DELEGATES_TO' THEN 'delegation' ELSE 'mandate' END AS kind,
       giver.uri AS giver, giver.label AS giverLabel, r.task AS task, coalesce(r.description_sv, r.description_en) AS description,
       r.fromText AS from, r.untilText AS until, r.statementStatus AS status
ORDER BY holderLabel, giverLabel, description;
