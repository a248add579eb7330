// Which efforts concern roles, which structures, which approaches?
// Vilka insatser gäller roller, vilka strukturer och vilka förhållningssätt?
:param project => 'https://w3id.org/kgraph/study/skaraborg/project-vdt22';
MATCH (:Resource {uri: $project})<-[:IDENTIFIED_IN]-(effort:DevelopmentEffort)-[r:CONCERNS_ASPECT]->(aspect)
RETURN last(split(aspect.uri, '/')) AS aspect, effort.uri AS effort, effort.label AS effortLabel, r.statementStatus AS status
ORDER BY aspect, effortLabel;
