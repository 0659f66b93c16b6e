"""Charts as numbers: where each mark of a picture stands. Templates draw them as SVG."""
