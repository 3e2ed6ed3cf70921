"""The shipped briefs (corpus/documents): their form, the facts they carry, and their wording."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
BRIEFS = ROOT / "corpus" / "documents"
SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
KEYS = ["title", "source", "date", "topics", "language"]

# One entry is one fact. Its strings must all stand on one line of one brief (the briefs keep
# one sentence or one list item to a line), so that a date stays tied to its event.
FACTS: list[tuple[str, ...]] = [
    # Science and technology diplomacy in the new era
    ("Pham Minh Chinh", "Jensen Huang", "NVIDIA", "5 December 2024"),
    ("AI Research and Development Center", "AI Data Center", "NVIDIA"),
    ("Resolution 57", "Politburo", "breakthroughs", "national digital transformation"),
    ("Resolution 71", "Government", "amends, supplements and updates", "Action Program"),
    ("11 strategic technologies", "national strategic technology products"),
    ("new technological cycle", "geo-strategic", "geo-economic"),
    ("interdisciplinary", "dual-use", "spreads rapidly"),
    ("synthetic biology",),
    ("neurotechnology",),
    ("autonomous robotics",),
    ("Large-scale deep learning models", "semi-automated"),
    ("Quantum technology", "early stage", "encryption"),
    ("Gene editing", "precision medicine", "healthcare and agriculture"),
    ("Brain-machine interfaces", "smart devices"),
    ("Semiconductors and robotic systems", "physical infrastructure"),
    ('"securitized"', "US and China"),
    ("geopolitics", '"geotechnology"'),
    ("selective multipolarity",),
    ("EU", '"digital sovereignty"', "ethical legal frameworks"),
    ("Japan", "aging population"),
    ("South Korea", "Singapore", "Malaysia", "hubs"),
    ("dual standards on data and platforms",),
    ("digital divide", "widen"),
    ("technology companies", "more powerful"),
    ("mechanisms of governance", "not kept up"),
    ("data sovereignty", "digital connectivity", "more complex"),
    ("Vu Le Thai Hoang", "Ambassador to Austria", "IIASA", "14 February 2025"),
    ("International Institute for Applied Systems Analysis", "headquartered in Austria"),
    ("UNESCO Ministerial Conference on Science Diplomacy", "Paris", "25-26 March 2025"),
    ("Denmark", "India", "Italy", "Singapore", "South Korea", "UK"),
    ("biotechnology", "quantum computing", "renewable energy", "semiconductors"),
    ("dialogue, negotiation and international cooperation", "tools of diplomacy"),
    ("Technology Ambassadors", "virtual embassies"),
    ("three tasks", "pioneer"),
    ('"rules of the game"', "standards", "governance institutions"),
    ('"soft power"', '"hard power"'),
    ('"niche diplomacy"', "systematically and methodically"),
    ("98 representative agencies", "Ministry of Foreign Affairs"),
    ('"public-private-institute-school" model', "technology transfer"),
    ("five tasks",),
    ("forecasts trends in technology", "impact on international relations"),
    ("learns from international experience", "bilateral", "multilateral"),
    ("rules, standards and governance laws", "multilateral diplomacy"),
    ('"inviting investment"', '"strategic technology partnerships"', "exports Vietnamese"),
    ("intellect, resources and technology", "network of Vietnamese intellectuals"),
    ("foreign affairs officials", "knowledgeable in technology"),
    ("technology experts", "multilateral forums"),
    # Strategic autonomy
    ("draft Political Report", "14th Congress", "strategic autonomy"),
    ("Strategic autonomy is the highest degree of autonomy",),
    ("pressure, coercion or constraints", "independently"),
    ("does not mean isolation",),
    ('"range of choices"', "internal strength"),
    ("three closely intertwined foundations",),
    ("first foundation", "strong internal capacity"),
    ("second foundation", "diversified and multilateralized"),
    ("third foundation", "international law"),
    ("abundant financial resources",),
    ("Trump", "Xi Jinping", "APEC Summit"),
    ("conflict in Ukraine",),
    ("Climate change", "energy security", "food security", "supply chains"),
    ("To Lam", "Pham Minh Chinh", "1 October", "exhibition"),
    ("Strategic Technology - Shaping Vietnam's Future",),
    ("Managing Emerging Technologies to Ensure Comprehensive Security", "26 February"),
    ("Europe", "the Middle East", "Oceania", "South Asia"),
    ("Comprehensive Strategic Partnerships", "Indonesia", "New Zealand", "Thailand", "UK"),
    ("new cooperation frameworks", "Australia", "EU", "Gulf"),
    ("BRICS 2025 Summit", "Brazil", "official partner"),
    ("Shanghai Cooperation Organization (SCO)", "guest of the host country"),
    ("ASEAN Future Forums", "April 2024", "February 2025"),
    ("United Nations Human Rights Council", "2026-2028"),
    ("Opening Ceremony", "UN Convention against Cybercrime", "Hanoi Convention"),
    ("NPT Review Conference", "2026"),
    ("India", "Israel", "U.S.", "coastal defense", "cybersecurity", "peacekeeping"),
    ("Russian Federation", "mutual respect"),
    ("ViGen Project", "National Innovation Center (NIC)", "Meta"),
    ("high-tech assembly and design",),
    ("Just Energy Transition Partnership (JETP)", "Resource Mobilization Plan"),
    ("climate diplomacy",),
    ("food security diplomacy",),
    ("human resource diplomacy",),
    ("Nguyen Minh Vu", "Permanent Deputy Minister of Foreign Affairs", "Pham The Tung"),
    ("Senior Lieutenant General", "Deputy Minister of Public Security"),
    ("artificial intelligence", "cybersecurity", "digital infrastructure", "semiconductor"),
    ("periodic review mechanisms",),
    ("education, science, media and human resource development",),
    ("Vietnam is poised with a significant opportunity to become a strategic transit hub in Asia",),
    ("Joint Statement on establishing a Strategic Partnership between Vietnam and Finland",),
    ("Vietnam, Bulgaria elevate relations to a Strategic Partnership",),
    ("Hanoi Convention: A strategic 'Roadmap' for building digital trust",),
    ("Vietnam and Kuwait elevate relationship to strategic partnership",),
    # The Era Of Tech Diplomacy Is Here
    ("new frontier of international relations",),
    ("science diplomacy", "World War II"),
    ("treaty negotiations", "bilateral summits", "attachés"),
    ("human space exploration", "super-collider", "nuclear proliferation"),
    ("autonomy", "chips", "digital health", "6G", "advanced manufacturing"),
    ("technology must advance freedom",),
    ("digital authoritarianism", "1984"),
    ("talent pipeline", "career foreign service"),
    ("clear mission, enduring strategies and effective actions",),
    # Vietnam and China
    (
        "Vietnam, China step up cooperation in science, technology, innovation",
        "Vietnam News Agency",
        "16 April 2026",
    ),
    (
        "Vietnam proposes joint working group with China on digital cooperation",
        "Ministry of Information and Communications",
        "4 December 2024",
    ),
    ("planning of smart cities",),
    ("exchange programmes", "training", "investment", "infrastructure"),
    ("side project", "core path"),
    ("schools, businesses, startups and the public sector",),
    # Technology Diplomacy
    ("governments, international organizations and the private sector", "protecting"),
    ("more than trade in gadgets", "rules of the road"),
    ("5G/6G", "cloud infrastructure", "biotech", "data flows"),
    ("seven core themes",),
    ("open innovation with prudent safeguards",),
    ("diplomatic, economic and, when necessary, military",),
    ("ISO", "IEEE", "standard-setting bodies"),
    ("pandemic era", "supply chains"),
    ("single points of failure",),
    ("fair licensing", "expropriation"),
    ("NATO", "security and standards"),
    ("targeted subsidies", "public-private partnerships", "investment screening"),
    ("sanctions", "lists of suppliers"),
    ("G7", "G20", "digital governance"),
    ("cloud providers", "venture capital funds"),
    ("regional and plurilateral agreements", "laboratories"),
    ("privacy standards", "cross-border transfers"),
    ("de-escalation", "disruptive operations"),
    ("United States", "European Union", "cornerstone"),
    ("Australia, India", "Japan", "standards and norms"),
    ("Indo-Pacific", "coercive technology policies"),
    ("protectionist", "distort markets"),
    ("decoupling", "slower innovation and higher costs"),
    ("data localization", "resilience and security"),
    ("light-touch", "competitive markets"),
    ("national champions", "regulatory climate"),
    ("identity-focused lenses", "social agendas"),
    ("consumer welfare, economic security and technological leadership",),
    ("transparent oversight", "proportionate measures"),
    ("stifle innovation", "talent and markets"),
    ("precise scoping", "empirical effectiveness", "calibration"),
    ("chip design, fabrication and packaging",),
    ("safety, accountability and long-term implications",),
    ("race to the bottom",),
    ("deterrence, attribution",),
]

# Titles of publications and of events, which have no wording of our own.
NAMES = [
    "Vietnam is poised with a significant opportunity to become a strategic transit hub in Asia",
    "Joint Statement on establishing a Strategic Partnership between Vietnam and Finland",
    "Vietnam proposes joint working group with China on digital cooperation",
    "Vietnam, China step up cooperation in science, technology, innovation",
    "UNESCO Ministerial Conference on Science Diplomacy",
    "International Institute for Applied Systems Analysis",
]
LONGEST_SHARED_RUN = 12


def paths() -> list[Path]:
    return sorted(BRIEFS.glob("*.md"))


@cache
def parts(path: Path) -> tuple[str, str]:
    """The front matter and the body of one brief, as text."""
    text = path.read_text(encoding="utf-8")
    match = re.fullmatch(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL)
    assert match, f"{path.name}: no front matter between two lines of ---"
    return match[1], match[2]


@cache
def seeds() -> dict[str, str]:
    found = {seed.name: seed.read_text(encoding="utf-8") for seed in sorted(SEEDS.glob("*.txt"))}
    if not found:
        pytest.skip(f"the articles that the briefs were written from are not here: {SEEDS}")
    return found


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def numbers(text: str) -> set[int]:
    """Every number in the text, without the numbering of lists; 04 and 4 are the same."""
    unnumbered = re.sub(r"^\s*\d+\. ", "", text, flags=re.MULTILINE)
    return {int(digits) for digits in re.findall(r"\d+", unnumbered)}


def test_there_are_at_least_ten_briefs_with_kebab_case_names() -> None:
    assert len(paths()) >= 10
    for path in paths():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.md", path.name), path.name


def test_front_matter_has_exactly_the_five_keys_and_valid_values() -> None:
    for path in paths():
        meta = yaml.safe_load(parts(path)[0])
        assert list(meta) == KEYS, path.name
        assert meta["language"] == "en", path.name
        for key in ("title", "source"):
            assert isinstance(meta[key], str) and meta[key].strip(), (path.name, key)
        assert isinstance(meta["topics"], list) and meta["topics"], path.name
        assert all(isinstance(topic, str) and topic for topic in meta["topics"]), path.name


def test_dates_are_iso_strings_of_a_day_a_month_or_a_year() -> None:
    for path in paths():
        value = yaml.safe_load(parts(path)[0])["date"]
        assert isinstance(value, str), f"{path.name}: quote the date"
        assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value), (path.name, value)
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])  # the missing month and day


def test_titles_are_unique() -> None:
    titles = [yaml.safe_load(parts(path)[0])["title"] for path in paths()]
    assert len(set(titles)) == len(titles)


def test_bodies_have_300_to_1000_words_and_begin_with_a_title() -> None:
    for path in paths():
        body = parts(path)[1]
        assert 300 <= len(body.split()) <= 1000, (path.name, len(body.split()))
        assert body.lstrip().startswith("# "), path.name


def test_every_fact_stands_on_one_line_of_some_brief() -> None:
    assert len(FACTS) >= 80
    lines = [line.casefold() for path in paths() for line in parts(path)[1].splitlines()]
    missing = [
        fact
        for fact in FACTS
        if not any(all(piece.casefold() in line for piece in fact) for line in lines)
    ]
    assert missing == []


def test_every_number_in_a_brief_stands_in_the_articles() -> None:
    known = set().union(*(numbers(seed) for seed in seeds().values()))
    for path in paths():
        front, body = parts(path)
        stated = numbers(body) | numbers(str(yaml.safe_load(front)["date"]))
        assert stated <= known, (path.name, stated - known)


def test_no_brief_copies_a_run_of_words_from_the_articles() -> None:
    size = LONGEST_SHARED_RUN + 1
    runs: set[tuple[str, ...]] = set()
    for seed in seeds().values():
        tokens = words(seed)
        runs.update(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1))
    for path in paths():
        for line in parts(path)[1].splitlines():
            for name in NAMES:
                line = line.replace(name, "|name|")
            tokens = words(line)
            for i in range(len(tokens) - size + 1):
                assert tuple(tokens[i : i + size]) not in runs, (path.name, tokens[i : i + size])
