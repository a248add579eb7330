// Which organisations are most central in the service network, and does that differ from the collaboration and decision networks?
// Vilka organisationer är mest centrala i tjänstenätverket, och skiljer det sig från samverkans- och beslutsnätverken?
:param least => 6;
MATCH (actor:Organization)
WHERE any(label IN labels(actor) WHERE label IN ['Municipality', 'MunicipalFederation', 'Company', 'StateAuthority', 'University', 'Region', 'CollaborationNetwork'])
MATCH (place)-[:UNIT_OF*0..1]->(actor)
WHERE NOT 'JointBoard' IN labels(place)
OPTIONAL MATCH (place)-[s:PROVIDES|CONSUMES|OPERATES|DEPENDS_ON]-(serviceOther)
WHERE s.uri IS NOT NULL AND serviceOther.uri <> actor.uri
WITH actor, place, collect(DISTINCT serviceOther.uri) AS serviceTies
OPTIONAL MATCH (place)-[c:MEMBER_OF|PARTICIPATES_IN]-(collaborationOther)
WHERE c.uri IS NOT NULL AND collaborationOther.uri <> actor.uri
WITH actor, place, serviceTies, collect(DISTINCT collaborationOther.uri) AS collaborationTies
OPTIONAL MATCH (place)<-[:DECIDED_BY|REQUIRES_APPROVAL_BY|AFFECTS]-(decisionOther)
WITH actor, place, serviceTies, collaborationTies, collect(DISTINCT decisionOther.uri) AS decisionTies
WITH actor, collect(serviceTies) AS s, collect(collaborationTies) AS c, collect(decisionTies) AS d
WITH actor, reduce(all = [], part IN s | all + [x IN part WHERE NOT x IN all]) AS serviceTies,
     reduce(all = [], part IN c | all + [x IN part WHERE NOT x IN all]) AS collaborationTies,
     reduce(all = [], part IN d | all + [x IN part WHERE NOT x IN all]) AS decisionTies
WITH actor, size(serviceTies) AS services, size(collaborationTies) AS collaborations, size(decisionTies) AS decisions
WHERE services >= $least OR collaborations >= $least OR decisions >= $least
RETURN actor.uri AS actor, coalesce(actor.label_sv, actor.label_en, actor.title_sv, actor.title_en, '') AS actorLabel, services, collaborations, decisions
ORDER BY services DESC, collaborations DESC, decisions DESC, actorLabel;
