// Which posts bridge two or more organisations?
// Vilka befattningar binder samman två eller flera organisationer?
MATCH (post:Post)<-[:HELD_EX_OFFICIO_BY|SAME_HOLDER_AS*0..1]-(seat:Post)-[:POST_IN]->(organisation)
WITH post, collect(DISTINCT [organisation.uri, organisation.label, seat.uri, seat.label]) AS seats, count(DISTINCT organisation) AS bridged
WHERE bridged > 1
UNWIND seats AS s
RETURN post.uri AS post, post.label AS postLabel, s[0] AS organisation, s[1] AS organisationLabel, s[2] AS seat, s[3] AS seatLabel
ORDER BY postLabel, organisationLabel, seatLabel;
