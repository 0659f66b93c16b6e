"""Italian: its words for figures, money and dates."""

from articles.extraction.tables.shared import ABBREVIATIONS, UNITS, numbered
from articles.extraction.vocabulary import ABOUT, AT_LEAST, UP_TO, Language

LANGUAGE = Language(
    code="it",
    stop_words="il la le di che e un una per con in del della dei nel non sono gli alla si da piu"
    " anche ha al i",
    scales={
        "mila": 10**3,
        "milione|milioni": 10**6,
        "miliardo|miliardi|mila milioni": 10**9,
        "bilione|bilioni|mila miliardi|trilione|trilioni": 10**12,
    },
    abbreviations=ABBREVIATIONS | {"mln|mln.": 10**6},
    number_words=numbered("un due tre quattro cinque sei sette otto nove dieci undici dodici")
    | {"uno|una": 1, "mille": 1000, "mezzo": "0.5", "venti": 20, "trenta": 30, "cento": 100},
    and_a_half="e mezzo",
    of="di|d'",
    currencies={
        "dollari|dollaro|dollari statunitensi|dollari americani": "USD",
        "sterline|sterlina|sterline britanniche": "GBP",
        "franchi svizzeri|franchi": "CHF",
        "yen": "JPY",
        "yuan": "CNY",
        "rupie": "INR",
        "corone svedesi": "SEK",
        "corone": ("SEK", "NOK", "DKK", "CZK"),
    },
    before={
        UP_TO: "fino a|al massimo|un massimo di|meno di|non piu di|massimo|inferiore a",
        AT_LEAST: "piu di|oltre|almeno|non meno di|un minimo di|superior[ei] a|minimo|piu dei",
        ABOUT: "circa|quasi|attorno a|intorno a|vicin[oa] a|all'incirca|approssimativamente"
        "|stimat[oaie] in|poco piu di|poco meno di|~|≈",
    },
    after={AT_LEAST: "o piu|almeno|\\+", UP_TO: "al massimo", ABOUT: "circa"},
    fillers="i|gli|le|un|una|di|ai|agli",
    to="a|ai|e|o|fino a",
    between="tra|fra",
    both="e",
    growth="passa\\w*|cresc\\w+|sal\\w+|aument\\w+|scend\\w+|sces\\w+",
    goes_on="in|per|a|al|entro|e|con|nel|nei|da|dal|dalla|che|su|di (?:cui|investimenti)|all'anno",
    counted="di (?!cui|investimenti)\\w+|persone|abitanti|utenti",
    undisclosed="(?:una somma|una cifra|un importo) non (?:rivelat[ao]|divulgat[ao]|res[ao]"
    " not[ao])",
    accelerators="gpu|chip|processori|acceleratori|schede grafiche",
    units=UNITS
    | {
        "megawatt": ("MW", 1),
        "gigawatt": ("MW", 1000),
        "gigawattora": ("GWh", 1),
        "posti di lavoro": ("job", 1),
        "famiglie": ("household", 1),
        "metri quadrati|metri quadri": ("m2", 1),
        "ettari": ("m2", 10_000),
    },
    measures={
        "investment": "inves\\w+|finanzi\\w+|fond[oi]|raccol\\w+|round|serie [a-f]|stanzia\\w*"
        "|impegn\\w*|contribut\\w+|sovvenzion\\w+|costru\\w+|cost\\w+|progett\\w+|capitale|piano"
        "|programma|spender\\w+|destin\\w+|prestit\\w+",
        "revenue": "ricav\\w+|fatturato|vendite|util[ei]|perdit[ae]|entrate|ebitda",
        "valuation": "valutat\\w+|valutazione|valore|capitalizzazione|vale",
        "price": "prezz[oi]|per azione|azioni|dividend\\w+|mult[ae]",
        "market": "mercato|pil|economia|settore|esportazioni|difesa",
        "debt": "debit[oi]|obbligazion[ei]",
        "deal": "acqui[a-z]+|vend\\w+|contratt[oi]|ordin[ei]|fusione",
    },
    roles={
        "total": "un totale di|in totale|complessiv\\w+|portando\\b[^.;]{0,80}\\ba",
        "part": "di cui|compres[ioae]|incluso|inclusi",
        "restates": "pari a|ossia|cioe",
        "after_total": "in totale|complessivi",
    },
    months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
    deadlines="entro|entro il|entro la|prima del",
    periods={"fine|la fine del|fine del": (12, 12), "inizio|l'inizio del": (1, 3), "meta": (6, 6)},
)
