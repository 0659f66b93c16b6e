"""Words around names: what makes a capital word an organisation, a place or a person."""

import re

from articles.extraction.patterns import word_set

LEGAL = (
    "inc incorporated corp corporation co company ltd limited llc llp lp plc sa sas sarl ag gmbh se"
    " nv bv spa srl ab asa oyj oy kg kgaa pte pty pvt kk holding holdings group groupe gruppe grupo"
)
LEGAL_FORMS = frozenset(LEGAL.split())
ARTICLES = word_set(
    """
    as das de der die een el gli het il l la las le les lo los o os the
    """
)

# The last word of an organisation's name.
ORGANISATION_ENDS = word_set(
    """
    ab advisors aerospace ag agency ai airlines alliance analytics asa associates association
    authority banco bancorp bank banque biosciences biotech broadband bv capital centers centres
    chamber chemicals cloud club co college commerce commission communications company computing
    conseil consortium consulting corp corporation council datacenters department developers
    dynamics ecole electric electronics energie energy entertainment equity federation fondation
    fonds foundation fund gas genomics gesellschaft gmbh group groupe grupo gruppe holding
    holdings hospital inc incorporated industries infrastructure institut institute
    insurance interactive investments journal kg kgaa kk lab laboratories laboratory labs
    limited llc llp logistics lp ltd management materials media microelectronics mining ministry
    mobile motors networks news nuclear nv oil oy oyj partners petroleo petroleum pharma
    pharmaceuticals photonics plc post power press properties pte pty pvt quantum realty regie
    renewables robotics sa sarl sas satellite school se securities semiconductor semiconductors
    services society software solar solutions spa srl steel stiftung studios systems
    technologies technology telecom telecomunicaciones therapeutics times treasury trust union
    universidad universitat universite university utilities ventures verband werke wireless
    """
)
# With these the name of a known organisation becomes another's: 'X Ventures', 'X Vision Fund'.
NAME_GOES_ON = word_set(
    """
    services
    aerospace bank capital energy foundation fund institute insurance logistics motors partners
    pharma power renewables research robotics semiconductor telecom university ventures
    """
)
# An institution names itself 'University of X', 'Ministère de la Défense'.
INSTITUTION = (
    r"(?:(?:(?!The )[A-Z][\w.&'-]{1,30} ){0,3}(?:University|College|Institute|Department"
    r"|Ministry|Bank|School"
    r"|Academy|Council|Office|Center|Centre|Board|Chamber|Port|Government) of (?:the"
    r" )?[A-Z][\w'-]{1,30}"
    r"(?:(?: and | & | of | )(?![A-Z]\w+ (?:Department|Ministry|Bank|University"
    r"|Office))[A-Z][\w'-]{1,30}){0,3})"
    r"|(?:Universite|Institut|Ecole|Ministere|Banque|Conseil|Agence|Caisse|Centre|Chambre|Fondation"
    r"|Region|Departement|Commissariat|Observatoire|Federation|Syndicat)s?(?: [a-z]{4,12}e?s?){0,2}"
    r" (?:de la |de l'|du |des |de |d'|pour la |pour l')"
    r"[A-Z][\w'-]{1,30}(?: [A-Z][\w'-]{1,30}){0,3}"
    r"|(?:Agence|Banque|Commission|Conseil|Institut|Centre|Commissariat|Union|Fonds|Office|Caisse"
    r"|Autorite|Cour|Tresor) [a-z]{2,11}(?:al|ale|ique|ain|aine|aire|enne|een|if|ive|ois|oise"
    r"|elle|el)(?![a-z])"
    r"(?: [a-z]{3,11}enne)?(?: (?:d'|de la |de l'|du |des |de )[A-Za-z][\w'-]{1,30})?"
    r"|(?:Universidad|Instituto|Banco|Ministerio|Universita|Politecnico|Universidade) (?:de"
    r" la |de |del"
    r" |di |do |da |degli Studi di )[A-Z][\w'-]{1,30}(?: [A-Z][\w'-]{1,30}){0,2}"
    r"|(?:Technische Universitat|Universitat|Hochschule|Ministerium fur) [A-Z][\w'-]{1,30}"
)

