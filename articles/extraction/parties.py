"""What an organisation does in an announcement: 'invested by', 'in partnership with', 'run by'."""

import re
from functools import cache

from articles.extraction.patterns import NOTHING

LOOKED_BACK, LOOKED_ON = 60, 40
BEFORE = {
    "en": {
        "partner": "partner(?:ship|ing|ed|s)? with|together with|collaborat\\w+ with"
        "|alongside|joint"
        " venture with|working with|work with|cooperation with|jointly with|with the support of"
        "|partners,? (?:such as|like|including)|with (?:(?:its|their|key) )?partners",
        "operator": "(?:operated|run|managed) by",
        "supplier": "(?:supplied|provided|manufactured|made) by|powered by|chips from|gpus from"
        "|suppliers?|supplier",
        "investor": "(?:invested|funded|financed|backed|led|co-led) by|investment (?:from|by)"
        "|funding from|participation from|backing from|investors?,? (?:including|such as)"
        "|commitment"
        " (?:from|by)|investor",
        "recipient": "(?:invest\\w*|stake|investment|shares) in|(?:grant|loan|subsid\\w+|awarded)"
        " to|backer of|acquisition of|acquire[sd]?",
        "customer": "(?:used|leased|rented|bought) by|customers?,? (?:including|such as|like)|for",
    },
    "fr": {
        "partner": "partenariat avec|en collaboration avec|collabor\\w+ avec|aux cotes de"
        "|avec l'aide"
        " de|conjointement avec|associ\\w+ (?:a|avec)|avec des (?:\\w+ ){1,3}comme|avec"
        "|partenaires(?: \\w+)?,? (?:comme|dont|tels que)",
        "operator": "(?:exploitee?s?|operee?s?|geree?s?) par",
        "supplier": "(?:fournie?s?|fabriquee?s?|livree?s?) par|puces|processeurs",
        "investor": "(?:financee?s?|investie?s?|menee?|soutenue?s?|portee?) par|aupres de"
        "|investissement (?:de|par)|investisseurs?,? (?:dont|comme)",
        "recipient": "(?:investi\\w*|participation|capital) (?:dans|de|chez|au capital de)"
        "|rachat de"
        "|acquisition de|subvention a|accordee? a|rachet\\w+",
        "customer": "utilisee?s? par|louee?s? (?:a|par)|pour",
    },
    "de": {
        "partner": "partnerschaft mit|gemeinsam mit|zusammen mit|kooperation mit",
        "operator": "betrieben von",
        "supplier": "geliefert von",
        "investor": "(?:finanziert|angefuhrt|investiert) von|bei investoren wie",
    },
    "es": {
        "partner": "alianza con|junto con|en colaboracion con|junto a",
        "operator": "(?:operad[oa]|gestionad[oa]) por",
        "supplier": "suministrad[oa]s? por",
        "investor": "(?:financiad[oa]|liderad[oa]|invertid[oa]s?) por",
    },
}
BEHIND = {
    "en": {
        "investor": "(?:'s)? (?:\\w+ly )?(?:(?:has|have|will|would|is|are|was|plans?|also|now"
        "|said|it"
        "|that|to|going|getting|ready|agreed|pledged|committed|expects|today|announced)"
        " ){0,6}(?:invest|spend|commit|pledg|pour|put|fund|financ|build|inject)\\w*",
        "recipient": " (?:has |have |was |today |also |announced |it |secured |that ){0,4}(?:rais"
        "|secur|receiv|closed|complet|awarded|allocated|granted)\\w*",
        "operator": " (?:will |would |to ){0,2}(?:operate|run)s?",
        "supplier": " (?:will |would |to ){0,2}suppl(?:y|ies)",
    },
    "fr": {
        "investor": "(?: \\w+){0,2} (?:va |vont |prevoit d'|compte |s'engage a |veut |annonce"
        " vouloir "
        "|a |ont |souhaite )?(?:inve?sti\\w*|consacr\\w+|depens\\w+|financ\\w+|injec\\w+|deboul\\w+"
        "|engag\\w+|mettr\\w+)",
        "recipient": " (?:a |vient de |ont )?(?:lev\\w+|recu\\w*|recoit|boucl\\w+|obtenu|obtient)",
        "operator": " (?:exploit\\w+|oper\\w+)",
        "supplier": " (?:fourni\\w+|livr\\w+)",
    },
    "de": {"investor": " (?:will |hat )?(?:\\w+ ){0,4}invest\\w+", "recipient": " sammelt\\w*"},
    "es": {"investor": " (?:ha |va a |planea )?inv(?:ert|irt|ier)\\w+"},
}


@cache
def _cues(code):
    return [
        *(
            (role, re.compile(rf"(?<![a-z])(?:{source}) (?:[\w'-]+ ){{0,3}}?$"), True)
            for role, source in BEFORE.get(code, {}).items()
        ),
        *(
            (role, re.compile(rf"(?:{source})(?![a-z])"), False)
            for role, source in BEHIND.get(code, {}).items()
        ),
    ] or [("", NOTHING, True)]


# What stands between the names of a list: what is said of one of them is said of all.
BETWEEN = re.compile(r",? (?:and|et|und|y|e|en|&) |, ")


def roles_of_names(passage, spans):
    """The role of each of the names at `spans`, in order: investor, recipient, partner, operator,
    supplier, customer, or '' where nothing says."""
    roles = [_role(passage, start, end) for start, end in spans]
    for number in [*range(1, len(spans)), *range(len(spans) - 2, -1, -1)]:
        for other in (number - 1, number + 1):
            if not roles[number] and 0 <= other < len(spans):
                listed = _are_listed(passage, spans[number], spans[other])
                roles[number] = roles[other] if listed else ""
    return roles


def _are_listed(passage, one, other):
    """Does nothing but a comma or an 'and' stand between the two?"""
    first, second = sorted((one, other))
    return bool(BETWEEN.fullmatch(passage.plain, first[1], second[0]))


def _role(passage, start, end):
    floor = max(passage.sentences.at(start)[0], start - LOOKED_BACK)
    for role, pattern, is_before in _cues(passage.language.code):
        if is_before and pattern.search(passage.plain, floor, start):
            return role
        if not is_before and pattern.match(passage.plain, end, end + LOOKED_ON):
            return role
    return ""
