// name: cq28-who-takes-which-view
// sv: Vilka nämner utmaningen eller har en ståndpunkt, och är de oense?
// en: Who names the challenge or takes a view of it, and do they disagree?
// param thing (iri, default forum-four-largest): the challenge, solution, effort, decision or body | utmaningen, lösningen, insatsen, beslutet eller organet
// columns: holder, holderLabel, stance, informants, disagree, status
// meaning: One row for each organisation, post or category of informants with a view. Disagree is yes where it is
//   divided in itself, or where one opposes what another names or supports.
// meaning-sv: En rad för varje organisation, befattning eller grupp av uppgiftslämnare med en ståndpunkt. Oense
//   är yes där den är delad i sig själv, eller där en motsätter sig det som en annan namnger eller stöder.

MATCH (holder)-[r:HOLDS_VIEW_ON]->(thing:Resource {uri: $thing})
OPTIONAL MATCH (thing)<-[o:HOLDS_VIEW_ON]-()
WHERE (r.stance = 'opposes') <> (o.stance = 'opposes')
RETURN DISTINCT holder.uri AS holder, holder.label AS holderLabel, r.stance AS stance, r.informantCount AS informants,
       CASE WHEN r.stance = 'divided' OR count(o) > 0 THEN 'yes' ELSE 'no' END AS disagree, r.statementStatus AS status
ORDER BY stance, holderLabel
