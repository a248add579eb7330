"""Two edited copies of a workbook brought together again."""
