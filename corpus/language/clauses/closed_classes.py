"""The closed classes of English words, and what the form of a noun says."""

from __future__ import annotations

import re

# A word with its inner signs, an abbreviation with its dots, an amount; or one other sign.
TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|\w+(?:[,.]\d+)+%?|\d+%|\w+(?:[-'’/&.]\w+)*|[^\w\s]",
)
PREPOSITIONS = frozenset(
    """about above across after against along alongside amid among around as at before behind
    below beneath beside besides between beyond by concerning despite during except for from
    in including inside into like near of off on onto outside over past pending per regarding
    since through throughout to toward towards under until upon versus via with within
    without""".split()
)
CONJUNCTIONS = frozenset(("and", "or", "nor", "but", "yet", "plus"))
SUBORDINATORS = frozenset(
    """although because if lest once since so though unless until whenever whereas wherever whether
    when while where""".split()
)
RELATIVES = frozenset("that which who whom whose".split())
PRONOUNS = frozenset(
    """he her hers herself him himself his i it its itself me mine my myself one ones our ours
    ourselves she somebody someone something their theirs them themselves they us we you your yours
    anyone everyone everything nobody none nothing there here what how why""".split()
)
# What points at something said elsewhere, so that a question with it does not stand alone.
POINTING = frozenset(
    """this that these those such said aforementioned aforesaid abovementioned latter former above
    below following same other others another herein hereof thereof hereinafter respective
    mentioned related""".split()
)
QUANTIFIERS = frozenset(
    """all any both each either every few fewer less many more most much neither no several some
    enough""".split()
)
ARTICLES = frozenset(("a", "an", "the"))
BE = frozenset("is are was were".split())
HAVE = frozenset("has have had".split())
MODALS = frozenset("shall must should will would may might can could cannot".split())
AUXILIARIES = BE | HAVE | MODALS | {"do", "does", "did"}
NEGATIVES = frozenset(
    """not never no nor neither either hardly rarely seldom scarcely nothing none without
    cannot""".split()
)
_ADVERBS = frozenset(
    """again ago almost already also altogether always best better both either especially even
    ever first further hence indeed instead just later long moreover much never nevertheless
    nonetheless not notably now often once only otherwise perhaps quite rather respectively
    sometimes soon still then thereby therefore thus today together too twice usually very
    well yet""".split()
)
_NOT_ADVERBS = frozenset(
    """either ally anomaly apply assembly bully comply costly daily early elderly family friendly
    imply italy july likely monopoly monthly multiply only orderly quarterly rally rely reply
    scholarly supply timely weekly yearly""".split()
)
_SINGULARS_IN_S = (
    "ss", "us", "is", "ics", "news", "series", "means", "species", "diabetes", "measles", "rabies",
    "headquarters",
)  # fmt: skip
_PLURALS = frozenset(
    """basics characteristics children clinics criteria critics epidemics graphics mechanics
    men metrics pandemics people personnel phenomena police statistics topics women""".split()
)
_LEFT_SINGULAR = frozenset(("bus", "gas", "atlas", "canvas", "lens", "texas", "paris"))
NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty"
).split()
COUNT = rf"(?:{'|'.join(NUMBERS)}|[1-9]\d{{0,2}}(?:,\d{{3}})*)"
# Nouns for those who act: a question about them asks `who`.
AGENTS = frozenset(
    """administration administrator administrators agencies agency applicant applicants
    association associations authorities authority beneficiaries beneficiary board bodies body
    bureau center centre chair citizens commission commissioner committee companies company
    consortium contractor contractors coordinator coordinators council councils countries
    court courts department departments director directors doctors employee employees employer
    employers enterprises experts farmers government governments head heads hospital hospitals
    inspector inspectors institute institutes institution institutions investigator jury
    landlords manager managers manufacturer manufacturers mayor members minister ministers
    ministries ministry municipalities municipality nurses office officer officers offices
    operator operators organisation organisations organization organizations owner owners
    panel panels parents participants parties partner partners patients pharmacists physicians
    police president processor producer producers professionals provider providers province
    provinces recipient recipients researcher researchers residents schools secretariat staff
    states supplier suppliers team teams tenant tenants universities university user users
    veterinarian veterinarians workers""".split()
)
PERSON_TITLE = re.compile(
    r"(?:[A-Z][\w.&-]* ){0,3}?"
    r"(?:President|Prime Minister|Minister|Ambassador|Chairman|Chairwoman|Chairperson|Chancellor"
    r"|Commissioner|Director(?:-General)?|Secretary(?:-General)?|Professor|Prof\.|Dr\.?|Mr\.?|Mrs\.?"
    r"|Ms\.?|Mayor|Senator|Governor|King|Queen|General)(?= )"
)


def is_adverb(word: str) -> bool:
    """Whether a word in lower case is an adverb: known, or by its ending."""
    if word in _ADVERBS:
        return True
    return len(word) > 4 and word.endswith("ly") and word not in _NOT_ADVERBS


def is_plural(noun: str) -> bool:
    """Whether a noun is a plural, by its form."""
    low = noun.casefold()
    if low in _PLURALS:
        return True
    if low in _LEFT_SINGULAR or low.endswith(_SINGULARS_IN_S) or low.endswith(("'s", "’s")):
        return False
    if noun.isupper():  # an abbreviation
        return False
    return len(low) > 2 and low.endswith("s")


def plural(noun: str) -> str:
    """The plural of a regular noun: `hours` for `hour`."""
    return noun if noun.endswith("s") else f"{noun}s"
