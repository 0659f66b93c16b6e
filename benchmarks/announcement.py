"""The announcement that is entered: NVIDIA and partners in the United Kingdom, September 2025."""

SOURCE = "NVIDIA"
DATE = "2025-09-16"
TITLE = "What NVIDIA and its partners plan in Britain"
SUMMARY = "Up to £11 billion for British AI factories, a campus at Loughton and a site in Scotland."
ADDRESS = "https://nvidianews.example/uk-september-2025"
FACTORIES = (
    "Nscale, CoreWeave and others are to build British AI factories with up to 120,000 Blackwell"
    " GPUs for up to £11 billion."
)
WORLDWIDE = (
    "Nscale plans for 300,000 Grace Blackwell GPUs worldwide, of which up to 60,000 in the United"
    " Kingdom."
)
LOUGHTON = "At Loughton it builds a campus with Microsoft, for more than 24,000 GPUs."
SCOTLAND = "CoreWeave adds £1.5 billion for a data centre in Scotland."
TOTAL = "All that it has announced in the country now comes to £2.5 billion."
BODY = f"{FACTORIES} {WORLDWIDE}\n\n{LOUGHTON}\n\n{SCOTLAND} {TOTAL}"

ORGANISATIONS = ("NVIDIA", "Nscale", "CoreWeave", "Microsoft")
NSCALE = {"name": "Nscale", "kind": "company", "place": "London"}
CAMPUS = {
    "name": "Loughton AI Campus", "kind": "supercomputer", "place": "Loughton",
    "operators": ["Nscale", "Microsoft"],
    "capacities": [{"amount": "more than 24,000", "unit": "GPUs", "product": "Grace Blackwell"}],
}  # fmt: skip

_INVESTMENT = {"kind": "capital expenditure", "places": ["United Kingdom"]}
AI_FACTORIES = _INVESTMENT | {
    "title": "British AI factories with NVIDIA chips",
    "figure": "up to £11bn",
    "parties": [("NVIDIA", "supplier"), ("Nscale", "investor"), ("CoreWeave", "investor"),
                ("Microsoft", "partner")],
    "capacities": [{"amount": "up to 120,000", "unit": "GPUs", "product": "NVIDIA Blackwell"},
                   {"amount": "up to 60,000", "unit": "GPUs", "product": "Grace Blackwell"}],
}  # fmt: skip
NSCALE_WORLDWIDE = {
    "title": "Nscale's GPUs worldwide", "kind": "capital expenditure", "figure": "undisclosed",
    "parties": [("Nscale", "investor")],
    "capacities": [{"amount": "300,000", "unit": "GPUs", "product": "Grace Blackwell"}],
    "is_place_not_stated": True,
}  # fmt: skip
COREWEAVE_TOTAL = _INVESTMENT | {
    "title": "CoreWeave in the United Kingdom, all told", "kind": "pledge", "figure": "£2.5bn",
    "nature": "running total", "parties": [("CoreWeave", "investor")],
}  # fmt: skip
COREWEAVE_SCOTLAND = {
    "title": "CoreWeave's data centre in Scotland", "kind": "capital expenditure",
    "figure": "£1.5bn", "places": ["Scotland"], "parties": [("CoreWeave", "investor")],
    "part_of": COREWEAVE_TOTAL,
}  # fmt: skip

# In the order of the text; a record is made with the first claim about it.
CLAIMS = [
    {"quote": FACTORIES, "investment": AI_FACTORIES, "figure": "up to £11bn", "is_chosen": True},
    {"quote": FACTORIES, "investment": AI_FACTORIES, "quantity": "up to 120,000",
     "is_chosen": True},
    {"quote": WORLDWIDE, "investment": NSCALE_WORLDWIDE, "quantity": "300,000", "is_chosen": True},
    {"quote": WORLDWIDE, "investment": AI_FACTORIES, "quantity": "up to 60,000"},
    {"quote": LOUGHTON, "site": CAMPUS, "quantity": "more than 24,000", "is_chosen": True},
    {"quote": SCOTLAND, "investment": COREWEAVE_SCOTLAND, "figure": "£1.5bn", "is_chosen": True},
    {"quote": TOTAL, "investment": COREWEAVE_TOTAL, "figure": "£2.5bn", "is_chosen": True},
]  # fmt: skip
