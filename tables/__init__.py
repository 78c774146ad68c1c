"""The tables, one file a section: columns and constraints only. models.py lists and labels them."""
