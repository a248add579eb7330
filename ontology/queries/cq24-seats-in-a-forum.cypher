// name: cq24-seats-in-a-forum
// sv: Vilka befattningar sitter i vilka forum, grupper och organ?
// en: Which posts sit in which forums, groups and bodies?
// param forum (iri?, default none): only this forum, group or body; none for all | bara detta forum, denna grupp eller detta organ; none för alla
// columns: forum, forumLabel, post, postLabel, role, home, homeLabel, status
// meaning: One row for each seat. Home is the organisation from which the seat is filled: that of the post by
//   which it is held, or of another post of the same person. Who holds a post is not recorded.
// meaning-sv: En rad för varje plats. Hemmet är den organisation som tillsätter platsen: den som har
//   befattningen som innehar platsen, eller en annan befattning hos samma person. Vem som har en befattning står
//   inte.

MATCH (post:Post)-[seat:POST_IN]->(forum)
WHERE any(l IN labels(forum) WHERE l IN ['Group', 'GoverningBody', 'CollaborationNetwork']) AND ($forum IS NULL OR forum.uri = $forum)
OPTIONAL MATCH (post)-[:HAS_ROLE]->(role)
OPTIONAL MATCH (post)-[:HELD_EX_OFFICIO_BY|SAME_HOLDER_AS]->()-[:POST_IN]->(home)
RETURN forum.uri AS forum, forum.label AS forumLabel, post.uri AS post, post.label AS postLabel, last(split(role.uri, '/')) AS role,
       home.uri AS home, home.label AS homeLabel, seat.statementStatus AS status
ORDER BY forumLabel, postLabel, homeLabel
