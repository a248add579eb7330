// name: cq14-efforts-by-aspect
// sv: Vilka insatser gäller roller, vilka strukturer och vilka förhållningssätt?
// en: Which efforts concern roles, which structures, which approaches?
// param project (iri, default project-vdt22): the project
// columns: aspect, effort, effortLabel
// meaning: An effort that concerns several aspects has a row for each.

MATCH (project:Resource {uri: $project})<-[:IDENTIFIED_IN]-(effort:DevelopmentEffort)-[:CONCERNS_ASPECT]->(concept)
RETURN DISTINCT last(split(concept.uri, '/')) AS aspect, effort.uri AS effort, coalesce(effort.label_sv, effort.label_en, effort.title_sv, effort.title_en, '') AS effortLabel
ORDER BY aspect, effortLabel
