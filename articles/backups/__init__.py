"""Backups: every row of the base in one file that either database can be restored from."""
