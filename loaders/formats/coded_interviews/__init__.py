"""Coded interviews: REFI-QDA projects, as programs for qualitative analysis exchange them."""
