"""English: its words for figures, money and dates."""

from articles.extraction.tables.shared import ABBREVIATIONS, UNITS, numbered
from articles.extraction.vocabulary import ABOUT, AT_LEAST, UP_TO, Language

LANGUAGE = Language(
    code="en",
    stop_words="the of and to in is that for with on as by it from at are was this has its will be"
    " an which have been said",
    point=".",
    scales={
        "hundred": 10**2,
        "thousand|thousands": 10**3,
        "hundred thousand": 10**5,
        "million|millions|mln|mil": 10**6,
        "hundred million": 10**8,
        "billion|billions|bln": 10**9,
        "trillion|trillions|thousand billion": 10**12,
        "lakh|lakhs|lac": 10**5,
        "crore|crores": 10**7,
        "lakh crore|lakh crores": 10**12,
    },
    abbreviations=ABBREVIATIONS | {"b|bn": 10**9, "tn|trn|t": 10**12, "cr": 10**7},
    number_words=numbered(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen twenty"
    )
    | {
        "a|an": 1,
        "half a|half-a|a half|half": "0.5",
        "quarter of a|a quarter of a": "0.25",
        "three quarters of a|three-quarters of a": "0.75",
        "one and a half|one-and-a-half": "1.5",
        "two and a half|two-and-a-half": "2.5",
        "thirty": 30,
        "forty": 40,
        "fifty": 50,
        "sixty": 60,
        "seventy": 70,
        "eighty": 80,
        "ninety": 90,
    },
    of="of|in",
    currencies={
        "swedish kronor|swedish kroner|swedish crowns": "SEK",
        "norwegian kroner|norwegian crowns": "NOK",
        "danish kroner|danish crowns": "DKK",
        "singapore dollars": "SGD",
        "taiwan dollars|taiwanese dollars": "TWD",
        "mexican pesos": "MXN",
        "indian rupees": "INR",
        "japanese yen": "JPY",
        "chinese yuan": "CNY",
        "south korean won|korean won": "KRW",
        "brazilian reais|reals": "BRL",
        "british pounds": "GBP",
        "us dollar|u.s. dollars|u.s. dollar": "USD",
        "saudi riyals": "SAR",
        "uae dirhams|emirati dirhams": "AED",
        "polish zloty|polish zlotys": "PLN",
        "hungarian forints|forints|forint": "HUF",
        "czech crowns|czech koruna": "CZK",
        "turkish lira|lira": "TRY",
        "roubles|rubles": "RUB",
    },
    before={
        UP_TO: "up to|as much as|as many as|at most|a maximum of|maximum of|no more than"
        "|not more than|less than|fewer than|under|below|upto|capped at|a ceiling of"
        "|(?:could|might|may|can)(?: \\w+){0,2} (?:reach|total|hit|(?:grow|rise|climb|swell|balloon"
        "|increase|expand) to)",
        AT_LEAST: "more than|over|at least|no less than|not less than|no fewer than|in excess of"
        "|upwards of|above|a minimum of|minimum of|exceeding|exceeds|exceeded|exceed|surpassing"
        "|surpasses|surpassed|greater than|north of|topping|tops|well over"
        "|higher than",
        ABOUT: "about|around|roughly|approximately|approx.?|circa|some|nearly|almost|close to"
        "|an estimated|estimated(?: at| to be| to cost| cost of)?|near|in the region of|c\\.|ca\\.?"
        "|in the order of|on the order of|just over|just under|a little over|as around|or so|~|≈",
    },
    after={
        UP_TO: "or less|at most|maximum|max\\.?|or fewer",
        AT_LEAST: "or more|-?plus|\\+|and more|at least|minimum|and above|and up",
        ABOUT: "or so|approximately|or thereabouts",
    },
    fillers="a|an|the|its|another|total of|further|additional|combined|amount of|sum of|initial"
    "|of|in",
    to="to|through|or",
    between="between",
    both="and",
    growth="rose|rises?|rising|risen|grew|grows?|growing|grown|increas\\w+|climb\\w*|jump\\w*"
    "|went|fell|falls?|fallen|dropp\\w*|drops?|cut|lift\\w*|rais\\w+|mov\\w+|expand\\w*|doubl\\w+"
    "|tripl\\w+|up|down|surg\\w+|declin\\w+|swell\\w*|balloon\\w*|revis\\w+",
    goes_on="in|for|to|by|from|over|and|with|on|at|as|of (?:the|that|which|its|this"
    "|investment|funding|debt|aid|capital|spending|capex|equity)|this|that|is"
    "|was|will|would|more|less|annually|a year|per year|through|into|until|between|last|next"
    "|while|when|which|but|or|total|so|each|before|after|since|during|under|within|if|because",
    counted="people|users|customers|tonnes|tons|barrels|units|jobs|years|parameters|tokens|chips"
    "|gpus|homes|households|devices|shares|litres|gallons|downloads|hours",
    undisclosed="an undisclosed (?:sum|amount|figure|price|investment|fee)"
    "|undisclosed (?:sum|amount|terms)|a sum that was not disclosed",
    accelerators="gpus?|accelerators?|ai chips?|superchips?|ai processors?|tpus?|blackwell chips?"
    "|chips?|processors?|graphics cards?|graphics processing units?",
    units=UNITS
    | {
        "megawatts?|megawatts? electric": ("MW", 1),
        "gigawatts?": ("MW", 1000),
        "terawatts?": ("MW", 10**6),
        "kilowatts?": ("MW", "0.001"),
        "gigawatt-hours?|gigawatt hours?": ("GWh", 1),
        "megawatt-hours?|megawatt hours?": ("GWh", "0.001"),
        "terawatt-hours?|terawatt hours?": ("GWh", 1000),
        "exaflops?": ("EFLOPS", 1),
        "petaflops?": ("EFLOPS", "0.001"),
        "jobs?|new jobs?|permanent jobs?|construction jobs?|direct jobs?": ("job", 1),
        "households?|homes?": ("household", 1),
        "square metres?|square meters?|sqm": ("m2", 1),
        "hectares?": ("m2", 10_000),
        "square feet|sq\\.? ?ft": ("m2", "0.09290304"),
    },
    measures={
        "investment": "mobili[sz]\\w+|(?:investments?|projects?|units?|plants?|package"
        "|programs?|programmes?"
        "|plans?|schemes?"
        "|grants?|aid|facilit\\w+|fabs?) worth|promis(?:es|ed|ing)|invest(?:s|ed|ing|ments?)?"
        "|capex|capital expenditures?|capital spending"
        "|capital investments?|fund(?:s|ed|ing)?|financ(?:es?|ed|ing)|commit(?:s|ted|ting|ments?)?"
        "|pledg(?:es?|ed|ing)|rais(?:es?|ed|ing)(?! (?:its|the|their) (?:target|price|forecast"
        "|guidance))|inject(?:s|ed|ing|ion)?|allocat\\w+|earmark\\w+|award(?:s|ed)?|grants?"
        "|subsid\\w+|series [a-f]|seed|(?:to|will|would|could|can) (?:\\w+ )?(?:spend|build)"
        "|(?:is|are) (?:\\w+ )?(?:building|constructing)|pour(?:s|ed|ing)|plough\\w*|plow\\w*"
        "|put(?:s|ting)? (?:up|in)|stake|package|spent|(?:spending|spend|outlay) (?:on|to)"
        "|(?:is|are) spending|loans?|cost(?:s|ing)?|backing|equity"
        "|back(?:ed|s) by",
        "site": "project|programme|program|phase|initiative|mission|deploy\\w*"
        "|contribut\\w+"
        "|support"
        "|plants?|factory|campus|fab|facility|data cent(?:er|re)s?|expansion|scheme",
        "revenue": "revenues?|sales|turnover|earnings|income|profits?|loss(?:es)?|ebitda|guidance"
        "|expectations?|projections?|cash flow|bookings|impact|margin|backlog|receipts|write-?down"
        "|charge|run rate|quarterly|results|earned|made|generat\\w+|fees|royalt\\w+",
        "valuation": "valu(?:ed|es?|ing|ations?)|worth|market cap\\w*|capitali[sz]ation"
        "|assets under management|assets|net worth|fortune|market value|sheds?|wiped",
        "price": "prices?|per share|a share|shares?|dividends?|apiece|tuition|a month"
        "|per month|per hour|an hour|salary|salaries|fines?|fined|damages|bills?|subscription"
        "|tariffs?|buybacks?|repurchas\\w+",
        "market": "market|gdp|economy|economic|exports?|imports?|trade|defen[cs]e"
        "|military|deficit|tax(?:es)?|budget|addressable|demand|opportunit\\w+|global"
        "|productivity|savings?|worldwide|consumers?|spender",
        "debt": "debts?|owes?|owed|owing|liabilit\\w+|bonds?|bankrupt\\w*",
        "deal": "(?:deals?|contracts?|agreements?|orders?|leases?)(?: \\w+){0,2} worth"
        "|acqui\\w+|buy(?:s|ing)?|bought|takeovers?|merger|purchas\\w+|contracts?|orders?"
        "|sold|sell(?:s|ing)?|deals?|ordered|lawsuit|sued?|settle\\w*",
    },
    roles={
        "total": "(?:bring|brings|bringing|brought|tak(?:es|ing)|took|lift(?:s|ing)|rais(?:es|ing)"
        "|push(?:es|ing))\\b[^.;]{0,90}\\b(?:to|total|at)|(?:total(?:s|ing|ling|led)?|totals"
        "|cumulative|combined|in all|altogether)(?: \\w+){0,3} (?:of|to|at|is|reached)|a total of"
        "|totall?ing|part of (?:a|an|the|its|their|our|that)(?: \\w+){0,4}|portion of (?:a|an|the"
        "|its)|out of (?:a|an|the|its)(?: \\w+){0,2}|share of (?:a|an|the|its)|chunk of (?:a|the)",
        "part": "of which|includ(?:es|ing|ed)(?! in)|of that|of this|of it|comprising"
        "|consist\\w+ of"
        "|made up of|among them",
        "restates": "builds? on|building on|on top of|previously announced|already announced"
        "|earlier announced|announced (?:in|last|earlier)|earlier commitment of|adds? to"
        "|previous(?:ly)?|existing|equivalent to|equal to|that is",
        "after_part": "out of (?:the|a|its)|of (?:the|that|its) (?=[$€£0-9])|of (?:the|that)"
        " (?:total|sum|money|investment)",
        "after_total": "in total|total|altogether|in all|overall|to date|so far|cumulatively",
        "after_restates": "announced (?:in|last|earlier)|already announced|previously announced"
        "|(?:investment |plan |commitment |programme |program |pledge )?announced (?:in|last)",
    },
    months="january|jan february|feb march|mar april|apr may june|jun july|jul august|aug"
    " september|sept|sep october|oct november|nov december|dec",
    deadlines="by|before|until|no later than|by the|till",
    periods={
        "end of|the end of|late|year-end|end-": (12, 12),
        "start of|the start of|early|beginning of|the beginning of": (1, 3),
        "mid-|mid |middle of|the middle of": (6, 6),
        "first half of|the first half of|h1": (1, 6),
        "second half of|the second half of|h2": (7, 12),
        "first quarter of|the first quarter of|q1|spring": (1, 3),
        "second quarter of|the second quarter of|q2": (4, 6),
        "third quarter of|the third quarter of|q3|summer": (7, 9),
        "fourth quarter of|the fourth quarter of|q4|autumn|winter": (10, 12),
    },
)
