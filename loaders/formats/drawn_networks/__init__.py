"""Networks from other tools: GraphML, GEXF, Pajek, UCINET DL, node-link JSON, edge lists."""
