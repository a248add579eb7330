// Everything within two steps of one thing; write another name in the query
MATCH p = (n {label: 'Göliska IT'})-[*1..2]-(other)
WHERE NOT other:Source AND NOT other:Concept
RETURN p LIMIT 300;
