// name: cq16-degree-in-three-networks
// sv: Vilka organisationer är mest centrala i tjänstenätverket, och skiljer det sig från samverkans- och beslutsnätverken?
// en: Which organisations are most central in the service network, and does that differ from the collaboration and decision networks?
// param least (integer, default 6): list organisations with at least this degree in one of the networks | ta med organisationer med minst denna grad i något av nätverken
// columns: actor, actorLabel, services, collaborations, decisions
// meaning: Degree: the number of different things that the organisation is tied to, its own units included (joint
//   boards that it hosts are not), in each network: services and systems that it provides, operates, consumes or
//   depends on; bodies that it is a member of, takes part in or has as members; decisions taken by it, agreements
//   that need its approval, and decisions that affect it. Degree is not betweenness: kgraph analyse computes
//   betweenness, with intervals.
// meaning-sv: Grad: antalet olika saker som organisationen är knuten till, med dess egna enheter (men inte
//   gemensamma nämnder som den är värd för), i varje nätverk: tjänster och system som den levererar, driver,
//   nyttjar eller är beroende av; organ som den är medlem i, deltar i eller har som medlemmar; beslut som den
//   fattat, avtal som kräver dess godkännande, och beslut som påverkar den. Grad är inte betweenness: kgraph
//   analyse beräknar betweenness, med intervall.

MATCH (actor:Organization)<-[:UNIT_OF*0..1]-(place)-[r]-(other)
WHERE any(l IN labels(actor) WHERE l IN ['Municipality', 'MunicipalFederation', 'Company', 'StateAuthority', 'University', 'Region', 'CollaborationNetwork'])
  AND NOT 'JointBoard' IN labels(place) AND other.uri <> actor.uri
WITH actor,
     count(DISTINCT CASE WHEN type(r) IN ['PROVIDES', 'CONSUMES', 'OPERATES', 'DEPENDS_ON'] AND r.uri IS NOT NULL THEN other.uri END) AS services,
     count(DISTINCT CASE WHEN type(r) IN ['MEMBER_OF', 'PARTICIPATES_IN'] THEN other.uri END) AS collaborations,
     count(DISTINCT CASE WHEN type(r) IN ['DECIDED_BY', 'REQUIRES_APPROVAL_BY', 'AFFECTS'] AND endNode(r).uri = place.uri THEN other.uri END) AS decisions
WHERE services >= $least OR collaborations >= $least OR decisions >= $least
RETURN actor.uri AS actor, actor.label AS actorLabel, services, collaborations, decisions
ORDER BY services DESC, collaborations DESC, decisions DESC, actorLabel
