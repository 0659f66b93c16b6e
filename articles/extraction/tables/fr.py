"""French: its words for figures, money and dates."""

from articles.extraction.tables.shared import ABBREVIATIONS, UNITS, numbered
from articles.extraction.vocabulary import ABOUT, AT_LEAST, UP_TO, Language

LANGUAGE = Language(
    code="fr",
    stop_words="le la les de des du un une et en est que qui dans pour sur avec par au aux ce sont"
    " il plus ses son sa ont a ete",
    scales={
        "cent|cents": 10**2,
        "mille|milliers": 10**3,
        "million|millions": 10**6,
        "cent millions|cents millions": 10**8,
        "milliard|milliards": 10**9,
        "billion|billions|mille milliards|milliers de milliards": 10**12,
        "trillion|trillions": 10**18,
        "crore|crores": 10**7,
    },
    abbreviations=ABBREVIATIONS,
    number_words=numbered(
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
        " dix-sept dix-huit dix-neuf vingt"
    )
    | {
        "une": 1,
        "un demi|un demi-|demi-|la moitie d'un": "0.5",
        "un quart de": "0.25",
        "trente": 30,
        "quarante": 40,
        "cinquante": 50,
        "soixante": 60,
        "soixante-dix": 70,
        "quatre-vingts": 80,
        "quatre-vingt-dix": 90,
    },
    and_a_half="et demi|et demie",
    of="de|d'|d|en",
    currencies={
        "livre|livres|livres sterling|livre sterling|livres britanniques": "GBP",
        "dollars us|dollars des etats-unis|dollar us|dollar americain|billets verts": "USD",
        "dollars hongkongais|dollars de hong kong": "HKD",
        "dollars taiwanais": "TWD",
        "dollars singapouriens|dollars de singapour": "SGD",
        "dollar canadien|dollars canadiens": "CAD",
        "roupie|roupies|roupies indiennes": "INR",
        "couronnes suedoises": "SEK",
        "couronnes norvegiennes": "NOK",
        "couronnes danoises": "DKK",
        "couronnes tcheques": "CZK",
        "yuan|yuans|yuans chinois": "CNY",
        "yen|yens": "JPY",
        "wons sud-coreens|wons coreens": "KRW",
        "francs cfa": "XOF",
        "reais|real|reals|reals bresiliens": "BRL",
        "rands": "ZAR",
        "zlotys": "PLN",
        "roubles": "RUB",
        "riyals saoudiens": "SAR",
        "dirhams marocains": "MAD",
        "dirhams des emirats|dirhams emiratis": "AED",
        "pesos mexicains": "MXN",
        "pesos argentins": "ARS",
        "livres turques": "TRY",
        "francs": ("CHF", "XOF", "XAF"),
    },
    before={
        UP_TO: "jusqu'a|jusque|au plus|tout au plus|au maximum|un maximum de|moins de|pas plus de"
        "|a moins de|a concurrence de|dans la limite de|plafonne\\w* a|inferieure?s? a|sous les"
        "|(?:pourra(?:it|ient)?|pourraient|peut)(?: \\w+){0,1} (?:atteindre|s'elever a|monter a"
        "|grimper a|aller jusqu'a)",
        AT_LEAST: "plus de|a plus de|de plus de|au moins|d'au moins|au minimum|un minimum de"
        "|pas moins de|superieure?s? a|depass\\w+(?: les)?|exced\\w+|au-dela de|minimum"
        "|a partir de|au-dessus de|bien plus de|franchi\\w* les",
        ABOUT: "environ|a environ|d'environ|autour de|aux alentours de|quelque|quelques|pres de"
        "|a pres de|de pres de|presque|de l'ordre de|a peu pres|approximativement|quasi(?:ment)?"
        "|estimee?s? a|a quelque|aux environs de|avoisin\\w+(?: les)?|proches? de|dans les"
        "|un peu plus de|un peu moins de|une estimation de|~|≈",
    },
    after={
        UP_TO: "au maximum|maximum|au plus|tout au plus|ou moins",
        AT_LEAST: "au moins|ou plus|au minimum|minimum|et plus|voire plus|\\+",
        ABOUT: "environ|a peu pres|approximativement",
    },
    fillers="un|une|les|des|la|le|de|d'|total de|montant de|pas|l'equivalent de|un total de"
    "|une enveloppe de|un montant de|une somme de",
    to="a|au|ou|jusqu'a",
    between="entre",
    both="et",
    growth="pass\\w+|augment\\w+|progress\\w+|grimp\\w+|recul\\w+|chut\\w+|baiss\\w+|hauss\\w+"
    "|bondi\\w*|montee?s?|double\\w*|triple\\w*|relev\\w+|port(?:er?|ant|e)|abaiss\\w+|cru|croitre",
    goes_on="de l'|du|des|pour|en|a|au|aux|dans|sur|par|d'ici|et|mais|cette|ce|contre|soit|l'an"
    "|chaque|avec|entre|vers|puis|qui|que|dont|ou|sous|depuis|pendant|lors|cela|ces|son|sa|ses"
    "|afin|grace|supplementaires|de plus|de la|de cet|de ce|(?:de |d')(?:investissement|aide"
    "|subvention|fonds|financement|dette|capital|soutien|pret|credit|depense|budget|revenu|benefice|recette|perte)s?",
    counted="(?!(?:de |d')(?:investissement|aide|subvention|fonds|financement|dette|capital"
    "|soutien|pret|credit|depense|budget|revenu|benefice|recette|perte))(?:de (?!l'|la\\b"
    "|ce\\b|cet|cette|plus)\\w+|d'(?!ici|ores)\\w+)"
    "|habitants|personnes|utilisateurs|tonnes",
    undisclosed="un montant (?:non communique|non divulgue|non precise|tenu secret|confidentiel"
    "|inconnu)|une somme (?:non communiquee|non divulguee|non precisee)|montant non communique"
    "|montant non divulgue",
    accelerators="processeurs graphiques|cartes? graphiques?|gpu|gpus|puces?|processeurs?"
    "|accelerateurs?|cartes? graphiques?|superpuces?"
    "|processeurs graphiques",
    units=UNITS
    | {
        "megawatts?": ("MW", 1),
        "gigawatts?": ("MW", 1000),
        "terawatts?": ("MW", 10**6),
        "kilowatts?": ("MW", "0.001"),
        "gigawattheures?|gigawatts?-heures?": ("GWh", 1),
        "megawattheures?|megawatts?-heures?": ("GWh", "0.001"),
        "terawattheures?|terawatts?-heures?": ("GWh", 1000),
        "emplois?|emplois directs|postes": ("job", 1),
        "foyers|menages": ("household", 1),
        "metres carres": ("m2", 1),
        "hectares?": ("m2", 10_000),
    },
    measures={
        "investment": "inves(?:tir\\w*|ti\\w*|tissements?)|financ\\w+|mobilis\\w+|lev(?:er|ee?s?"
        "|ent|ant|a)|levees? de fonds|tour de table|amor[cs]age|serie [a-f]|engag\\w+"
        "|prom(?:et|is|ett|ess)\\w*"
        "|enveloppe|budget de|injec\\w+|alloue\\w*|allocation|consacr\\w+|subvention\\w*|aides?"
        "|soutien|soutenu\\w*|soutenir|fonds|dot(?:er|ee?s?|ation)|credits?|depenser(?:a|ont|ait)?"
        "|capital|apport\\w*|a hauteur de|debloqu\\w+|verser\\w*"
        "|mettre sur la table|met sur la table|ajout\\w+|portant|supplementaires?"
        "|construi\\w+|cout\\w*"
        "|prets?|participation|mis(?:e|er|ent|ant)|contribu\\w+|attribu\\w+|souscri\\w+|capex"
        "|depenses? d'investissement|deploie\\w*|appels? a projets|abond\\w+",
        "site": "usines?|chantier|projets?|programme|construction|plan de|plan",
        "revenue": "chiffre d'affaires|revenus?|ventes|benefices?|pertes?|resultats?|recettes"
        "|ebitda|marges?|exploitation|carnet de commandes|tresorerie|gagne\\w*|genere\\w*"
        "|honoraires",
        "valuation": "valoris\\w+|valeur|capitalisation|vaut|valent|valait|evaluee?s?|fortune"
        "|actifs|pese(?:nt)?",
        "price": "prix|par action|l'action|actions?|dividendes?|par mois|tarifs?|amendes?|salaires?"
        "|l'unite|chacune?|par an et par|abonnement|facture|loyer|dommages|droits de douane",
        "market": "marche|pib|croissance|economie|exportations?|importations?"
        "|deficit|impots?|taxes?|militaires?|defense|commerce|economies|monde|mondial\\w*"
        "|depenses publiques|consommat\\w+",
        "debt": "dettes?|endett\\w+|doit|doivent|passif|obligations|emprunts?",
        "deal": "acqui\\w+|rach(?:at|ete)\\w*|achet\\w+|achats?|contrats?|commandes?|vend\\w+"
        "|cession|cede\\w*|fusion|marche public|accord|proces",
    },
    roles={
        "total": "port(?:ant|e|er|ent|era|ait)\\b[^.;]{0,90}\\b(?:a|au)|au total|un total de"
        "|totalis\\w+|pour un(?: \\w+){0,3} total(?: \\w+)? de|total(?: \\w+){0,3} (?:a|de)"
        "|cumul\\w*(?: \\w+){0,3} (?:de|a)|dans le cadre d'un(?: \\w+){0,4} de"
        "|(?:partie|volet|tranche|part|cadre|issu) (?:d'une?|du|de la|des)(?: [\\w']+){0,3}(?: de)?"
        "|sur (?:un total de|les|une enveloppe de)",
        "part": "dont|parmi lesquels|y compris|incluant|inclut|comprend\\w*|compris",
        "restates": "soit|(?:deja|precedemment) (?:annonc|promis|engag)\\w+(?: de)?"
        "|s'ajout\\w+ (?:a|au|aux)(?: [\\w']+){0,3}|en plus (?:de|des|du)(?: \\w+){0,3}"
        "|equivalent a"
        "|l'equivalent de|rappel\\w*",
        "after_part": "sur les|sur un total|sur ce|de cette enveloppe|de ce total",
        "after_total": "au total|en tout|en cumule|toutes? confondue?s?|depuis",
        "after_restates": "(?:deja|precedemment) (?:annonc|promis|engag)\\w+|annonce\\w*"
        " (?:en|l'an)",
    },
    months="janvier|janv fevrier|fevr mars avril|avr mai juin juillet|juil aout septembre|sept"
    " octobre|oct novembre|nov decembre|dec",
    deadlines="d'ici a|d'ici la|d'ici|avant|jusqu'en|jusqu'a|a horizon|a l'horizon|au plus tard en"
    "|au plus tard|horizon",
    periods={
        "fin|la fin|la fin de|fin de|la fin de l'annee|fin de l'annee": (12, 12),
        "debut|le debut de|debut de": (1, 3),
        "mi-|mi |la mi-": (6, 6),
        "le premier semestre|premier semestre|premier semestre de|s1": (1, 6),
        "le second semestre|second semestre|deuxieme semestre|s2|le deuxieme semestre": (7, 12),
        "premier trimestre|le premier trimestre|t1|premier trimestre de|printemps": (1, 3),
        "deuxieme trimestre|le deuxieme trimestre|t2|second trimestre": (4, 6),
        "troisieme trimestre|le troisieme trimestre|t3|ete|l'ete": (7, 9),
        "quatrieme trimestre|le quatrieme trimestre|t4|l'automne": (10, 12),
    },
)
