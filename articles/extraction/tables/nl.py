"""Dutch: its words for figures, money and dates."""

from articles.extraction.tables.shared import ABBREVIATIONS, UNITS, numbered
from articles.extraction.vocabulary import ABOUT, AT_LEAST, UP_TO, Language

LANGUAGE = Language(
    code="nl",
    stop_words="de het een van en in is dat op te voor met zijn die niet aan er om ook als bij door"
    " naar wordt heeft",
    scales={
        "duizend": 10**3,
        "miljoen": 10**6,
        "miljard": 10**9,
        "biljoen": 10**12,
    },
    abbreviations=ABBREVIATIONS | {"mln|mln.": 10**6},
    number_words=numbered("een twee drie vier vijf zes zeven acht negen tien elf twaalf")
    | {
        "een half|half|een halve": "0.5",
        "anderhalf|anderhalve": "1.5",
        "tweeenhalf": "2.5",
        "twintig": 20,
        "dertig": 30,
        "veertig": 40,
        "vijftig": 50,
        "honderd": 100,
    },
    of="aan",
    currencies={
        "amerikaanse dollar|amerikaanse dollars": "USD",
        "pond|britse pond|pond sterling|ponden": "GBP",
        "zwitserse frank|zwitserse franken": "CHF",
        "zweedse kronen|zweedse kroon": "SEK",
        "kronen|kroon": ("SEK", "NOK", "DKK", "CZK"),
        "yen": "JPY",
        "yuan": "CNY",
        "roepie|roepies": "INR",
    },
    before={
        UP_TO: "tot|maximaal|hooguit|hoogstens|ten hoogste|minder dan|niet meer dan|onder",
        AT_LEAST: "meer dan|ruim|minstens|ten minste|tenminste|minimaal|boven|niet minder dan"
        "|op zijn minst",
        ABOUT: "ongeveer|circa|rond|zo'n|bijna|naar schatting|ca\\.?|een kleine|rond de|geschatte"
        "|een dikke|~|≈",
    },
    after={AT_LEAST: "of meer|\\+", UP_TO: "maximaal", ABOUT: "ongeveer"},
    fillers="de|het|een|nog eens|wel",
    to="tot|tot en met|a|of",
    between="tussen",
    both="en",
    growth="steeg|stijg\\w+|groei\\w*|daal\\w*|van",
    goes_on="in|voor|aan|tot|en|met|op|van|bij|uit|om|te|per|door|extra|of",
    counted="mensen|inwoners|gebruikers|klanten|ton",
    undisclosed="een (?:onbekend|niet bekendgemaakt|niet nader genoemd) bedrag",
    accelerators="(?:[\\w-]*-)?(?:gpu's|gpus?|chips?|processoren|ai-chips?|versnellers)",
    units=UNITS
    | {
        "megawatt": ("MW", 1),
        "gigawatt": ("MW", 1000),
        "gigawattuur": ("GWh", 1),
        "banen|arbeidsplaatsen": ("job", 1),
        "huishoudens": ("household", 1),
        "vierkante meter": ("m2", 1),
        "hectare": ("m2", 10_000),
    },
    measures={
        "investment": "[a-z]*invest\\w*|financier\\w*|[a-z]*financiering|fonds\\w*|subsidie\\w*"
        "|steekt|steken|bouw\\w*|kost\\w*|opgehaald|haalt|ophaal\\w*|kapitaal|project\\w*"
        "|programma|toezegging\\w*|uittrekken|trekt|bijdrage|lening\\w*",
        "revenue": "omzet\\w*|winst\\w*|verlies\\w*|inkomsten|verkop\\w+",
        "valuation": "gewaardeerd|waardering|waarde|waard|beurswaarde",
        "price": "prijs|prijzen|per aandeel|aandel\\w+|dividend|boete\\w*",
        "market": "markt|bbp|economie|sector|export|defensie",
        "debt": "schuld\\w*|obligatie\\w*",
        "deal": "overn\\w+|kocht|koopt|kopen|verkoopt|contract\\w*|order\\w*",
    },
    roles={
        "total": "in totaal|een totaal van|waarmee\\b[^.;]{0,80}\\bop|totale[^.;]{0,40} van",
        "part": "waarvan|inclusief|onder wie",
        "restates": "omgerekend|oftewel|ofwel",
        "after_total": "in totaal",
    },
    months="januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug"
    " september|sep oktober|okt november|nov december|dec",
    deadlines="voor|tegen|uiterlijk|tot|uiterlijk in",
    periods={"eind|einde|het einde van": (12, 12), "begin": (1, 3), "medio|midden": (6, 6)},
)
