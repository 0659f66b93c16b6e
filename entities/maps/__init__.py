"""Maps drawn by ourselves: outlines from static files, marks from the base, no tile server."""
