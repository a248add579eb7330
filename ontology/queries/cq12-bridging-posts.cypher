// name: cq12-bridging-posts
// sv: Vilka befattningar binder samman två eller flera organisationer?
// en: Which posts bridge two or more organisations?
// columns: post, postLabel, organisation, organisationLabel, seat, seatLabel
// meaning: A post whose holder sits in several organisations: in the post's own, and in those where its holder has
//   another post by holding this one. The seat is the post through which the organisation is reached.

MATCH (post:Post)<-[:HELD_EX_OFFICIO_BY*0..1]-(seat:Post)-[:POST_IN]->(organisation)
WITH post, collect(DISTINCT organisation.uri) AS organisations
WHERE size(organisations) > 1
MATCH (post)<-[:HELD_EX_OFFICIO_BY*0..1]-(seat:Post)-[:POST_IN]->(organisation)
RETURN DISTINCT post.uri AS post, coalesce(post.label_sv, post.label_en, post.title_sv, post.title_en, '') AS postLabel, organisation.uri AS organisation, coalesce(organisation.label_sv, organisation.label_en, organisation.title_sv, organisation.title_en, '') AS organisationLabel,
       seat.uri AS seat, coalesce(seat.label_sv, seat.label_en, seat.title_sv, seat.title_en, '') AS seatLabel
ORDER BY postLabel, organisationLabel, seatLabel