# Of the OPENERS, those that a name may begin with: 'European Investment Bank'.
ADJECTIVES = word_set(
    """
    african american asian australian brazilian british canadian central chinese danish dutch east
    eastern european federal french german global indian international irish israeli italian
    japanese korean national new nordic north northern norwegian saudi south southern spanish
    state swedish swiss taiwanese union united west western
    """
)
# Words in capitals that begin sentences or describe, and are no part of a name.
OPENERS = word_set(
    """
    a about abril according actualmente additionally ademas african after agosto ainsi all alors
    also although am americain americaine american among an analysts and announced announcing
    aout apres april around as asian at auf august aussi australian avant avec avril based
    because before bei between both brazilian british built but by calling canadian car ce
    central ceo ces cet cette chair chairman chaque chief chinese cinq comme companies con d
    danish dans das de december decembre depuis der des desde deux deuxieme diciembre die
    dimanche director donc dont dr du durante during dutch each earlier east eastern eight ein
    eine el elle elles emirati en enero enfin ensuite esta este estos et etat eu europas
    european executive face febrero february federal fevrier firms first five for founded four
    francais francaise french friday from fur furthermore german given global gouvernement
    governor grace h1 h2 hasta he her here his how however i if il ils im in indian
    international into investissement investors irish israeli it italian its january janvier
    japanese jeudi juillet juin julio july june junio king korean l la las last later laut le
    les leur leurs like lors los lundi madame mai mais many march mardi mars marzo may meanwhile
    mercredi minister ministre mit monday monsieur more moreover most mr mrs ms nach national
    nearly new next ni nine no nordic north northern norwegian not nous nouveau nouvelle
    november novembre noviembre now objectif october octobre octubre of officer on one or other
    ou our over par para parallele part pendant plusieurs por pour premier premiere president
    prime prince projet q1 q2 q3 q4 quatre que queen qui quoi sa samedi sans saturday saudi
    second secretary segun seit selon senator separately september septembre septiembre ses
    seven shares she si sin since sir six so sobre some son sources south southern spanish
    speaking state such sunday sur swedish swiss taiwanese ten that the their then there these
    they third this those three thursday to today tomorrow total tous tout toute toutes tras
    trois troisieme tuesday two uk un una under une union unlike unos until up us using valued
    vendredi vice von vous wahrend we wednesday west western what when where which while who why
    with without yes yesterday you your zu
    """
)
# Acronyms and coined words that are no organisations.
NO_ORGANISATIONS = word_set(
    """
    4g 5g 6g a100 ac adr adrs agi agritech ai am aml android api apis ar arr asic asics asx aud
    azure b200 b2b b2c b300 bedrock biotech bip bluetooth bourse brics bst businesswire ca cac
    cad capex cboe cd ceo ceo's cet cfo chatgpt chf ciso claude cleantech cny co2 cob coo cop28
    cop29 cop30 copilot covid covid-19 cpu cpus csr css cto cuda cuda-q datacenter datacenters
    dax dc deepseek-r1 deeptech devops dg dgx dna dow dpu dram drc dsi dsp dvd ebitda edt edtech
    eeuu eflops epc esg est etf etfs eti eu eur ev evp evs exaflops faq finops fintech fl fpga
    fse ftse fy fy24 fy25 fy26 g20 g7 g8 ga gb200 gb300 gbp gdp gdpr gemini genai globenewswire
    gmt gps gpt gpt-3 gpt-4 gpt-5 gpu gpus gw gwe gwh h1 h100 h2 h200 hbm hgx hipaa hkex hpc hq
    html http https hyperscaler hyperscalers ia iaas ict id infiniband inr ios iot ip ipad
    iphone ipo ipr iso it javascript jpy ki kpi kpis kw kwh kyc lcd led lgbt llama llm llms lng
    loi lse m&a macos mba md medtech mi300 mi300x mi325x mi350 ml mlops mou mous mrna mrr msc mw
    mw(e) mwc mwe mwh nafta nasdaq nda neocloud newswire nfc nft ngo ngos nj nlp nm npu nvlink
    ny nyse odm oem oems oh ok oled ong onu opex otc otcqb pa paas pci pdf pdg petaflops phd
    photovoltaic pib playstation pm pme powerpoint ppa ppas pr prnewswire proptech pst pue
    pv q1 q2 q3 q4 r&d rag rd rdc reit reits rfp rgpd rna roi rsa rse s&p saas sagemaker sdk sla
    slas sme smes smr smrs soc sp500 spac spacs ssd svp tcfd teraflops tm tpe tpu tpus tsx
     tv tva twh tx typescript uae ue ui uk un url us usa usb usc usd usmca utc ux va vat vp
    vr webgl wi-fi wifi windows wue www xr
    """
)
PRODUCT = re.compile(
    r"^(?:[a-z]+-\d|[a-z]{1,3}\d{2,4}[a-z]?|.*\d{3,}.*|.*gpt.*|(?:.*[- ])?llms?(?:[- ].*)?|\d.*)$"
)

