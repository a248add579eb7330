// Which organisations are most central in the service network, and does that differ from the collaboration and decision networks?
// Vilka organisationer är mest centrala i tjänstenätverket, och skiljer det sig från samverkans- och beslutsnätverken?
:param least => 6;
MATCH (actor:Organization)<-[:UNIT_OF*0..1]-(place)-[r]-(other)
WHERE any(l IN labels(actor) WHERE l IN ['Municipality', 'MunicipalFederation', 'Company', 'StateAuthority', 'University', 'Region', 'CollaborationNetwork'])
  AND NOT 'JointBoard' IN labels(place) AND other.uri <> actor.uri
WITH actor,
     count(DISTINCT CASE WHEN type(r) IN ['PROVIDES', 'CONSUMES', 'OPERATES', 'DEPENDS_ON'] AND r.uri IS NOT NULL THEN other.uri END) AS services,
     count(DISTINCT CASE WHEN type(r) IN ['MEMBER_OF', 'PARTICIPATES_IN'] THEN other.uri END) AS collaborations,
     count(DISTINCT CASE WHEN type(r) IN ['DECIDED_BY', 'REQUIRES_APPROVAL_BY', 'AFFECTS'] AND endNode(r).uri = place.uri THEN other.uri END) AS decisions
WHERE services >= $least OR collaborations >= $least OR decisions >= $least
RETURN actor.uri AS actor, actor.label AS actorLabel, services, collaborations, decisions
ORDER BY services DESC, collaborations DESC, decisions DESC, actorLabel;
