"""Verbs of formal English and their forms: what a sentence says back to what a question asks.

A question needs the base form (`signed` becomes `did ... sign`), and a verb is known for one by
this table alone: a sentence with another verb gives no question rather than a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Form = Literal["base", "third", "past", "participle"]

_REGULAR = """
    accelerate accept accompany accomplish account accrue achieve acknowledge acquire act adapt
    add address adhere adjourn adjust administer admit adopt advance advise advocate affect affirm
    agree aim align allege allocate allow amend analyse analyze announce answer anticipate appeal
    appear apply appoint approach appropriate approve argue arrange ask assemble assert assess
    assign assist assume assure attain attempt attend attest attract attribute audit authorise
    authorize avoid award balance ban base believe belong benefit blend block boast boost bridge
    broaden calculate call cancel carry cause celebrate centralise certify chair challenge change
    charge chart circulate cite claim clarify classify clean close co-chair co-fund co-host
    co-sponsor coach collaborate collapse collect combine commence commend commission commit
    communicate compare compensate compete compile complement complete comply compose comprise
    concede concentrate concern conclude condemn conduct confer configure confirm confront connect
    conserve consider consist constitute constrain construct consult consume contain contest
    continue contract contradict contribute control convene convert cooperate coordinate counter
    cover craft create criticise criticize culminate cultivate curb debate decide declare decline
    decrease dedicate deem deepen defeat defend defer define delay delegate deliver demand
    demolish demonstrate denote deny depend deploy deposit derive describe deserve design
    designate detain detect deter deteriorate determine develop devote dictate differ digitise
    direct disclose discourage discover discuss dispatch display dispose disrupt disseminate
    dissolve distinguish distribute diversify divide document dominate donate double draft drain
    ease educate elaborate elect elevate eliminate embark embed embrace emerge emphasise emphasize
    employ empower enable enact encompass encounter encourage end endanger endorse endure enforce
    engage enhance enjoy enlarge enlist enrich ensure entail enter entitle entrench entrust
    envisage equal equip erect escalate establish estimate evacuate evade evaluate evolve examine
    exceed exchange exclaim exclude execute exempt exercise exert exhaust exhibit exist expand
    expect expire explain explore export expose express extend extract face facilitate fail favor
    favour feature ferry file fill filter finance finish fix flag flood flow fluctuate focus
    follow force form foster found frame fuel fulfil fulfill function fund gain gather generate
    govern grant guarantee guide handle happen harm harmonise harmonize harness heat help
    highlight hinder hire honour hope host house identify illustrate impair impede implement imply
    import impose improve inaugurate incentivise include incorporate increase incur indicate
    induce infect influence inform inherit inhibit initiate injure innovate insert insist inspect
    inspire install institute instruct insulate insure integrate intend intensify interact
    intervene introduce invent invest investigate invite invoke involve irrigate isolate issue
    join justify labour lack last launch lean learn legislate lessen license limit link list
    lobby locate lodge look lower maintain manage mandate manufacture mark match matter maximise
    maximize measure mediate merge merit migrate minimise minimize mitigate mobilise mobilize
    modernise modernize modify monitor motivate mount move multiply name narrow need negotiate
    nominate notify number nurture object oblige observe obstruct obtain occupy occur offer open
    operate oppose order organise organize originate outline overlook own participate partner pass
    patrol peak penalise perceive perform permit persist persuade phase pilot pioneer place plan
    play pledge point politicise pollute pool pose position possess postpone postulate power
    practise preclude predict prefer premiere prepare prescribe present preserve presume prevail
    prevent print prioritise prioritize probe process procure produce prohibit project prolong
    promise promote prompt propose prosecute prosper protect prove provide publish pull punish
    purchase purify pursue push qualify question raise range rank ratify reach reaffirm realise
    realize reassure recall receive reckon recognise recognize recommend reconcile record recover
    recruit recycle redeem redefine redirect reduce refer refine reflect reform refund refurbish
    refuse regard register regulate reimburse reinforce reiterate reject relate relax release
    relocate rely remain remedy remind remove render renew renovate rent reopen reorganise repair
    repeal repeat replace reply report represent request require research resemble reserve reshape
    reside resist resolve respect respond rest restart restore restrict restructure result resume
    retain retire return reveal review revise revitalise revive revoke reward rotate rule
    sacrifice safeguard sample sanction satisfy save scale schedule score screen secure seize
    select separate serve settle shape share shelter shield shift show sign signal simplify
    situate solve sort span specify sponsor stabilise staff stage start state steer stem stimulate
    stipulate stop store strengthen stress structure study submit subscribe subsidise succeed sue
    suffer suggest summarise supersede supervise supplant supplement supply support surge surround
    survey survive suspend sustain switch systematise tackle tailor target task tax tend terminate
    test threaten tighten tolerate total touch trace track trade train transcend transfer
    transform translate transmit transport treat trigger try turn undermine underpin unify unite
    unveil update upgrade urge use utilise utilize vacate vaccinate value vary venture verify veto
    view violate visit voice vote wait want warn warrant waste weaken weigh welcome widen wield
    wish witness work worry yield
