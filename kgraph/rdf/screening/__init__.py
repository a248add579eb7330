"""A fast screening of SHACL targets, so that the validator only looks at nodes that may break a shape."""
