// Which information flows where, by which channel, and under whose responsibility?
// Vilken information går vart, på vilken väg och på vems ansvar?
:param thing => null;
MATCH (sender)-[r:SENDS_INFORMATION_TO]->(receiver)
WHERE $thing IS NULL OR $thing IN [sender.uri, receiver.uri]
OPTIONAL MATCH (responsible:Resource {uri: r.flowResponsible_uri})
RETURN sender.uri AS sender, sender.label AS senderLabel, receiver.uri AS receiver, receiver.label AS receiverLabel,
       coalesce(r.informationContent_sv, r.informationContent_en) AS content, r.flowChannel AS channel, responsible.uri AS responsible,
       responsible.label AS responsibleLabel, CASE r.personalData WHEN true THEN 'yes' WHEN false THEN 'no' END AS personalData, r.statementStatus AS status
ORDER BY senderLabel, receiverLabel, content;
