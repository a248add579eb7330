// Which posts bridge two or more organisations?
// Vilka befattningar binder samman två eller flera organisationer?
MATCH (post:Post)<-[:HELD_EX_OFFICIO_BY*0..1]-(seat:Post)-[:POST_IN]->(organisation)
WITH post, collect(DISTINCT organisation.uri) AS organisations
WHERE size(organisations) > 1
MATCH (post)<-[:HELD_EX_OFFICIO_BY*0..1]-(seat:Post)-[:POST_IN]->(organisation)
RETURN DISTINCT post.uri AS post, coalesce(post.label_sv, post.label_en, post.title_sv, post.title_en, '') AS postLabel, organisation.uri AS organisation, coalesce(organisation.label_sv, organisation.label_en, organisation.title_sv, organisation.title_en, '') AS organisationLabel,
       seat.uri AS seat, coalesce(seat.label_sv, seat.label_en, seat.title_sv, seat.title_en, '') AS seatLabel
ORDER BY postLabel, organisationLabel, seatLabel;
