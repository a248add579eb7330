// name: cq21-cost-shares
// sv: Vem betalar vilken andel av kostnaden, och enligt vilken fördelningsnyckel?
// en: Who pays which share of the cost, and by which key?
// param thing (iri, default service-catalogue): the service, system, organisation or project | tjänsten, systemet, organisationen eller projektet
// columns: payer, payerLabel, year, share, amount, currency, key, status
// meaning: One row for each payer and year. The share is a part of the whole, between 0 and 1; the key is how the
//   cost is divided. Empty means that no source tells.
// meaning-sv: En rad för varje betalare och år. Andelen är en del av det hela, mellan 0 och 1; nyckeln är hur
//   kostnaden fördelas. Tomt betyder att ingen källa säger det.

MATCH (payer)-[r:BEARS_COST_OF]->(:Resource {uri: $thing})
RETURN payer.uri AS payer, payer.label AS payerLabel, toString(r.referenceDate) AS year, r.share AS share, r.amount AS amount,
       r.currency AS currency, r.costKey AS key, r.statementStatus AS status
ORDER BY year, payerLabel