# Verbs that companies are the subject of, more than people.
ORGANISATION_VERBS = {
    "en": "(?:has |have |had |also |recently |now |today |is |are |was |will |would |plans?"
    " to |to )*"
    "(?:announc(?:es|ed|ing)|invest(?:s|ed|ing)?|plans? to|rais(?:es|ed|ing)|acquir(?:es|ed|ing)"
    "|launch(?:es|ed|ing)|sign(?:s|ed)|unveil(?:s|ed)|operat(?:es|ed|ing)|build(?:s|ing)?|built"
    "|deploy(?:s|ed|ing)?|reported|posted|commit(?:s|ted|ting)?|develop(?:s|ed|ing)|partner(?:s|ed)"
    "|complet(?:es|ed)|secur(?:es|ed)|supplies|manufactur(?:es|ed)|produc(?:es|ed)|serves|serving"
    "|employs|provides|pledg(?:es|ed)|evaluating|expand(?:s|ed|ing)?|allocated|agreed|spend(?:s|ing)?"
    "|spent|own(?:s|ed)|open(?:s|ed)|install(?:s|ed)|bought|buys|sells|sold|filed|hired|expects"
    "|intends|utilizes|closed|closes|owns|backed|shares|stock|said it|says it|said its)",
    "fr": "(?:a |ont |va |vont |vient de |viennent de |s'|aussi |egalement |doit |compte "
    "|devrait |, )*"
    "(?:annonc\\w+|investi\\w*|prevoi\\w+|engage\\w*|deploi\\w+|collabor\\w+|lanc\\w+|constru\\w+"
    "|exploit\\w+|lev\\w+|rachet\\w+|acqui\\w+|developp\\w+|inaugur\\w+|ouvr\\w+|sign\\w+|finance\\w*"
    "|consacr\\w+|emploi\\w+|fourni\\w+|produi\\w+|fabriqu\\w+|s'associ\\w+|associ\\w+|boucl\\w+"
    "|install\\w+|cede\\w*|implant\\w+|depens\\w+|est une (?:plateforme|entreprise|societe"
    "|start-up)"
    "|est un (?:groupe|fournisseur|operateur|editeur|fabricant)|valorise\\w*)",
    "es": "(?:ha |han |va a |planea |preve |tambien |se )*(?:anunci\\w+|inv(?:ert|ier"
    "|irt)\\w+|constru\\w+"
    "|planea\\w*|preve\\w*|oper\\w+|adquiri\\w+|lanz\\w+|instal\\w+|abri\\w+|compr\\w+|esta"
    " \\w*mente comprometid\\w+|firm\\w+)",
    "de": "(?:hat |will |plant )*(?:investiert|kundigt|baut|plant|sammelt|ubernimmt|betreibt)",
    "it": "(?:ha |hanno |intende )*(?:annunci\\w+|invest\\w+|costruir\\w+|prevede|acquis\\w+"
    "|lanci\\w+)",
    "pt": "(?:vai |ira |planeja )*(?:anunci\\w+|invest\\w+|constru\\w+|planeja|preve|adquir\\w+)",
    "nl": "(?:gaat |wil )*(?:investeert|bouwt|kondigt|neemt|haalt)",
}
# What stands right before an organisation.
ORGANISATION_HEADS = {
    "en": "analysts? (?:at|with|from)|economists? at|(?:executive|ceo|founder|head|boss) of|"
    "startup|start-up|company|firm|developer|operator|giant|maker|chipmaker|investor|provider"
    "|group|unit|subsidiary|bank|utility|supplier|manufacturer|automaker|retailer|partner|lab"
    "|hyperscaler|consultancy|led by|co-led by|backed by|acquired by|owned by|operated by|built by"
    "|supplied by|developed by|funded by|sold by|partnership with|partnering with|deal with"
    "|agreement with|contract with|together with|collaboration with|joint venture with|works with"
    "|invested in|investor in|stake in|acquisition of|according to|(?:customers|clients"
    "|backers|partners|rivals|suppliers|groups|banks|others|investors),? (?:such as|like|including)"
    "|investors?,? including|companies (?:such as|like|including)|firms (?:such as|like|including)"
    "|participation from|investment from|funding from|backing from|owner|parent|unit of|arm of",
    "fr": "(?:livr|concu|cree|signe|dirige|edite|porte|cofinance|gere)\\w* par|"
    "start-up|startup|groupe|societe|entreprise|compagnie|geant|editeur|fabricant|operateur"
    "|fournisseur|filiale|filiale de|constructeur|banque|cabinet|investisseur|fonds|specialiste"
    "|operateur \\w+|groupe \\w+|geant \\w+|start-up \\w+|societe \\w+|entreprise \\w+"
    "|fabricant \\w+"
    "|partenariat avec|collaboration avec|accord avec|avec l'aide de|acquise? par|rachetee? par"
    "|detenue? par|exploitee? par|construite? par|finance\\w* par|fournie?s? par|developpee?s? par"
    "|menee? par|mene par|aupres de|acquisition de|rachat de|entreprises comme|comme|tels? que"
    "|telles? que|acteurs cles comme|notamment|l'ecosysteme|selon le cabinet",
    "es": "empresa|compania|grupo|gigante|operador|operadora|firma|fabricante|junto con|alianza con"
    "|acuerdo con|adquisicion de|adquisiciones de|compra de",
    "de": "konzern|unternehmen|start-up|startup|firma|hersteller|betreiber|anbieter",
    "it": "societa|gruppo|azienda|startup|operatore|accordo con|insieme a",
    "pt": "empresa|grupo|gigante|operadora|acordo com|parceria com",
    "nl": "bedrijf|concern|startup|groep|aanbieder|samen met",
}
# What follows an organisation, set off by a comma.
APPOSITION = {
    "en": r", (?:an?|the|one of|which|whose) (?:[\w'-]+ ){0,6}?(?:company|startup|start-up"
    r"|firm|maker"
    r"|developer|provider|operator|pioneer|leader|owner|supplier|manufacturer|group|unit|subsidiary"
    r"|investor|platform|bank|fund|designer|specialist|giant|lab|joint venture|builder|utility)",
    "fr": r", (?:une? |le |la |l'|acteur|specialiste|filiale|leader|fournisseur|editeur"
    r"|operateur|geant"
    r"|start-up|pionnier|fabricant|numero un|quant a)",
    "de": r", (?:eine[rs]? der|der|ein|eine) (?:[\w-]+ ){0,3}(?:grossten|groeten|großten"
    r"|fuhrende\w*|[a-z]*hersteller|[a-z]*betreiber|[a-z]*anbieter|[a-z]*konzern)",
}
# Who is named with a person.
TITLES = word_set(
    """
    analyst analyste ceo ceo's cfo chairman chairwoman chancellor co-founder cofounder
    commissaire commissioner coo cto directeur director directrice dr economist executive
    fondateur founder general governor judge kanzler king lord m maire mayor minister ministre
    ministro mme mr mrs ms officer pdg president presidente prince princess professeur professor
    queen said secretary senator sir tsar
    """
)
FIRST_NAMES = word_set(
    """
    adam alain alan albert alex alexander alexandre alexis alice amy ana andrea andreas andrew
    andy angela anna anne anthony antoine antonio arnaud arthur arvind ashwini barack ben
    benjamin bernard bill bob boris brad brian bruno carl carlos caroline catherine charles
    chris christian christine christophe claire clara claude craig dan daniel dario dave david
    demis denis dennis diana didier dominique donald doug edward elizabeth elon emma emmanuel
    eric erik ernesto evan fabrice felix fernando francis franck francois frank frederic
    friedrich gabriel gary george georges gerard giorgia giovanni greg gregory guillaume gunter
    hans harry helen henri henry howard hugo ian isabelle ivan jack jacques james jamie jan jane
    janet jason javier jay jean jeff jennifer jens jensen jeremy jerome jim joe joel johan
    johannes john jon jonathan jorge jose joseph josh juan julia julie julien justin kamala
    karen karim karl kate keir keith kelly ken kevin kim klaus larry lars laura laurent lawrence
    leo lina linda lisa liz louis luc lucas luis luke manuel marc marco marcus maria marie mario
    mark markus martin mary masayoshi mathieu matt matthew maurice max michael michel miguel
    mike mohamed mohammed muhammad mukesh nadella narendra nathalie neil nick nicolas nicole
    nikesh noah olaf oliver olivier oscar pablo pascal pat patrick paul pedro peter phil philip
    philippe pierre rachel rafael ralph raphael raymond rebecca rene ricardo richard rishi rob
    robert roberto roger roland ron ruth ryan sam samuel sanjay santiago sara sarah satya scott
    sebastien sergei sergio shinzo simon sophie stefan stephan stephane stephen steve steven
    sundar susan sylvain ted theo thierry thomas tim timothy tom tony ursula valerie vincent
    vladimir volodymyr walter wang warren werner will william xavier xi yann yves zhang
    """
)

