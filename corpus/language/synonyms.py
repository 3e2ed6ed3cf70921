"""Words and phrases with which people ask for the same thing, and words that exclude each other.

Written from general knowledge of how officials, journalists and students ask; nothing here is
taken from a data set. `tests/quality/duplicates.py` measures what it is worth.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from corpus.language.stems import word_stems

# What a phrase is known as here (a dash: it says nothing), and an expression for it. The first
# that matches at a place wins, so the longer ones stand first. Case matters in `(?-i:...)` only.
_PHRASES = r"""
human-rights-council: (?:u\.?n\.?|united nations) human rights council|human rights council|unhrc
hanoi-convention: (?:u\.?n\.?|united nations) convention (?:against|on) cyber-?crime
hanoi-convention: hanoi convention
world-trade-organization: world trade organi[sz]ation|wto
research-development: research (?:and|&) development|r ?& ?d
sci-tech: science(?:,| and| &|, and) technology|s ?& ?t|s and t|sci-?tech
foreign-ministry: ministry (?:of|for) foreign affairs|foreign ministry|mofa
foreign-minister: minister (?:of|for) foreign affairs|foreign minister|(?-i:FM)
prime-minister: prime ministers?|premier|head of (?:the )?government|(?-i:PMs?)
general-secretary: general secretary|party chief|party leader
national-assembly: national assembly|parliament|legislature
european-union: european union|e\.u\.?|eu
united-nations: united nations|u\.n\.?|un
vietnam: viet ?nam|vietnamese|vn
usa: united states(?: of america)?|u\.s\.(?:a\.?)?|usa|americans?|america|(?-i:US)
north-korea: north korean?s?|dprk|democratic people['’]s republic of korea
korea: (?:south|republic of) korean?s?|rok|korean?s?
taiwan: taiwan(?:ese)?
china: people['’]s republic of china|chinese|china|prc
timor-leste: timor[- ]leste|east timor
south-china-sea: south china sea|east sea|bien dong
asean: association of south-?east asian nations|asean
artificial-intelligence: artificial intelligence|a\.i\.|ai
memorandum: memorandum of understanding|memoranda of understanding|memorandum|mous?
comprehensive-strategic-partnership: comprehensive strategic partner(?:ship)?s?|csps?
strategic-partnership: strategic partner(?:ship)?s?
foreign-investment: foreign direct investments?|fdi
free-trade-agreement: free[- ]trade agreements?|ftas?
development-aid: official development assistance|oda
small-enterprises: small and medium(?:[- ]sized)? enterprises|smes?
domestic-product: gross domestic product|gdp
intellectual-property: intellectual property(?: rights)?|ipr?s?
covid: covid(?:-?19)?|coronavirus|(?:the )?pandemic
white-paper: white ?papers?
supply-chain: supply[- ]chains?
semiconductor: semi-?conductors?|micro-?chips?|chips?|integrated circuits?
rare-earth: rare[- ]earths?
net-zero: net[- ]zero(?: emissions?)?|carbon[- ]neutral(?:ity)?|climate[- ]neutral(?:ity)?
four-noes: four (?:no['’]?s|noes)
data-centre: data[- ]?cent(?:er|re)s?
tax-incentive: tax (?:breaks?|relief|concessions?|incentives?|preferences?|benefits?)
contact-point: (?:contact|focal) points?|contact persons?|points? of contact
representative-mission: representative (?:agenc(?:y|ies)|missions?|offices?|bod(?:y|ies))
civil-servant: civil servants?|public servants?|public officials?
climate-change: climate change|global warming
member: (?:become|became|becoming|becomes)(?: an?| the)? (?:full )?member(?: of)?
member: member (?:states?|countries)
in-force: (?:enter(?:s|ed|ing)?|c[oa]mes?|coming|entry|put) into (?:force|effect)
operate: (?:c[oa]mes?|coming|go(?:es)?|went|put) into (?:operation|service)|in operation
operate: (?:starts?|started|begins?|began|to start|to begin) (?:operating|operations?|to operate)
in-force: t(?:ake|akes|ook|aking|aken) effect|in(?:to)? force|in effect
participate: t(?:ake|akes|ook|aking|aken) part
implement: carr(?:y|ies|ied|ying) out|put(?:s|ting)? into practice
responsible: in charge of|responsible for|competent(?: authority)?(?: for)?
establish: set(?:s|ting)? up
represent: on behalf of
replace: st(?:and|ands|ood) in for|fill(?:s|ed|ing)? in for
outcome: c[oa]mes? out of
publish: c[oa]mes? out
expansion: (?:st(?:and|ands|ood)|short) for|abbreviations?|acronyms?|full (?:form|name) of|full form
invest: put(?:s|ting)? (?:money|capital) into
finance: pay(?:s|ing)? for|source of (?:money|funds|funding)
coin: first (?:used?|usage of)|c(?:a|o)mes? up with
appoint: (?:have|has|had|was|were|been|to) named?
latest: most recent
abroad: (?:in|from) foreign countries|(?:living )?(?:abroad|overseas)
apply: subject to
register: sign(?:s|ed|ing)? up
replace: t(?:ake|akes|ook|aken|aking) (?:the|its) place of|t(?:ake|akes|ook|aken|aking) over from
summary: (?:main|key|major|essential) (?:points?|contents?|provisions?|messages?)|gist|highlights
aim: (?<!provide )(?<!provides )(?<!provided )(?<=\w )for(?=\W*$)
draft: dr(?:aw|aws|ew|awn|awing) up
leave: pull(?:s|ed|ing)? out
abolish: d(?:o|id|one) away with|phas(?:e|es|ed|ing) out
postpone: put(?:s|ting)? off
decide: make (?:a )?decisions?|t(?:ake|akes|ook|aken|aking) (?:a )?decisions?|made (?:a )?decisions?
use: ma(?:ke|kes|de) use of
contribute: ma(?:ke|kes|de) an? contributions?
compare: by comparison|compared (?:to|with)
help: lend(?:s|ing)? (?:a hand|support)
vietnam: our (?:country|nation)
startup: start-?ups?
role: (?<=what )part|(?<=which )part
member: part(?:y|ies) to
renounce: giv(?:e|es|ing) up|g(?:ave|iven) up|relinquish(?:es|ed|ing)?
party-congress: (?:national )?party congress(?:es)?
cooperate: work(?:s|ed|ing)? together
responsible: look(?:s|ed|ing)? after
lead: ahead
cause: lead(?:s|ing)? to|led to|result(?:s|ed|ing)? in|br(?:ing|ings|ought) about|give(?:s)? rise to
comprise: consist(?:s|ed)? of|(?:composed|made up) of
support: in favou?r of|in support of
because: (?:because|as a result|on account) of|due to|owing to
-: in order to|so as to|in terms of|with (?:regard|respect) to
-: as regards|known as|for the first time
-: most important|the majority of
-: (?:up )?to date|until now|till now|up to now|as of (?:now|today)|at the moment
-: at present|these days|(?:in|of|from) the world
"""

# Groups of words, any of which may stand for another; a word may be in several.
_SYNONYMS = """
ability capability capacity capable able, abolish repeal revoke rescind annul cancel cancellation,
absence lack shortage scarcity deficit missing, abstain abstention, academic scholarly,
accelerate speed hasten expedite, accept acceptance, accompany travel escort,
accredit accreditation accredited, accuse allegation allege accusation,
achieve achievement accomplish accomplishment attain reach,
acquire acquisition purchase buy bought takeover, action measure step, active activity activities,
adapt adaptation adjust adjustment, add addition additional extra further,
address tackle handle solve resolve, admit admission accession join enter entry,
admit admission admitted entry enrol enrolment enter,
adopt adoption agree agreed approve approval pass passed enact enactment,
advantage benefit gain merit upside pro profit, advise advice advisory counsel consult,
affect effect impact influence consequence implication repercussion, age old,
agenda discuss discussion debate talk talks topic, agree agreed consensus,
agreement treaty accord pact deal, agriculture agricultural farming farm,
aim goal objective purpose target, airport airfield,
allow permit permission authorise authorisation entitled entitle, ambassador envoy,
amend amendment revise revision change modify modification alter, amount sum,
announce announcement declare declaration, answer reply response respond react reaction,
apply application applicant, appoint nominate appointment nomination, area region zone territory,
argue argument claim, arms weapon weapons armament, army military armed,
arrange arrangement organise organised, arrest detain detention, arrive arrival,
article clause provision, ask request inquire,
assess assessment evaluate evaluation appraisal judge, asset holdings, attack strike,
attract attraction draw lure, author writer, authorise license,
authority body agency organization institution, award prize, background history origin,
ban prohibit forbid prohibition outlaw,
base located location headquarter headquarters headquartered seat situated host, basis ground,
begin start commence launch inaugurate initiate beginning inception, big large great major,
bilateral two-way, bind binding bound, board committee, border frontier boundary,
branch subsidiary, breach violate violation infringe infringement contravene leak,
bring introduce introduction, build construct construction erect, cable line,
call name describe term, candidate applicant, capital funds funding money, car vehicle automobile,
care attention, career profession, case instance example, cause result reason origin,
celebrate celebration mark commemorate,
chair chairman chairwoman chairperson chairmanship preside,
challenge difficulty obstacle barrier problem hurdle impediment, chance opportunity,
change reform transform transformation, characteristic feature property trait,
check verify verification authenticate, chief head lead leader director boss, child kid,
choose select selection pick choice, circumstance condition, citizen national,
citizenship nationality, city town, clarify explain explanation, close shut closure,
college university, combat fight counter,
comment remark statement speech say state speak utterance tell, commerce trade trading commercial,
commit commitment pledge obligation undertake promise, common shared joint,
company firm enterprise corporation business, compensate compensation,
compete competition competitor, compete competition rival rivalry contest,
complain complaint grievance, complete completion finish, component part element,
comprise consist compose, compulsory mandatory obligatory required, conclude conclusion,
condition requirement require prerequisite criterion criteria need, conduct perform,
conference congress, conflict dispute war, connect connection link join, consider regard view,
consist comprise compose include contain, consulate consular, consume consumption,
contact reach touch, content substance text, continue continuation proceed,
contribute contribution help give,
control supervise supervision oversee monitor monitoring oversight, convene meet meeting session,
cooperate cooperation collaboration collaborate, cooperate cooperative,
coordinate coordination coordinator, cost price fee expense expenses charge worth,
country nation state countries states, course programme, court tribunal, cover covers,
crime offence offense, criticism critic critical criticise objection critique,
crucial key essential vital important importance, culture cultural, current present,
custom tradition, cyber cybersecurity, damage harm, deal handle manage, decide decision determine,
decrease fall decline reduce reduction drop, deep depth, defence defense, define definition,
degree qualification diploma, delay postpone postponement defer, delegate delegation,
deliver delivery submit submission send, deny refuse refusal reject rejection,
depend dependence dependency reliance rely dependent, deploy deployment station,
describe description, develop development developed, device equipment,
differ difference different distinguish distinction compare comparison,
digital digitalisation digitisation, disaster catastrophe, disclose reveal, discover discovery,
dismiss dismissal, dispute controversy controversial disagreement, divide split, doctor physician,
doctoral phd doctorate, document paper paperwork documentation, domestic internal,
donate donation donor, draft drafted drew draw drawn prepare preparation author,
drawback disadvantage downside con, duty obligation responsibility responsible,
earn income salary wage pay, economic economy, educate education educational,
effective efficient efficiency effectiveness, elect election, electric electrical electricity,
eligible entitled qualify qualified, embargo sanction, emerge emerging, emission emissions,
employ hire recruit recruitment employment, encourage promote promotion foster stimulate boost,
end finish terminate termination expire expiry expiration, energy power, enforce enforcement,
engage engagement, enhance improve strengthen reinforce improvement deepen,
ensure guarantee secure, environment environmental, equal equality, error mistake,
establish establishment found founding foundation create creation form formation, establish set,
ethical ethics, event conference, evidence proof, examine exam examination test, exchange swap,
exclude exclusion, exempt exemption holiday waive waiver, exempt exemption waiver, exercise drill,
exhibit exhibition fair expo, expand expansion extend extension enlarge, expect expectation,
expert specialist, explore exploration, export exports, facility plant factory, fail failure,
fake false, famous well-known, far distance, fast quick rapid, fast speed,
favour prefer preference, favour support, fellowship scholarship grant,
finance fund funding sponsor pay, fine penalty sanction punishment,
fish fishing fishery fisheries, flight flights,
focus priority prioritise prioritised emphasis concentrate, follow comply compliance obey,
force strength, forecast predict prediction foresee, foreign abroad overseas,
foreign-ministry ministry, gather assemble, gather collect collection, genuine authentic,
global world worldwide, graduate alumni alumnus, group bloc grouping, guest visitor,
guide guideline guidance, happen consequence, happen occur hold host, health medical,
heavy weight, help support assist assistance aid, high height tall,
host hosting venue base locate, hotline helpline, house housing, human people,
identify recognise recognition, illegal unlawful, illness disease sickness, immigrant migrant,
implement implementation execute, import imports,
important importance matter significant significance, improve upgrade,
in-force valid validity effective, incentive preference, include contain cover comprise,
increase rise grow growth raise boost, increase rise grow growth raise surge,
independent independence autonomy, index ranking, industrial industry,
innovate innovation innovative, inspect inspection, install installation, institution institute,
instrument tool means, insure insurance, integrate integration, intend intention,
interpret interpretation, invest investment investor, investigate investigation probe,
invite invitation, involve involvement, issue publish publication release promulgate,
job post position vacancy, join unite, judge judicial, kill murder, know knowledge,
lab laboratory laboratories, labour worker workforce, language linguistic,
largest biggest greatest, last continue, latest newest last recent,
law act legislation statute laws acts, law legal act legislation statute, lawful legal,
lawyer attorney, learn study studies, leave withdraw withdrawal exit quit,
lecture lecturer teacher teach instructor professor, legalise legalisation, letter mail,
licence license, limit restrict restriction curb constrain limitation cap, live reside residence,
loan credit, long length, lose lost loss, maintain maintenance keep preserve preservation uphold,
make produce production manufacture manufacturer producer maker built build,
manage management manager administer administration, maritime marine sea,
measure indicator metric kpi kpis, mediate mediation, medicine drug medication, meet meeting,
member membership join accede accession admission belong, mention refer, method approach,
migrate migration, mine extract extraction, mine mining, money fund funding, motive motivation,
move relocate relocation shift transfer, movie film, nature natural, navy naval,
negotiate negotiation negotiator, neighbour neighbouring, neutral neutrality, news press media,
notify notification inform, nuclear atomic, object oppose opposition, observe comply follow,
observe observer, obtain acquire, open opening, operate operation run running operating,
option alternative, organise host, outcome result upshot, outline summary summarise overview,
own owner ownership, participate involve involvement participation,
participate participation participant attend attendance join partake involve involvement,
party-congress congress, pause suspend suspension, pay payment, peace peacekeeping,
personnel staff employee workforce officer, phase stage, phone telephone,
photo picture photograph image, pillar foundation, pollute pollution, poor poverty,
population inhabitants, port harbour, possess possession, prepare preparation ready,
prevent prevention avoid, principle tenet, procedure process, procure procurement,
produce product, progress advance, propose proposal suggest suggestion,
protect protection safeguard defend, protest demonstration,
provide provision offer supply give grant, qualify qualification, quote cite citation,
rail railway, rank ranking grade, ratify ratification, receive get, recommend recommendation,
recover recovery, register registration enrol, regulate regulation govern rule governs,
relate related relationship relation ties connection, religion religious, remain stay,
remote online virtual, remove removal lift, renew renewal prolong, repair fix mend,
replace replacement substitute supersede successor, represent representative, rescue save,
research researcher, researcher scientist, reserve deposit, resign resignation,
resolve settle settlement, responsible head lead leader oversee,
responsible responsibility oversee accountable, retire retirement, revenue income,
right entitlement, risk danger threat hazard, role function, run head lead manage direct,
safe safety, say provision provide stipulate,
say state stipulate provide regulate contain content cover deal, schedule timetable,
science scientific, scope extent, search seek look, secret confidential, sector branch,
security secure, select selection choose pick recruit, sell sale, seminar workshop, serve service,
ship vessel, short brief, show demonstrate, sign signing signature signatory ink, similar alike,
site website webpage, situation state, skill skilled, soldier troop,
spend spending expenditure outlay budget, spokesperson spokesman spokeswoman,
spread proliferation, stable stability, standard norm, statistics figures data, stop halt cease,
storage store keep, strong strength, student pupil, subject topic,
submarine undersea underwater subsea, success successful succeed, sum total,
summary outline overview summarise content, support back, survey poll, sustain sustainable,
task duty job mandate, tax duty levy, telecom telecommunication, telecommunications telecom,
term period tenure, terror terrorism, theft steal, theme motto slogan,
think view opinion consider believe see, tourism tourist, tradition traditional, train training,
translate translation, transparency transparent, treat treatment, type kind sort,
undermine weaken, unemployed unemployment, upgrade elevate,
use usage utilise utilisation apply application, vaccine vaccination, valid validity, value worth,
view stance position standpoint attitude opinion, violent violence, visit trip tour stay,
vote voting, vulnerable vulnerability, warn warning, weak weakness, wealthy rich, wide width,
win winner award awarded, work job, worry concern fear anxious, write author,
write contain include content, yearly annual annually, young youth
"""

# Words of which only one can be meant: what asks for the one does not ask for another. Opposites
# say something of their own even where the other question has no such word.
_OPPOSITES = """
join accede/leave withdraw exit quit, import/export, opening/closing,
increase rise grow raise boost/decrease fall decline reduce drop lower cut, strength/weakness,
benefit advantage pro opportunity/drawback disadvantage con risk danger downside, before/after,
for/against, support welcome favour propose/oppose worry reject criticise,
accept approve adopt/reject refuse, impose/lift remove,
first/last latest final/second/next previous former,
minimum least lowest smallest/maximum most highest largest, deputy vice,
domestic internal/foreign external, public/private, inbound/outbound, incoming/outgoing, buy/sell,
teach/study learn, win/lose, success/failure, bilateral/multilateral/trilateral, short/long,
high/low, early/late, north northern/south southern/east eastern/west western,
man men male/woman women female, allow permit/prohibit ban forbid, legal/illegal,
possible/impossible, friend/enemy,
cause/cure treat treatment/prevent prevention/symptom/diagnose diagnosis, gain/lose,
upload/download, acquire obtain regain/renounce
"""
_RIVALS = """
start begin open launch/end close finish expire conclude terminate,
sign/ratify/negotiate/draft/adopt/implement/terminate/amend/witness/propose, old/new/current,
central national/provincial local/regional, quarterly/annual yearly/monthly/weekly/daily,
president/minister/ambassador/secretary/governor/director, embassy/consulate/ministry/province,
student/teacher, supplier/customer, question/answer, give send offer/receive
"""

# Words that the stemmer puts together with others, or apart from their own other forms: the
# stem, and the words.
_OWN_STEMS = """
arise: arose arisen, authority: authority authorities, bear: born borne, begin: began begun,
bind: bound, break: broke broken, bring: brought, build: built, buy: bought, catch: caught,
child: children, choos: chose chosen, customer: customer customers, deal: dealt,
diplomacy: diplomatic diplomacy, draw: drew drawn, drive: drove driven,
employee: employee employees, employer: employer employers, exporter: exporter exporters,
fall: fell fallen, fight: fought, forbid: forbade forbidden, forese: foresaw foreseen,
freez: froze frozen, give: gave given, government: government governments governmental,
grow: grew grown, hold: held, importance: important importance importantly,
importer: importer importers, internship: intern interns internship internships, keep: kept,
lead: led, leav: left, lend: lent, lose: lost loses losing, make: made, man: men, meet: met,
national: national nationally, organ: organ organs, overcom: overcame, pay: paid,
policy: policy policies, product: product products, rise: rose risen, say: said, seek: sought,
sell: sold, send: sent, shoot: shot, speak: spoke spoken, spend: spent, stand: stood,
steal: stole stolen, strike: struck, teach: taught, tell: told, understand: understood,
undertak: undertook undertaken, university: university universities, win: won,
withdraw: withdrew withdrawn, woman: women, write: wrote written
"""


def _groups(listed: str) -> list[str]:
    return listed.replace("\n", " ").strip().split(", ")


_OWN = {
    word: stem
    for stem, _, words in (group.partition(": ") for group in _groups(_OWN_STEMS))
    for word in words.split()
}
_BRITISH = re.compile(r"(?<=[a-z]{3})is(e|es|ed|er|ers|ing|ation|ations)$", re.IGNORECASE)


def forms(word: str) -> tuple[str, ...]:
    """The stems of a word, the same for both English spellings."""
    own = _OWN.get(word.casefold())
    return (own,) if own else word_stems(_BRITISH.sub(r"iz\1", word))


def stems_in(listed: str) -> frozenset[str]:
    """The stems of a list of words; the name of a phrase stands for itself."""
    return frozenset(
        stem for word in listed.split() for stem in ((word,) if "-" in word else forms(word))
    )


def synonymous(one: str, other: str) -> bool:
    """Whether two stems may stand for the same."""
    return not _MEANINGS.get(one, _NONE).isdisjoint(_MEANINGS.get(other, _NONE))


def contrasting(one: str, other: str) -> bool:
    """Whether two stems exclude each other: `import` and `export`."""
    return any(
        group == other_group and side != other_side
        for group, side in _SIDES.get(one, ())
        for other_group, other_side in _SIDES.get(other, ())
    )


def has_opposite(stem: str) -> bool:
    """Whether there is a word that excludes it, so that it says something of its own."""
    return stem in _OPPOSITE_STEMS


def _meanings(groups: Iterable[str]) -> dict[str, frozenset[int]]:
    """For each stem the numbers of the groups that it is in."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for stem in stems_in(group):
            found[stem].add(number)
    return {stem: frozenset(numbers) for stem, numbers in found.items()}


def _sides(groups: Iterable[str]) -> dict[str, set[tuple[int, int]]]:
    """For each stem the groups that it is in, and on which side of each."""
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for number, group in enumerate(groups):
        for side, listed in enumerate(group.split("/")):
            for stem in stems_in(listed):
                found[stem].add((number, side))
    return dict(found)


_NONE: frozenset[int] = frozenset()
_MEANINGS = _meanings(_groups(_SYNONYMS))
_OPPOSITE_STEMS = frozenset(_sides(_groups(_OPPOSITES)))
_SIDES = _sides(_groups(_OPPOSITES) + _groups(_RIVALS))

_named = [line.split(": ", 1) for line in _PHRASES.strip().splitlines()]
PHRASE_NAMES = tuple(name.strip("-") if "-" in name else forms(name)[0] for name, _ in _named)
# One expression for all of them; the number of the group that matched is that of its name.
PHRASES = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'({pattern})' for _, pattern in _named)})(?![\w&])", re.IGNORECASE
)
