"""Words around names: what makes a capital word an organisation, a place or a person."""

import re

LEGAL = (
    "inc incorporated corp corporation co company ltd limited llc llp lp plc sa sas sarl ag gmbh se"
    " nv bv spa srl ab asa oyj oy kg kgaa pte pty pvt kk holding holdings group groupe gruppe grupo"
)
LEGAL_FORMS = frozenset(LEGAL.split())
ARTICLES = frozenset("the le la les l der die das el los las il lo gli o os as de het een".split())  # noqa: SIM905

# The last word of an organisation's name.
ORGANISATION_ENDS = frozenset(
    (
        LEGAL
        + " ventures partners capital energy energie power systems technologies technology labs"
        " lab computing motors semiconductor semiconductors microelectronics pharma pharmaceuticals"
        " therapeutics networks solutions software bank banque university universitat institute"
        " institut college agency foundation fondation association council fund authority airlines"
        " electric electronics industries equity investments robotics telecom media entertainment"
        " studios aerospace school hospital laboratory laboratories society trust bancorp insurance"
        " securities services consulting logistics materials chemicals steel mining oil gas petroleum"
        " utilities renewables solar nuclear quantum cloud photonics biotech biosciences genomics"
        " hypertec ai dynamics analytics interactive communications broadband mobile wireless satellite"
        " infrastructure properties realty developers centers centres datacenters advisors associates"
        " management department ministry commission consortium alliance federation union club union"
        " press times journal post news commerce chamber treasury onda petroleo telecomunicaciones"
        " universite ecole fonds conseil regie stiftung gesellschaft verband werke universidad banco"
        ""
    ).split()
)
# An institution names itself 'University of X', 'Ministère de la Défense'.
INSTITUTION = (
    r"(?:(?:[A-Z][\w.&'-]+ ){0,3}(?:University|College|Institute|Department|Ministry|Bank|School"
    r"|Academy|Council|Office|Center|Centre|Board|Chamber|Port|Government) of (?:the )?[A-Z][\w'-]+"
    r"(?:,? (?:and |& |of )?(?!A[Tn]\b)[A-Z][\w'-]+){0,3})"
    r"|(?:Universite|Institut|Ecole|Ministere|Banque|Conseil|Agence|Caisse|Centre|Chambre|Fondation"
    r"|Region|Departement|Commissariat|Observatoire|Federation|Syndicat)s?(?: [a-z]{4,12}e?s?){0,2}"
    r" (?:de la |de l'|du |des |de |d'|pour la |pour l')"
    r"[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,3}"
    r"|(?:Universidad|Instituto|Banco|Ministerio|Universita|Politecnico|Universidade) (?:de la |de |del"
    r" |di |do |da |degli Studi di )[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2}"
    r"|(?:Technische Universitat|Universitat|Hochschule|Ministerium fur) [A-Z][\w'-]+"
)

