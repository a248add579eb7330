// name: cq05-what-stops-with-it
// sv: Om detta upphör, vilka tjänster och organisationer påverkas, direkt och indirekt, och på vilken väg?
// en: If this stops, which services and organisations are affected, directly and transitively, and by which path?
// param thing (iri, default goliska-it): the organisation, service or system that stops | organisationen, tjänsten eller systemet som upphör
// columns: effect, affected, affectedLabel, relation, via, viaLabel, status
// meaning: Each row is one step of the paths from what stops to what is affected: affected is hit because via is,
//   so the rows read backwards give every path. What is provided, operated, realised, hosted or is a unit, and
//   what depends on it, is taken to stop; a consumer loses a service and carries on. Alternatives and ended
//   periods are not weighed here: kgraph whatif does that.
// meaning-sv: Varje rad är ett steg på vägarna från det som upphör till det som påverkas: det påverkade drabbas
//   därför att via drabbas, så raderna lästa bakifrån ger varje väg. Det som levereras, drivs, förverkligas,
//   hyses eller är en enhet, och det som är beroende av det, antas upphöra; en nyttjare förlorar en tjänst och
//   fortsätter. Alternativ och avslutade perioder vägs inte in här: det gör kgraph whatif.

MATCH path = (thing:Resource {uri: $thing})-[:PROVIDES|OPERATES|REALISED_BY|DEPENDS_ON|UNIT_OF|HOSTED_BY*0..6]-(via)
WITH via, nodes(path) AS steps, relationships(path) AS links
WHERE all(i IN range(0, size(links) - 1) WHERE
      (type(links[i]) IN ['PROVIDES', 'OPERATES'] AND startNode(links[i]).uri = steps[i].uri)
      OR (type(links[i]) IN ['REALISED_BY', 'UNIT_OF', 'HOSTED_BY'] AND endNode(links[i]).uri = steps[i].uri)
      OR (type(links[i]) = 'DEPENDS_ON' AND links[i].uri IS NOT NULL AND endNode(links[i]).uri = steps[i].uri))
WITH DISTINCT via
MATCH (via)-[r:PROVIDES|OPERATES|REALISED_BY|DEPENDS_ON|UNIT_OF|HOSTED_BY|CONSUMES]-(affected)
WHERE (type(r) IN ['PROVIDES', 'OPERATES'] AND startNode(r).uri = via.uri)
   OR (type(r) IN ['REALISED_BY', 'UNIT_OF', 'HOSTED_BY'] AND endNode(r).uri = via.uri)
   OR (type(r) IN ['DEPENDS_ON', 'CONSUMES'] AND endNode(r).uri = via.uri AND r.uri IS NOT NULL)
WITH CASE WHEN type(r) = 'CONSUMES' THEN 'loses a service' ELSE 'stops' END AS effect, affected, type(r) AS relation, via,
     CASE WHEN r.uri IS NULL THEN '' ELSE r.statementStatus END AS status
RETURN DISTINCT effect, affected.uri AS affected, affected.label AS affectedLabel, relation,
       via.uri AS via, via.label AS viaLabel, status
ORDER BY effect DESC, relation, viaLabel, affectedLabel, via, affected
