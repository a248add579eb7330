// If this stops, which services and organisations are affected, directly and transitively, and by which path?
// Om detta upphör, vilka tjänster och organisationer påverkas, direkt och indirekt, och på vilken väg?
:param thing => 'https://w3id.org/kgraph/study/skaraborg/goliska-it';
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
ORDER BY effect DESC, relation, viaLabel, affectedLabel, via, affected;
