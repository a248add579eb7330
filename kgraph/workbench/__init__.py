"""The workbench: one local page in which a study is asked, looked at and explained, beside its open store."""
