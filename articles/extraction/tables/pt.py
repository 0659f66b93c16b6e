"""Portuguese: its words for figures, money and dates."""

from articles.extraction.tables.shared import ABBREVIATIONS, UNITS, numbered
from articles.extraction.vocabulary import ABOUT, AT_LEAST, UP_TO, Language

LANGUAGE = Language(
    code="pt",
    stop_words="o os as de do da que e em um uma para com nao por dos das no na se mais ao foi sao"
    " pelo pela seu sua",
    scales={
        "mil": 10**3,
        "milhao|milhoes": 10**6,
        "mil milhoes|bilhao|bilhoes|milhares de milhoes": 10**9,
        "biliao|bilioes|trilhao|trilhoes": 10**12,
    },
    abbreviations=ABBREVIATIONS | {"mi|mi.": 10**6, "bi|bi.": 10**9, "tri": 10**12},
    number_words=numbered("um dois tres quatro cinco seis sete oito nove dez onze doze")
    | {"uma": 1, "mil": 1000, "duas": 2, "meio|meia": "0.5", "vinte": 20, "trinta": 30, "cem": 100},
    and_a_half="e meio|e meia",
    of="de",
    currencies={
        "dolar|dolares|dolares americanos|dolares norte-americanos": "USD",
        "libra|libras|libras esterlinas": "GBP",
        "real|reais": "BRL",
        "ienes|iene": "JPY",
        "yuans|yuan": "CNY",
        "rupias": "INR",
        "francos suicos": "CHF",
        "coroas suecas": "SEK",
        "coroas": ("SEK", "NOK", "DKK", "CZK"),
    },
    before={
        UP_TO: "ate|no maximo|um maximo de|menos de|nao mais de|inferior(?:es)? a",
        AT_LEAST: "mais de|pelo menos|ao menos|no minimo|um minimo de|acima de|superior(?:es)? a"
        "|mais do que|nao menos de",
        ABOUT: "cerca de|aproximadamente|em torno de|quase|perto de|por volta de|uns|estimad[oa]s?"
        " em|a volta de|~|≈",
    },
    after={AT_LEAST: "ou mais|pelo menos|\\+", UP_TO: "no maximo", ABOUT: "aproximadamente"},
    fillers="os|as|um|uma|de|total de",
    to="a|e|ou|ate",
    between="entre",
    both="e",
    growth="pass\\w+|aument\\w+|cresc\\w+|subi\\w*|cai\\w*",
    goes_on="em|para|a|ao|ate|e|com|por|no|na|nos|nas|que|de investimento|deste|este|desde|ou",
    counted="de (?!investimento)\\w+|pessoas|habitantes|utilizadores|usuarios",
    undisclosed="(?:um montante|uma soma|um valor|uma quantia) nao (?:revelad[oa]|divulgad[oa])",
    accelerators="gpus?|chips?|processadores|aceleradores|placas graficas",
    units=UNITS
    | {
        "megawatts?": ("MW", 1),
        "gigawatts?": ("MW", 1000),
        "gigawatts?-hora": ("GWh", 1),
        "empregos?|postos de trabalho": ("job", 1),
        "lares|domicilios": ("household", 1),
        "metros quadrados": ("m2", 1),
        "hectares?": ("m2", 10_000),
    },
    measures={
        "investment": "inves\\w+|financi\\w+|fundos?|aport\\w+|rodada|ronda|serie [a-f]|subsidi\\w+"
        "|subvenc\\w+|constru\\w+|projetos?|projectos?|cust\\w+|capital|programa|plano|destin\\w+"
        "|aplicar|gastar|captou|compromet\\w+|compromisso|emprestimos?",
        "revenue": "receitas?|vendas|faturamento|faturacao|lucros?|prejuizos?|ebitda",
        "valuation": "avaliad[oa]s?|avaliacao|valor de mercado|vale|capitalizacao",
        "price": "precos?|por acao|acoes|dividendos?|multas?",
        "market": "mercado|pib|economia|setor|exportacoes|defesa",
        "debt": "dividas?|deve",
        "deal": "compr\\w+|adquiri\\w+|vend\\w+|contratos?|fusao|acordo",
    },
    roles={
        "total": "um total de|no total|ao todo|elevando\\b[^.;]{0,80}\\b(?:a|para)|parte de um"
        "(?: \\w+){0,3}",
        "part": "dos quais|das quais|incluindo|inclui",
        "restates": "equivalentes? a|ou seja",
        "after_total": "no total|ao todo",
    },
    months="janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro"
    " dezembro",
    deadlines="ate|antes de|ate o|ate ao",
    periods={
        "final de|fim de|o final de|ao fim de": (12, 12),
        "inicio de|o inicio de": (1, 3),
        "meados de": (6, 6),
    },
)
