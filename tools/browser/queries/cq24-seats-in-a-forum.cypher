// Which posts sit in which forums, groups and bodies?
// Vilka befattningar sitter i vilka forum, grupper och organ?
:param forum => null;
MATCH (post:Post)-[seat:POST_IN]->(forum)
WHERE any(l IN labels(forum) WHERE l IN ['Group', 'GoverningBody', 'CollaborationNetwork']) AND ($forum IS NULL OR forum.uri = $forum)
OPTIONAL MATCH (post)-[:HAS_ROLE]->(role)
OPTIONAL MATCH (post)-[:HELD_EX_OFFICIO_BY|SAME_HOLDER_AS]->()-[:POST_IN]->(home)
RETURN forum.uri AS forum, forum.label AS forumLabel, post.uri AS post, post.label AS postLabel, last(split(role.uri, '/')) AS role,
       home.uri AS home, home.label AS homeLabel, seat.statementStatus AS status
ORDER BY forumLabel, postLabel, homeLabel;