# Words in capitals that begin sentences or describe, and are no part of a name.
OPENERS = frozenset(
    ["the", "a", "an", "in", "on", "at", "of", "for", "from", "with", "by", "to", "and", "but", "or", "as", "if", "it", "its", "this", "that", "these", "those", "there", "he", "she", "they", "we", "you", "i", "his", "her", "their", "our", "your", "when", "while", "after", "before", "since", "during", "under", "over", "into", "about", "according", "however", "meanwhile", "also", "although", "because", "both", "each", "such", "some", "many", "most", "new", "two", "three", "four", "five", "one", "six", "seven", "eight", "nine", "ten", "last", "first", "second", "third", "next", "other", "more", "today", "yesterday", "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "q1", "q2", "q3", "q4", "h1", "h2", "nearly", "around", "between", "founded", "based", "built", "valued", "what", "who", "how", "why", "where", "which", "among", "separately", "additionally", "moreover", "furthermore", "earlier", "later", "now", "then", "here", "all", "no", "not", "yes", "so", "under", "until", "up", "part", "total", "analysts", "shares", "sources", "companies", "firms", "investors", "european", "american", "british", "french", "german", "italian", "spanish", "chinese", "japanese", "indian", "korean", "canadian", "australian", "dutch", "swedish", "norwegian", "danish", "swiss", "irish", "saudi", "emirati", "taiwanese", "israeli", "brazilian", "us", "uk", "eu", "asian", "african", "nordic", "south", "north", "east", "west", "western", "eastern", "northern", "southern", "global", "international", "federal", "national", "prime", "minister", "president", "ceo", "chief", "executive", "officer", "mr", "mrs", "ms", "dr", "sir", "governor", "senator", "secretary", "chairman", "vice", "chair", "director", "king", "queen", "prince", "state", "union", "central", "announcing", "announced", "speaking", "calling", "using", "given", "with", "without", "like", "unlike", "le", "la", "les", "un", "une", "des", "du", "de", "d", "l", "en", "dans", "sur", "pour", "par", "avec", "sans", "ce", "cet", "cette", "ces", "son", "sa", "ses", "il", "elle", "ils", "elles", "on", "nous", "vous", "leur", "leurs", "qui", "que", "quoi", "dont", "ou", "et", "mais", "donc", "or", "ni", "car", "si", "comme", "selon", "apres", "avant", "depuis", "pendant", "lors", "face", "grace", "objectif", "ainsi", "aussi", "alors", "enfin", "ensuite", "parallele", "plusieurs", "deux", "trois", "quatre", "cinq", "premier", "premiere", "deuxieme", "troisieme", "nouveau", "nouvelle", "chaque", "tout", "tous", "toute", "toutes", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre", "president", "ministre", "madame", "monsieur", "etat", "gouvernement", "projet", "investissement", "francais", "francaise", "americain", "americaine", "el", "los", "las", "una", "unos", "en", "con", "por", "para", "segun", "durante", "este", "esta", "estos", "tras", "desde", "hasta", "sin", "sobre", "actualmente", "ademas", "enero", "febrero", "marzo", "abril", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre", "der", "die", "das", "ein", "eine", "im", "am", "bei", "mit", "von", "zu", "auf", "fur", "nach", "seit", "wahrend", "laut", "europas"]
)
# Acronyms and coined words that are no organisations.
NO_ORGANISATIONS = frozenset(
    ["ai", "ia", "ki", "ml", "llm", "llms", "gpu", "gpus", "cpu", "cpus", "tpu", "tpus", "npu", "dpu", "hpc", "asic", "asics", "fpga", "soc", "ssd", "dram", "hbm", "iot", "saas", "paas", "iaas", "api", "apis", "sdk", "it", "ict", "r&d", "rd", "ceo", "cfo", "cto", "coo", "ciso", "pdg", "dg", "dsi", "vp", "svp", "evp", "md", "gw", "mw", "kw", "twh", "gwh", "mwh", "kwh", "usd", "eur", "gbp", "jpy", "cny", "inr", "chf", "cad", "aud", "us", "usa", "uk", "eu", "uae", "un", "ue", "eeuu", "rsa", "gdp", "pib", "bip", "vat", "tva", "roi", "ebitda", "ipo", "m&a", "esg", "csr", "rse", "co2", "smr", "smrs", "ev", "evs", "ceo's", "phd", "msc", "mba", "covid", "covid-19", "dc", "hq", "pr", "faq", "pdf", "url", "www", "http", "https", "html", "css", "am", "pm", "gmt", "utc", "cet", "est", "edt", "pst", "bst", "cob", "q1", "q2", "q3", "q4", "h1", "h2", "fy", "fy24", "fy25", "fy26", "5g", "6g", "4g", "lng", "pv", "ac", "vr", "ar", "xr", "nft", "dna", "rna", "mrna", "gpt", "gpt-3", "gpt-4", "gpt-5", "chatgpt", "genai", "agi", "rag", "nlp", "cuda", "cuda-q", "dgx", "hgx", "gb200", "gb300", "h100", "h200", "b200", "b300", "a100", "mi300", "mi300x", "mi325x", "mi350", "nvlink", "infiniband", "iphone", "ipad", "ios", "macos", "android", "windows", "azure", "copilot", "gemini", "claude", "llama", "deepseek-r1", "bedrock", "sagemaker", "webgl", "devops", "finops", "mlops", "datacenter", "datacenters", "powerpoint", "javascript", "typescript", "playstation", "sme", "smes", "pme", "eti", "tpe", "oem", "oems", "odm", "b2b", "b2c", "ui", "ux", "ok", "tv", "dvd", "cd", "gps", "nfc", "usb", "led", "oled", "lcd", "nm", "rd", "kpi", "kpis", "sla", "slas", "otc", "adr", "adrs", "etf", "etfs", "reit", "reits", "spac", "spacs", "epc", "ppa", "ppas", "mou", "mous", "loi", "rfp", "nda", "ip", "ipr", "id", "kyc", "aml", "gdpr", "rgpd", "hipaa", "pci", "iso", "usc", "ca", "ny", "tx", "dc", "md", "va", "pa", "nj", "fl", "ga", "oh", "nyse", "nasdaq", "tsx", "lse", "fse", "asx", "hkex", "cboe", "otcqb", "tsxv", "suun", "bourse", "cac", "dax", "ftse", "dow", "s&p", "sp500", "mwe", "mwc", "gwe", "photovoltaic", "medtech", "fintech", "edtech", "biotech", "deeptech", "cleantech", "proptech", "agritech", "hyperscaler", "hyperscalers", "neocloud", "exaflops", "petaflops", "teraflops", "wi-fi", "wifi", "bluetooth", "eflops", "tcfd", "pue", "wue", "capex", "opex", "arr", "mrr", "saas", "dsp", "drc", "rdc", "lgbt", "ngo", "ngos", "ong", "onu", "usmca", "nafta", "cop28", "cop29", "cop30", "g7", "g20", "g8", "brics", "globenewswire", "newswire", "prnewswire", "businesswire", "zibac", "pjm", "tm", "mw(e)"]
)
PRODUCT = re.compile(r"^(?:[a-z]+-\d|[a-z]{1,3}\d{2,4}[a-z]?|.*\d{3,}.*|.*gpt.*|.*llm.*|\d.*)$")

# Verbs that companies are the subject of, more than people.
ORGANISATION_VERBS = {
    "en": "(?:has |have |had |also |recently |now |today |is |are |was |will |would |plans? to |to )*"
    "(?:announc(?:es|ed|ing)|invest(?:s|ed|ing)?|plans? to|rais(?:es|ed|ing)|acquir(?:es|ed|ing)"
    "|launch(?:es|ed|ing)|sign(?:s|ed)|unveil(?:s|ed)|operat(?:es|ed|ing)|build(?:s|ing)?|built"
    "|deploy(?:s|ed|ing)?|reported|posted|commit(?:s|ted|ting)?|develop(?:s|ed|ing)|partner(?:s|ed)"
    "|complet(?:es|ed)|secur(?:es|ed)|supplies|manufactur(?:es|ed)|produc(?:es|ed)|serves|serving"
    "|employs|provides|pledg(?:es|ed)|evaluating|expand(?:s|ed|ing)?|allocated|agreed|spend(?:s|ing)?"
    "|spent|own(?:s|ed)|open(?:s|ed)|install(?:s|ed)|bought|buys|sells|sold|filed|hired|expects"
    "|intends|utilizes|closed|closes|owns|backed|shares|stock|said it|says it|said its)",
    "fr": "(?:a |ont |va |vont |vient de |viennent de |s'|aussi |egalement |doit |compte |devrait |, )*"
    "(?:annonc\\w+|investi\\w*|prevoi\\w+|engage\\w*|deploi\\w+|collabor\\w+|lanc\\w+|constru\\w+"
    "|exploit\\w+|lev\\w+|rachet\\w+|acqui\\w+|developp\\w+|inaugur\\w+|ouvr\\w+|sign\\w+|finance\\w*"
    "|consacr\\w+|emploi\\w+|fourni\\w+|produi\\w+|fabriqu\\w+|s'associ\\w+|associ\\w+|boucl\\w+"
    "|install\\w+|cede\\w*|implant\\w+|depens\\w+|est une (?:plateforme|entreprise|societe|start-up)"
    "|est un (?:groupe|fournisseur|operateur|editeur|fabricant)|valorise\\w*)",
    "es": "(?:ha |han |va a |planea |preve |tambien |se )*(?:anunci\\w+|inv(?:ert|ier|irt)\\w+|constru\\w+"
    "|planea\\w*|preve\\w*|oper\\w+|adquiri\\w+|lanz\\w+|instal\\w+|abri\\w+|compr\\w+|esta"
    " \\w*mente comprometid\\w+|firm\\w+)",
    "de": "(?:hat |will |plant )*(?:investiert|kundigt|baut|plant|sammelt|ubernimmt|betreibt)",
    "it": "(?:ha |hanno |intende )*(?:annunci\\w+|invest\\w+|costruir\\w+|prevede|acquis\\w+|lanci\\w+)",
    "pt": "(?:vai |ira |planeja )*(?:anunci\\w+|invest\\w+|constru\\w+|planeja|preve|adquir\\w+)",
    "nl": "(?:gaat |wil )*(?:investeert|bouwt|kondigt|neemt|haalt)",
}
# What stands right before an organisation.
ORGANISATION_HEADS = {
    "en": "startup|start-up|company|firm|developer|operator|giant|maker|chipmaker|investor|provider"
    "|group|unit|subsidiary|bank|utility|supplier|manufacturer|automaker|retailer|partner|lab"
    "|hyperscaler|consultancy|led by|co-led by|backed by|acquired by|owned by|operated by|built by"
    "|supplied by|developed by|funded by|sold by|partnership with|partnering with|deal with"
    "|agreement with|contract with|together with|collaboration with|joint venture with|works with"
    "|invested in|investor in|stake in|acquisition of|according to|customers? (?:such as|like)"
    "|investors?,? including|companies (?:such as|like|including)|firms (?:such as|like|including)"
    "|participation from|investment from|funding from|backing from|owner|parent|unit of|arm of",
    "fr": "start-up|startup|groupe|societe|entreprise|compagnie|geant|editeur|fabricant|operateur"
    "|fournisseur|filiale|filiale de|constructeur|banque|cabinet|investisseur|fonds|specialiste"
    "|operateur \\w+|groupe \\w+|geant \\w+|start-up \\w+|societe \\w+|entreprise \\w+|fabricant \\w+"
    "|partenariat avec|collaboration avec|accord avec|avec l'aide de|acquise? par|rachetee? par"
    "|detenue? par|exploitee? par|construite? par|finance\\w* par|fournie?s? par|developpee?s? par"
    "|menee? par|mene par|aupres de|acquisition de|rachat de|entreprises comme|comme|tels? que"
    "|telles? que|acteurs cles comme|notamment|l'ecosysteme|selon le cabinet|consensus",
    "es": "empresa|compania|grupo|gigante|operador|operadora|firma|fabricante|junto con|alianza con"
    "|acuerdo con|adquisicion de|adquisiciones de|compra de",
    "de": "konzern|unternehmen|start-up|startup|firma|hersteller|betreiber|anbieter",
    "it": "societa|gruppo|azienda|startup|operatore|accordo con|insieme a",
    "pt": "empresa|grupo|gigante|operadora|acordo com|parceria com",
    "nl": "bedrijf|concern|startup|groep|aanbieder|samen met",
}
# What follows an organisation, set off by a comma.
APPOSITION = {
    "en": r", (?:an?|the|one of|which|whose) (?:[\w'-]+ ){0,6}?(?:company|startup|start-up|firm|maker"
    r"|developer|provider|operator|pioneer|leader|owner|supplier|manufacturer|group|unit|subsidiary"
    r"|investor|platform|bank|fund|designer|specialist|giant|lab|joint venture|builder|utility)",
    "fr": r", (?:une? |le |la |l'|acteur|specialiste|filiale|leader|fournisseur|editeur|operateur|geant"
    r"|start-up|pionnier|fabricant|numero un|quant a)",
}
# Who is named with a person.
TITLES = frozenset(
    "ceo cfo cto coo president chairman chairwoman minister secretary governor senator mr mrs ms dr"  # noqa: SIM905
    " sir lord king queen prince princess analyst founder cofounder co-founder pdg ministre"
    " presidente ministro directeur directrice fondateur analyste economist professor professeur"
    " chancellor kanzler ceo's executive officer said judge commissioner commissaire maire mayor m mme"
    " general tsar director".split()
)
FIRST_NAMES = frozenset(
    ["adam", "alain", "alan", "albert", "alex", "alexander", "alexandre", "alexis", "alice", "amy", "ana", "andrea", "andreas", "andrew", "andy", "angela", "anna", "anne", "anthony", "antoine", "antonio", "arnaud", "arthur", "arvind", "ashwini", "barack", "ben", "benjamin", "bernard", "bill", "bob", "boris", "brad", "brian", "bruno", "carl", "carlos", "caroline", "catherine", "charles", "chris", "christian", "christine", "christophe", "claire", "clara", "claude", "craig", "dan", "daniel", "dario", "dave", "david", "demis", "denis", "dennis", "diana", "didier", "dominique", "donald", "doug", "edward", "elizabeth", "elon", "emma", "emmanuel", "eric", "erik", "ernesto", "evan", "fabrice", "felix", "fernando", "francis", "francois", "frank", "franck", "frederic", "friedrich", "gabriel", "gary", "george", "georges", "gerard", "giorgia", "giovanni", "greg", "gregory", "guillaume", "gunter", "hans", "harry", "helen", "henri", "henry", "hugo", "ian", "isabelle", "ivan", "jack", "jacques", "james", "jamie", "jan", "jane", "janet", "jason", "javier", "jay", "jean", "jeff", "jennifer", "jens", "jensen", "jeremy", "jerome", "jim", "joe", "joel", "johan", "johannes", "john", "jon", "jonathan", "jorge", "jose", "joseph", "josh", "juan", "julia", "julie", "julien", "justin", "kamala", "karen", "karim", "karl", "kate", "keir", "keith", "kelly", "ken", "kevin", "kim", "klaus", "lars", "larry", "laura", "laurent", "lawrence", "leo", "lina", "linda", "lisa", "liz", "louis", "luc", "lucas", "luis", "luke", "manuel", "marc", "marco", "marcus", "maria", "marie", "mario", "mark", "markus", "martin", "mary", "masayoshi", "mathieu", "matt", "matthew", "maurice", "max", "michael", "michel", "miguel", "mike", "mohamed", "mohammed", "muhammad", "mukesh", "nadella", "narendra", "nathalie", "neil", "nicolas", "nick", "nicole", "nikesh", "noah", "oliver", "olivier", "olaf", "oscar", "pablo", "pascal", "pat", "patrick", "paul", "pedro", "peter", "phil", "philip", "philippe", "pierre", "rachel", "rafael", "ralph", "raphael", "raymond", "rebecca", "rene", "ricardo", "richard", "rishi", "rob", "robert", "roberto", "roger", "roland", "ron", "ruth", "ryan", "sam", "samuel", "sanjay", "santiago", "sara", "sarah", "satya", "scott", "sebastien", "sergei", "sergio", "shinzo", "simon", "sophie", "stefan", "stephan", "stephane", "stephen", "steve", "steven", "sundar", "susan", "sylvain", "ted", "theo", "thierry", "thomas", "tim", "timothy", "tom", "tony", "ursula", "valerie", "vincent", "vladimir", "volodymyr", "walter", "wang", "warren", "werner", "will", "william", "xavier", "xi", "yann", "yves", "zhang", "lisa", "greg", "howard"]
)

PLACE_PREPOSITIONS = {
    "en": "in|near|at|outside|from|around|of|across|to|between|and|northern|southern|eastern|western"
    "|central|downtown|greater",
    "fr": "a|pres de|de|vers|en|au|aux|depuis|autour de|et|chez|entre",
    "de": "in|bei|nahe|nach|aus|von|und|um|im \\w+en",
    "es": "en|de|a|desde|cerca de|hacia|ciudad de|y",
    "it": "a|in|di|da|vicino a|presso|e",
    "pt": "em|de|no|na|a|perto de|e",
    "nl": "in|bij|te|uit|naar|en|nabij",
}
# What puts the capital words behind it in a place that no gazetteer needs to know.
LOCATED = {
    "en": "(?:data cent(?:er|re)s?|plant|factory|campus|facility|site|fab|hub|headquarters|office|offices"
    "|supercomputer|farm|park|complex|located|based|headquartered|built|situated|expansion|reactor"
    "|warehouse|mine|project|build|town|city|village|gigafactory|cluster|centers|one|two|three"
    "|facilities|plants|sites) (?:in|at|near|outside|of|just outside)(?: the (?:town|city|village) of)?",
    "fr": "(?:usine|usines|site|campus|centre|centres|data ?centers?|datacenters?|supercalculateur"
    "|superordinateur|siege|base|basee?|installe|installee?s?|situee?s?|implantee?s?|construi\\w+|eriger"
    "|implanter|installer|ville|commune|localise\\w*|parc|pole|projet|investissement|usine \\w+"
    "|[\\w-]+) (?:a|pres de|dans la commune de|au nord de|au sud de)",
    "de": "(?:im \\w+ischen|werk in|fabrik in|rechenzentrum in|standort in|anlage in|sitz in|nahe|bei)",
    "es": "(?:planta|fabrica|centro de datos|campus|ciudad|sede|ubicad[oa]|instalaciones|municipio) (?:en|de)",
}
NO_PLACES = frozenset(
    ["blackwell", "hopper", "grace", "rubin", "reading", "mobile", "nice", "bath", "split", "of", "orange", "lens", "most", "best", "banks", "same", "ware", "sale", "male", "bar", "mary", "police", "enterprise", "industry", "commerce", "media", "meta", "intel", "lambda", "university", "college", "national", "general", "federal", "liberty", "union", "union's", "bo", "san", "los", "la", "las", "le", "les", "data", "progress", "independence", "concord", "paradise", "hope", "victory", "surprise", "santos", "dumont", "chief", "man", "march", "may", "august", "april", "june", "july", "september", "october", "november", "december", "january", "february", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "parliament", "congress", "trump", "series", "phase", "stargate", "azure", "gemini", "claude", "copilot", "microsoft", "google", "amazon", "apple", "oracle", "nvidia", "openai", "anthropic", "mistral", "tesla", "siemens", "samsung", "toshiba", "q1", "q2", "q3", "q4", "ai", "ia", "artificial", "intelligence", "series", "a", "b", "c", "d", "e", "i", "ii", "new", "the", "this", "that", "these", "those", "his", "her", "its", "their", "our", "my", "your", "il", "elle", "son", "sa", "ses", "leur", "total", "part", "one", "two", "three", "four", "five", "six", "partnership", "ford", "chrysler", "dell", "hp", "cisco", "ericsson", "bloom", "crusoe", "switch", "block", "square", "stripe", "visa", "target", "gap", "central", "west", "east", "north", "south", "northern", "southern", "eastern", "western", "nord", "sud", "est", "ouest", "norte", "sur", "jensen", "elon", "keir", "emmanuel", "donald", "sam", "satya", "sundar", "cook", "huang", "musk", "starmer", "macron", "altman", "nadella", "pichai", "smith", "brown", "johnson", "jackson", "taylor", "young", "king", "queen", "bell", "long", "much", "many", "centro", "puerto", "villa", "colonia", "union", "plan", "ban", "can", "son", "van", "man", "as", "at", "in", "on", "or", "to", "is", "it", "be", "by", "do", "go", "me", "my", "no", "so", "up", "us", "we", "hu", "li", "ma", "mu", "pa", "pu", "qi", "wu", "xi", "yi", "yu", "an", "ar", "al", "el", "en", "ha", "he", "hi", "ho", "de", "da", "du", "des", "der", "die", "das", "dem", "den", "ein", "eine", "und", "oder", "bei", "mit", "im", "am", "dans", "pour", "avec", "sur", "par", "vision", "venture", "capital", "opera", "arm", "energy", "power", "solar", "wind", "nuclear", "quantum", "cloud", "green", "blue", "red", "black", "white", "gold", "silver", "iron", "steel", "chips", "science", "park", "campus", "valley", "bay", "beach", "lake", "river", "moore", "page", "bill", "mark", "chance", "price", "market", "business", "deal", "trade", "bank", "bond", "stock", "street", "wall", "alliance", "alpha", "beta", "gamma", "delta", "omega", "sigma", "terra", "nova", "aurora", "luna", "sol", "ocean", "star", "sun", "moon", "early", "late", "real", "estate", "hyper", "cube", "global", "international", "mercury", "saturn", "ceres", "of", "medina", "vista", "salud", "era", "data", "mine", "fort", "port", "mission", "normal", "eden", "buy", "bury", "sandy", "hull", "lead", "hamm", "wesel"]
)
PLACE_ENDINGS = re.compile(
    r"(?:ai|inc|corp|gpus?|chips?|summit|series|act|project|ventures|partners|group|university|energy"
    r"|systems|technologies|ultra|quantum|minister|president)$"
)