PLACE_PREPOSITIONS = {
    "en": "in|near|at|outside|around|across|(?:town|city|village|port|suburb) of|northern|southern"
    "|eastern|western|central|downtown|greater",
    "fr": "a|pres de|vers|en|au|aux|autour de|(?:ville|commune|site|port|usine|metropole"
    "|region|nord"
    "|sud|est|ouest|campus) de",
    "de": "in|bei|nahe|nach|aus|im \\w+en",
    "es": "en|cerca de|hacia|ciudad de|planta de|puerto de",
    "it": "a|in|vicino a|presso|stabilimento di|citta di",
    "pt": "em|no|na|perto de|cidade de",
    "nl": "in|bij|te|nabij",
}
# What puts the capital words behind it in a place that no gazetteer needs to know.
LOCATED = {
    "en": "(?:cent(?:er|re)s?|plant|factory|campus|facility|site|fab|hub|headquarters"
    "|office|offices"
    "|supercomputer|farm|park|complex|located|based|headquartered|built|situated|expansion|reactor"
    "|warehouse|mine|project|build|town|city|village|gigafactory|cluster|centers|one|two|three"
    "|facilities|plants|sites) (?:in|at|near|outside|of|just outside)(?: the (?:town|city"
    "|village) of)?",
    "fr": "(?:usine|usines|site|campus|centre|centres|data ?centers?|datacenters?|supercalculateur"
    "|superordinateur|siege|base|basee?|installe|installee?s?|situee?s?|implantee?s?|construi\\w+|eriger"
    "|implanter|installer|ville|commune|localise\\w*|parc|pole|projet|investissement|usine \\w+"
    "|[\\w-]{1,25}) (?:a|pres de|dans la commune de|au nord de|au sud de)",
    "de": "(?:im \\w+ischen|werk in|fabrik in|rechenzentrum in|standort in|anlage in|sitz in|nahe)",
    "es": "(?:planta|fabrica|centro de datos|campus|ciudad|sede|ubicad[oa]|instalaciones"
    "|municipio) (?:en|de)",
}
NO_PLACES = word_set(
    """
    a ai al alliance alpha altman am amazon an anthropic apple april ar arm artificial as at
    august aurora avec azure b ban bank banks bar bath bay be beach bei bell best beta bill
    black blackwell block bloom blue bo bond brown bury business buy by c campus can capital
    central centro ceres chance chief chips chrysler cisco claude cloud college colonia commerce
    concord congress cook copilot crusoe cube d da dans das data de deal december dell delta dem
    den der des die do donald du e early east eastern eden ein eine el elle elon emmanuel
    en energy enterprise era ericsson est estate february federal five ford fort four friday
    gamma gap gemini general global go gold google grace green ha hamm he her hi his ho hope
    hopper hp hu huang hull hyper i ia ii il im in independence industry intel intelligence
    international iron is it its jackson january jensen johnson july june keir king la lake
    lambda las late le lead lens les leur li liberty long los luna ma macron male man many march
    mark market mary may me media medina mercury meta microsoft mine mission mistral mit mobile
    monday moon moore most mu much musk my nadella national new nice no nord normal norte north
    northern nova november nuclear nvidia ocean october oder of omega on one openai opera or
    oracle orange ouest our pa page par paradise park parliament part partnership phase pichai
    plan police port pour power price progress pu puerto q1 q2 q3 q4 qi quantum queen reading
    real red river rubin sa sale salud sam same samsung san sandy saturday saturn satya
    science september series ses siemens sigma silver six smith so sol solar son south southern
    split square star stargate starmer steel stock street stripe sud sun sundar sunday sur
    surprise switch target taylor terra tesla that the their these this those three thursday to
    toshiba total trade trump tuesday two und union union's university up valley van venture
    victory villa visa vision vista wall ware we wednesday wesel west western white wind wu xi
    yi young your yu
    """
)
PLACE_ENDINGS = re.compile(
    r"(?:ai|inc|corp|gpus?|chips?|summit|series|act|project|ventures|partners|group|university|energy"
    r"|systems|technologies|ultra|quantum|minister|president)$"
)
