// name: cq27-information-flows
// sv: Vilken information går vart, på vilken väg och på vems ansvar?
// en: Which information flows where, by which channel, and under whose responsibility?
// param thing (iri?, default none): only flows from or to this system, service, organisation or post; none for all | bara flöden från eller till detta system, denna tjänst, organisation eller befattning; none för alla
// columns: sender, senderLabel, receiver, receiverLabel, content, channel, responsible, responsibleLabel, personalData, status
// meaning: One row for each flow and kind of content. Personal data is yes, no, or empty where no source tells.
// meaning-sv: En rad för varje flöde och slag av innehåll. Personuppgifter är yes, no, eller tomt där ingen
//   källa säger det.

MATCH (sender)-[r:SENDS_INFORMATION_TO]->(receiver)
WHERE $thing IS NULL OR $thing IN [sender.uri, receiver.uri]
OPTIONAL MATCH (responsible:Resource {uri: r.flowResponsible_uri})
RETURN sender.uri AS sender, sender.label AS senderLabel, receiver.uri AS receiver, receiver.label AS receiverLabel,
       coalesce(r.informationContent_sv, r.informationContent_en) AS content, r.flowChannel AS channel, responsible.uri AS responsible,
       responsible.label AS responsibleLabel, CASE r.personalData WHEN true THEN 'yes' WHEN false THEN 'no' END AS personalData, r.statementStatus AS status
ORDER BY senderLabel, receiverLabel, content
