// name: cq04-single-points-of-dependency
// sv: Vilka levererar tjänster till fler än k kommuner, och vilka är ensam punkt för hela gruppen?
// en: Which organisations provide services to more than k municipalities, and which are single points of dependency for the whole group?
// param group (iri, default v6): the network or federation whose members are compared | nätverket eller förbundet vars medlemmar jämförs
// param k (integer, default 4): list services with more municipal consumers than this | ta med tjänster som fler kommuner än så nyttjar
// param date (date, default 2023-06-01): the day to look at | dagen att se på
// columns: provider, providerLabel, service, serviceLabel, municipalities, wholeGroup, otherProviders, singlePoint
// meaning: A service in use on the date, its provider, the number of municipalities that consume it, whether all
//   municipalities of the group do, and how many others provide it. It is a single point of dependency if the
//   whole group consumes it and nobody else provides it. A service without a known provider is not listed.
// meaning-sv: En tjänst i bruk den dagen, dess leverantör, antalet kommuner som nyttjar den, om alla kommuner i
//   gruppen gör det, och hur många andra som levererar den. Den är en ensam punkt om hela gruppen nyttjar den
//   och ingen annan levererar den. En tjänst utan känd leverantör står inte med.

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
ORDER BY municipalities DESC, providerLabel, serviceLabel
