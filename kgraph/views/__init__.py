"""The interactive pages, the report and its plots."""
