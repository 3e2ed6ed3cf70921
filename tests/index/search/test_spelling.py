"""A hundred common errors are mended, three hundred right words are left alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.search.spelling import correct, is_word, respelled

ERRORS = """
recieve receive, seperate separate, definately definitely, goverment government, agrement agreement,
enviroment environment, recomend recommend, commitee committee,
accomodate accommodate, acheive achieve, adress address, arguement argument, beleive believe,
calender calendar, collegue colleague, concious conscious, existance existence,
experiance experience, foriegn foreign, fourty forty, futher further, independant independent,
knowlege knowledge, liason liaison, maintainance maintenance,
neccessary necessary, ocassion occasion, paralel parallel,
parliment parliament, posession possession, priviledge privilege,
relevent relevant, rythm rhythm, succesful successful, suprise surprise,
tecnology technology, tendancy tendency, tommorow tomorrow, unforseen unforeseen,
diplomcy diplomacy, sceince science, minstry ministry, secretery secretary,
cooperaton cooperation, semiconducter semiconductor, quantam quantum, reserch research,
universty university, investmnt investment, infrastucture infrastructure, embasy embassy,
ambasador ambassador, resoltion resolution, convension convention, negociation negotiation,
declaraton declaration, stratgy strategy, innvoation innovation, developement development,
regualtion regulation, delagation delegation, bugdet budget, artifical artificial,
inteligence intelligence, climat climate, enegry energy, sumit summit, treatry treaty,
exprot export, contrl control, contries countries, signatur signature, partnerhsip partnership,
programe programme, mininster minister, presidnt president, deputey deputy, workng working,
scholarshp scholarship, satelite satellite, exploraton exploration, biodiverstiy biodiversity,
pandmic pandemic, vacine vaccine, medcine medicine, labratory laboratory, standart standard,
licence-fee licence-fee, sanctons sanctions, sovereinty sovereignty,
mulitlateral multilateral, bilatral bilateral, memorandm memorandum, anexes annexes,
obligaton obligation, responsability responsibility, transparancy transparency,
accountablity accountability, publc public, officals officials, wepons weapons,
comission commission, agricultur agriculture,
governence governance, mangement management, finacial financial, econmic economic, nationl national,
strengthn strengthen, proposl proposal, memebr member, implementaton implementation,
""".replace("\n", " ")
PAIRS = [tuple(pair.split()) for pair in ERRORS.split(",") if pair.strip() and "-" not in pair]

# What the library has, next to the right words of the pairs: neighbours of the right words below.
NEIGHBOURS = """
points priorities sabotage organised organizing license counselling traveller judgment aging
advice advise quotas censure prosecute statue principal effected adopted complement council
counsel discrete dual elicit ensured assured personal preceding president residents stationery
tenants ordinance formally eminent imminent adverse bare berth borders breach canvas cellar cite
sites counts decent deserts device devices dissent draft drafts except expend farther hoard hole
incite lead leads lessen lesson loose meter miner moral motive native nuclear passed patient peace
plain planes pole pray proceeds profit prophet rain rates reality relations reviews role root sales
scene sense series serial session shore sight sore stake straight sweet team threats tide trail
trial waste weather weigh wholly rector sector actor factor tractor contract contrast protect
project product produce produces process processes possess
""".split()

RIGHT = """
appoints prioritise prioritises prioritised organise organises organising labour programme
programmes defence licence licences practise practised fulfil fulfils enrol enrolment instalment
counsellor counsellors travelled travelling modelling judgement ageing adviser advisers tabled
tariffs subsidy subsidies ratifies ratified ratification accedes acceded accession envoy envoys
attaches consul consulate consulates chancery plenary quorum communique memoire dossier dossiers
annexes addenda addendum stipend stipends tranche tranches moratorium embargo embargoes cabotage
bathymetry cryosphere desalination aquifer aquifers hydrometeorological photonics lithography wafer
wafers fabless biosafety phytosanitary sanitary interoperability cybersecurity pseudonymised
anonymise anonymised digitalisation digitisation decarbonise watchlist whistleblower ombudsman
multilateralism bilaterally plurilateral extraterritorial reciprocity concessional grantee grantees
disbursed disburses disbursement remit mandated convenes convened rapporteur rapporteurs
secretariat abstains abstained abstention adjourned adjourns agronomy amends amended apprentices
apprenticeship archival archives assay assays audited auditors authorised authorises autonomy
ballast barter benchmark benchmarks biofuel biofuels biomass bioethics blueprint breakwater
broadband bursary bursaries calibrate calibrated capacitor caretaker cartography catalyse catalysed
centre centres chaired chairs charters cites clause clauses coastal codified cofinanced cohort
cohorts colour commodity commodities complies compliant concedes conciliation confiscated
consignee consortia consortium contingent convergence copyright courier covenants credited
crewed customs cyber dataset datasets debarred decree decrees decreed defer deferred deferral
delegates deploys deployed deposited derogation detained devolved diaspora directive directives
disclosed docked dredging earmarked eligible embryonic emissary enacts enacted encrypts encrypted
endorses endorsed endowment enforces equitable escrow evicted exempt exempted exemption exempts
expedite expedited expelled facilitates fellowship fellowships fiscal fishery fisheries fissile
flagship fora forfeits freight gazette gazetted genomics geodesy geospatial glacial governance
governors grid grids habitats hectare hectares herbicide honorary hydrogen immunity impartial
implements importers inception incubator incubators indemnity indigenous infringes inspectorate
insured interim interlocutor isotopes jurist lapse lapsed lapses laureate leases lecturer legation
levied levies liable litigation logbook longitudinal maritime maturation metrology microchip
milestones minuted modular moored neutrality nominees notifies notified nullified obligates
onshore openness outreach outsourced overflight oversight pandemic patents payable pledged
plenipotentiary
""".split()


class Words:
    """A library of these words."""

    def __init__(self, known: list[str]) -> None:
        self._known = known

    def knows(self, word: str) -> bool:
        return word.casefold() in self._known

    def near(self, word: str, allowed: int) -> Iterator[tuple[str, int, bool]]:
        for known in self._known:
            if abs(len(known) - len(word)) <= allowed:
                yield known, 3, False


LIBRARY = Words([right for _, right in PAIRS] + NEIGHBOURS)


def test_there_are_as_many_as_are_said() -> None:
    assert len(PAIRS) >= 100 and len(set(RIGHT)) >= 300


@pytest.mark.parametrize("typed, right", PAIRS)
def test_a_common_error_is_mended_and_said(typed: str, right: str) -> None:
    question, corrections = correct(f"what is the {typed} about", LIBRARY)
    assert question == f"what is the {right} about"
    assert [(c.typed, c.used) for c in corrections] == [(typed, right)]


@pytest.mark.parametrize("word", sorted(set(RIGHT)))
def test_a_right_word_is_left_alone(word: str) -> None:
    _, corrections = correct(f"who {word} it", LIBRARY)
    # But that the library writes it in the other English spelling.
    assert [made for made in corrections if made.used not in respelled(word)] == []


def test_the_library_own_spelling_is_used_for_the_other() -> None:
    library = Words(["defense", "organized"])
    assert correct("defence", library)[0] == "defense"
    assert correct("organised", library)[0] == "organized"


@pytest.mark.parametrize("word", ["prioritised", "ratifies", "appoints", "khoản", "thông"])
def test_forms_of_words_are_words(word: str) -> None:
    assert is_word(word)
