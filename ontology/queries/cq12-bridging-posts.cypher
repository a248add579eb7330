// name: cq12-bridging-posts
// sv: Vilka befattningar binder samman två eller flera organisationer?
// en: Which posts bridge two or more organisations?
// columns: post, postLabel, organisation, organisationLabel, seat, seatLabel
// meaning: A post whose holder sits in several organisations: in the post's own, and in those where its holder has
//   another post, either by holding this one or as the same person. The seat is the post through which the
//   organisation is reached.
// meaning-sv: En befattning vars innehavare sitter i flera organisationer: i befattningens egen, och i dem där
//   innehavaren har en annan befattning, antingen genom att ha denna eller som samma person. Platsen är den
//   befattning genom vilken organisationen nås.

MATCH (post:Post)<-[:HELD_EX_OFFICIO_BY|SAME_HOLDER_AS*0..1]-(seat:Post)-[:POST_IN]->(organisation)
WITH post, collect(DISTINCT [organisation.uri, organisation.label, seat.uri, seat.label]) AS seats, count(DISTINCT organisation) AS bridged
WHERE bridged > 1
UNWIND seats AS s
RETURN post.uri AS post, post.label AS postLabel, s[0] AS organisation, s[1] AS organisationLabel, s[2] AS seat, s[3] AS seatLabel
ORDER BY postLabel, organisationLabel, seatLabel
