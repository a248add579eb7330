// name: cq14-efforts-by-aspect
// sv: Vilka insatser gäller roller, vilka strukturer och vilka förhållningssätt?
// en: Which efforts concern roles, which structures, which approaches?
// param project (iri, default project-vdt22): the project | projektet
// columns: aspect, effort, effortLabel, status
// meaning: An effort that concerns several aspects has a row for each.
// meaning-sv: En insats som gäller flera aspekter har en rad för varje.

MATCH (:Resource {uri: $project})<-[:IDENTIFIED_IN]-(effort:DevelopmentEffort)-[r:CONCERNS_ASPECT]->(aspect)
RETURN last(split(aspect.uri, '/')) AS aspect, effort.uri AS effort, effort.label AS effortLabel, r.statementStatus AS status
ORDER BY aspect, effortLabel
