// Which efforts concern roles, which structures, which approaches?
// Vilka insatser gäller roller, vilka strukturer och vilka förhållningssätt?
:param project => 'https://w3id.org/kgraph/study/skaraborg/project-vdt22';
MATCH (project:Resource {uri: $project})<-[:IDENTIFIED_IN]-(effort:DevelopmentEffort)-[:CONCERNS_ASPECT]->(concept)
RETURN DISTINCT last(split(concept.uri, '/')) AS aspect, effort.uri AS effort, coalesce(effort.label_sv, effort.label_en, effort.title_sv, effort.title_en, '') AS effortLabel
ORDER BY aspect, effortLabel;
