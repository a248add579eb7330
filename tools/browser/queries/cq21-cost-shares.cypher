// Who pays which share of the cost, and by which key?
// Vem betalar vilken andel av kostnaden, och enligt vilken fördelningsnyckel?
:param thing => 'https://w3id.org/kgraph/study/skaraborg/service-catalogue';
MATCH (payer)-[r:BEARS_COST_OF]->(:Resource {uri: $thing})
RETURN payer.uri AS payer, payer.label AS payerLabel, toString(r.referenceDate) AS year, r.share AS share, r.amount AS amount,
       r.currency AS currency, r.costKey AS key, r.statementStatus AS status
ORDER BY year, payerLabel;
