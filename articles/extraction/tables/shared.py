"""What several languages share."""

ABBREVIATIONS = {
    "k": 10**3,
    "m|mn|mm|mio|mio.|mill.": 10**6,
    "md|mds|md.|mds.|mrd|mrd.|mld|mld.|bn|mia|mia.": 10**9,
}
UNITS = {
    "mw|mwe|mwc|mwp": ("MW", 1),
    "gw|gwe": ("MW", 1000),
    "tw": ("MW", 10**6),
    "kw": ("MW", "0.001"),
    "mwh": ("GWh", "0.001"),
    "gwh": ("GWh", 1),
    "twh": ("GWh", 1000),
    "eflops|exaflops?": ("EFLOPS", 1),
    "pflops|petaflops?": ("EFLOPS", "0.001"),
    "m2|m²": ("m2", 1),
}


def numbered(names):
    """{'one': 1, 'two': 2, ...} of words in their order."""
    return {name: number for number, name in enumerate(names.split(), 1)}