"""
# Base, past and participle; a regular verb that doubles its last letter is written out too.
_IRREGULAR = """
    arise arose arisen, become became become, begin began begun, bind bound bound,
    bring brought brought, build built built, buy bought bought, choose chose chosen,
    come came come, cost cost cost, cut cut cut, deal dealt dealt, draw drew drawn,
    drive drove driven, fall fell fallen, feel felt felt, fight fought fought, find found found,
    forbid forbade forbidden, forget forgot forgotten, get got got, give gave given, go went gone,
    grow grew grown, have had had, hold held held, keep kept kept, know knew known, lay laid laid,
    lead led led, leave left left, lend lent lent, let let let, lose lost lost, make made made,
    mean meant meant, meet met met, offset offset offset, overcome overcame overcome,
    oversee oversaw overseen, pay paid paid, put put put, rise rose risen, run ran run,
    say said said, see saw seen, seek sought sought, sell sold sold, send sent sent, set set set,
    spend spent spent, spread spread spread, stand stood stood, strive strove striven,
    take took taken, teach taught taught, tell told told, think thought thought,
    undergo underwent undergone, understand understood understood,
    undertake undertook undertaken, uphold upheld upheld, win won won,
    withdraw withdrew withdrawn, write wrote written,
    rebuild rebuilt rebuilt, speak spoke spoken, foresee foresaw foreseen,
    withhold withheld withheld, feed fed fed, omit omitted omitted, emit emitted emitted,
    compel compelled compelled, spur spurred spurred,
    admit admitted admitted, ban banned banned, cancel cancelled cancelled,
    commit committed committed, confer conferred conferred, control controlled controlled,
    defer deferred deferred, deter deterred deterred, embed embedded embedded,
    enrol enrolled enrolled, equip equipped equipped, fulfil fulfilled fulfilled,
    occur occurred occurred, permit permitted permitted, plan planned planned,
    prefer preferred preferred, refer referred referred, stem stemmed stemmed,
    stop stopped stopped, submit submitted submitted, transfer transferred transferred,
    transmit transmitted transmitted, travel travelled travelled
"""
# Forms that are as often a noun: `results`, `support`. They are the verb where nothing else is.
_NOUNS = frozenset(
    """account act advance advocate aim answer appeal approach attempt award balance ban base
    benefit blend block boost bridge call cause challenge change charge chart claim close
    coach combine commission concern condition conduct contest contract control cost counter
    cover craft cut deal debate decline decrease delay delegate demand deposit design display
    document double draft drive ease end equal estimate exchange exercise exhibit export
    express extract face feature fight file filter finance fix flag flood flow focus force
    form frame fuel function fund gain grant guarantee guide harm highlight honour hope host
    house import increase influence institute interest issue labour lack last launch license
    limit link list lobby look lower mandate mark match matter mean measure merge merit mount
    move name need number object offer open order outline own partner pass patrol pay peak
    permit phase pilot pioneer place plan play pledge point pool position power practise
    present print probe process produce project promise prompt purchase push question range
    rank reach record reform refund regard release remedy rent repair repeat reply report
    request research reserve respect rest result return review reward rise rule safeguard
    sample sanction save scale schedule score screen secure separate set shape share shelter
    shield shift show sign signal sort span sponsor spread staff stage stand start state stem
    store stress structure study supplement supply support surge survey switch target task tax
    test total touch trace track trade train transfer transport treat trigger turn update
    upgrade urge use value venture veto view visit voice vote wait warrant waste wish witness
    work worry yield""".split()
)


def third_person(base: str) -> str:
    """`carries` for `carry`."""
    if base == "have":
        return "has"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def past(base: str) -> str:
    """`carried` for `carry`, `led` for `lead`."""
    if base in _PASTS:
        return _PASTS[base][0]
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + ("d" if base.endswith("e") else "ed")


def readings(word: str) -> tuple[tuple[str, Form], ...]:
    """The (base, form) that a word in lower case may be; none where it is no verb known here."""
    return _READINGS.get(word, ())


def is_participle(word: str) -> bool:
    """Whether a word may follow `was` as a passive: known, or by its ending."""
    known = any(form == "participle" for _, form in readings(word))
    return known or (len(word) > 4 and word.endswith("ed") and word not in _NO_PARTICIPLES)


def participle_base(word: str) -> str | None:
    """The base form of a participle, where it is known."""
    return next((base for base, form in readings(word) if form == "participle"), None)


def active_of_gerund(word: str) -> str | None:
    """The base form of `building` or `making`, where the verb is known."""
    if not word.endswith("ing") or len(word) < 6:
        return None
    stem = word[:-3]
    for base in (stem, stem + "e", stem[:-1]):
        if any(form == "base" for _, form in readings(base)):
            return base
    return None


def is_noun_too(word: str) -> bool:
    """Whether a form of a verb is as often a noun."""
    return any(base in _NOUNS and form in ("base", "third") for base, form in readings(word))


def _forms() -> Iterator[tuple[str, str, Form]]:
    for base in dict.fromkeys([*_REGULAR.split(), *_PASTS]):
        participle = _PASTS[base][1] if base in _PASTS else past(base)
        yield base, base, "base"
        yield third_person(base), base, "third"
        yield past(base), base, "past"
        yield participle, base, "participle"


_PASTS: dict[str, tuple[str, str]] = {
    base: (simple, participle)
    for base, simple, participle in (entry.split() for entry in _IRREGULAR.split(","))
}
_NO_PARTICIPLES = frozenset(("need", "indeed", "hundred", "united", "seed", "speed"))
_READINGS: dict[str, tuple[tuple[str, Form], ...]] = {}
for _form, _base, _kind in _forms():
    _READINGS[_form] = (*_READINGS.get(_form, ()), (_base, _kind))
# The past of `find`; that someone `founds` a body is never said in this form.
_READINGS["found"] = (("find", "past"), ("find", "participle"))
