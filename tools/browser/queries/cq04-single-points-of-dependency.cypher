// Which organisations provide services to more than k municipalities, and which are single points of dependency for the whole group?
// Vilka levererar tjänster till fler än k kommuner, och vilka är ensam punkt för hela gruppen?
:param group => 'https://w3id.org/kgraph/study/skaraborg/v6';
:param k => 4;
:param date => date('2023-06-01');
MATCH (m:Municipality)-[:MEMBER_OF|PARTICIPATES_IN]->(:Resource {uri: $group})
WITH collect(DISTINCT m.uri) AS members
MATCH (user:Municipality)-[use:CONSUMES]->(service)<-[provision:PROVIDES]-(provider)
WHERE all(r IN [use, provision] WHERE r.statementStatus <> 'outdated' AND coalesce(r.from <= date($date), true) AND coalesce(r.until >= date($date), true))
WITH members, service, collect(DISTINCT user.uri) AS users, collect(DISTINCT provider) AS providers
WHERE size(users) > $k
UNWIND providers AS provider
WITH provider, service, size(users) AS municipalities, size(providers) - 1 AS otherProviders, size(members) > 0 AND all(m IN members WHERE m IN users) AS whole
RETURN provider.uri AS provider, provider.label AS providerLabel, service.uri AS service, service.label AS serviceLabel, municipalities,
       CASE WHEN whole THEN 'yes' ELSE 'no' END AS wholeGroup, otherProviders, CASE WHEN whole AND otherProviders = 0 THEN 'yes' ELSE 'no' END AS singlePoint
ORDER BY municipalities DESC, providerLabel, serviceLabel;
