// Who names the challenge or takes a view of it, and do they disagree?
// Vilka nämner utmaningen eller har en ståndpunkt, och är de oense?
:param thing => 'https://w3id.org/kgraph/study/skaraborg/forum-four-largest';
MATCH (holder)-[r:HOLDS_VIEW_ON]->(thing:Resource {uri: $thing})
OPTIONAL MATCH (thing)<-[o:HOLDS_VIEW_ON]-()
WHERE (r.stance = 'opposes') <> (o.stance = 'opposes')
RETURN DISTINCT holder.uri AS holder, holder.label AS holderLabel, r.stance AS stance, r.informantCount AS informants,
       CASE WHEN r.stance = 'divided' OR count(o) > 0 THEN 'yes' ELSE 'no' END AS disagree, r.statementStatus AS status
ORDER BY stance, holderLabel;
