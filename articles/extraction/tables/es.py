"""Spanish: its words for figures, money and dates."""

from articles.extraction.tables.shared import ABBREVIATIONS, UNITS, numbered
from articles.extraction.vocabulary import ABOUT, AT_LEAST, UP_TO, Language

LANGUAGE = Language(
    code="es",
    stop_words="el la los las de del que en y un una es por con para se su al lo como mas o fue"
    " ha sus esta este",
    scales={
        "mil": 10**3,
        "millon|millones": 10**6,
        "mil millones|millardo|millardos|miles de millones": 10**9,
        "cien millones": 10**8,
        "billon|billones": 10**12,
    },
    abbreviations=ABBREVIATIONS | {"mdd|mdp": 10**6},
    number_words=numbered(
        "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    )
    | {
        "una|uno": 1,
        "mil": 1000,
        "medio|media": "0.5",
        "veinte": 20,
        "treinta": 30,
        "cuarenta": 40,
        "cincuenta": 50,
        "cien": 100,
    },
    and_a_half="y medio|y media",
    of="de",
    currencies={
        "dolar|dolares|dolares estadounidenses|dolares americanos": "USD",
        "libra|libras|libras esterlinas": "GBP",
        "pesos mexicanos": "MXN",
        "pesos argentinos": "ARS",
        "pesos colombianos": "COP",
        "pesos chilenos": "CLP",
        "yenes|yen": "JPY",
        "yuanes": "CNY",
        "rupias": "INR",
        "reales": "BRL",
        "francos suizos|francos": "CHF",
        "coronas suecas": "SEK",
        "coronas noruegas": "NOK",
        "coronas danesas": "DKK",
        "coronas": ("SEK", "NOK", "DKK", "CZK"),
        "soles": "PEN",
    },
    before={
        UP_TO: "hasta|como maximo|un maximo de|menos de|no mas de|a lo sumo|inferior(?:es)? a"
        "|podrian?(?: \\w+){0,1} (?:alcanzar|llegar a)",
        AT_LEAST: "mas de|al menos|por lo menos|como minimo|un minimo de|superior(?:es)? a|supera"
        "(?:n|ra|ria)?|por encima de|no menos de|superar|mayor(?:es)? a",
        ABOUT: "alrededor de|cerca de|casi|unos|unas|aproximadamente|en torno a|aprox\\.?|estimad"
        "[oa]s? en|de alrededor de|de unos|un estimado de|~|≈",
    },
    after={
        UP_TO: "como maximo|maximo",
        AT_LEAST: "o mas|como minimo|al menos|\\+",
        ABOUT: "aproximadamente",
    },
    fillers="los|las|un|una|unos|de|otros|total de",
    to="a|y|o|hasta",
    between="entre",
    both="y",
    growth="pas\\w+|aument\\w+|crec\\w+|subi\\w*|baj\\w+|cay\\w+|increment\\w+|elev\\w+",
    goes_on="en|para|a|al|hasta|y|con|por|desde|durante|este|que|del|de (?:la|los|las"
    "|inversion\\w*|ayudas?|fondos|financiacion|deuda|capital)"
    "|anuales|adicionales|o",
    counted="de (?!la|los|las|inversion|ayudas?|fondos|financiacion|deuda|capital)\\w+"
    "|personas|habitantes|usuarios",
    undisclosed="(?:un monto|una suma|una cantidad|un importe) (?:no revelad[oa]|no divulgad[oa]"
    "|sin revelar|no especificad[oa])",
    accelerators="gpus?|chips?|procesadores|aceleradores|tarjetas graficas",
    units=UNITS
    | {
        "megavatios?|megawatts?|megavats?": ("MW", 1),
        "gigavatios?|gigawatts?": ("MW", 1000),
        "teravatios?": ("MW", 10**6),
        "gigavatios hora|gigavatios-hora": ("GWh", 1),
        "empleos?|puestos de trabajo": ("job", 1),
        "hogares": ("household", 1),
        "metros cuadrados": ("m2", 1),
        "hectareas": ("m2", 10_000),
    },
    measures={
        "investment": "inv(?:er|ir)\\w+|financi\\w+|fondos?|destin\\w+|ronda|serie [a-f]|aport\\w+"
        "|subvencion\\w*|ayudas?|compromet\\w+|compromiso|inyect\\w+|constru\\w+|proyectos?|cost\\w+"
        "|recaud\\w+|capital|programa|plan|desembols\\w+|asign\\w+|gastar\\w*|prestamos?|adjudic\\w+",
        "revenue": "ingresos|ventas|factura\\w*|ganancias?|beneficios?|perdidas?|resultados?"
        "|ebitda",
        "valuation": "valorad[oa]s?|valoracion|valuad[oa]s?|valor|capitalizacion|vale|activos",
        "price": "precios?|por accion|acciones|dividendos?|multas?|salarios?|aranceles",
        "market": "mercado|pib|economia|exportaciones|defensa|presupuesto",
        "debt": "deudas?|pasivos?|debe|bonos",
        "deal": "compr\\w+|adquiri\\w+|vend\\w+|contratos?|pedidos?|fusion|acuerdo",
    },
    roles={
        "total": "un total de|en total|total(?: \\w+){0,3} (?:a|de)|(?:eleva|elevando"
        "|llevando|lleva)"
        "\\b[^.;]{0,80}\\ba|parte de (?:un|una|los|la)(?: \\w+){0,3}",
        "part": "de los cuales|de las cuales|incluid[oa]s?|incluyendo|incluye",
        "restates": "equivalentes? a|es decir|ya anunciad[oa]s?",
        "after_total": "en total",
    },
    months="enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre"
    " noviembre diciembre",
    deadlines="para|antes de|hasta|a mas tardar en|para el",
    periods={
        "finales de|fines de|el final de|fin de": (12, 12),
        "principios de|inicios de|comienzos de": (1, 3),
        "mediados de": (6, 6),
        "el primer semestre de|primer semestre de": (1, 6),
        "el segundo semestre de|segundo semestre de": (7, 12),
        "el primer trimestre de|primer trimestre de": (1, 3),
        "el segundo trimestre de|segundo trimestre de": (4, 6),
        "el tercer trimestre de|tercer trimestre de": (7, 9),
        "el cuarto trimestre de|cuarto trimestre de": (10, 12),
    },
)
