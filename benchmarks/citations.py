# ruff: noqa: SIM905 - lists of words are read more easily as text
"""How rightly and how fast citations are matched, beside two naive ways in the same run.

    python benchmarks/citations.py [FOLDER] [--entries N] [--bibliographies FOLDER]

FOLDER has the form of `../shared/data/citations`: `index.jsonl` is the bibliography,
`dev_public.jsonl` citations with the verdict expected. Then a bibliography of N works is generated,
full of near neighbours, and asked for 1,000 of them misspelled and 1,000 works it does not have.
`--bibliographies` names a folder of real .bib files, whose works are altered by rule.

The naive ways: the title equal up to case and punctuation, and rapidfuzz's best `token_set_ratio`
at the threshold that, in hindsight, suits it best. Both take a title found for the work found.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from rapidfuzz import fuzz, process, utils

from jupyterlab_galactica.checks.bibliography.entry import Entry, Reading
from jupyterlab_galactica.checks.bibliography.index import (
    BibliographyIndex,
    index_entries,
    open_index,
)
from jupyterlab_galactica.checks.bibliography.names import parse_names
from jupyterlab_galactica.checks.bibliography.tex import tex_to_text
from jupyterlab_galactica.checks.bibliography.write import to_bibtex
from jupyterlab_galactica.checks.citations import split_citation
from jupyterlab_galactica.checks.matching.match import match_citation
from real_entries import measure_real_entries

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "citations"
QUERIES = 1000
REAL_ENTRIES = 2000
NAIVE_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    expect: str
    key: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    status: str
    key: str | None
    seconds: float


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    arguments.add_argument("--entries", type=int, default=100_000)
    arguments.add_argument("--bibliographies", type=Path)
    options = arguments.parse_args()
    if options.folder.is_dir():
        real_fabrications(options.folder)
    else:
        print(f"There is no folder {options.folder}, so real fabrications were not measured.")
    generated(options.entries)
    if options.bibliographies:
        measure_real_entries(options.bibliographies, REAL_ENTRIES)
    return 0


def real_fabrications(folder: Path) -> None:
    rows = [json.loads(line) for line in (folder / "index.jsonl").open(encoding="utf-8")]
    entries = [
        Entry(
            key=row["key"],
            type=row["type"],
            title=tex_to_text(row["title"]),
            authors=parse_names(row["author"])[0],
            year=int(row["year"]),
        )
        for row in rows
    ]
    queries = [
        Query(row["text"], row["expect"], row["key"])
        for row in map(json.loads, (folder / "dev_public.jsonl").open(encoding="utf-8"))
    ]
    index = index_entries(Reading(tuple(entries)))
    print(f"Real fabrications: {len(queries)} citations, {len(entries)} works in the bibliography")
    report("ours", queries, [ours(query, index) for query in queries])
    report("equal title", queries, equal_title(queries, entries))
    report("token_set_ratio", queries, best_ratio(queries, entries))


def generated(count: int) -> None:
    random_ = random.Random(0)
    entries = generate(count, random_)
    present = [corrupted(entry, random_) for entry in random_.sample(entries, QUERIES)]
    absent = absent_works(entries, random_)
    queries = present + absent
    print(
        f"\nA generated bibliography of {len(entries)} works; {QUERIES} corrupted, as many absent"
    )
    with tempfile.TemporaryDirectory() as folder:
        bib = Path(folder) / "generated.bib"
        bib.write_text("\n\n".join(map(to_bibtex, entries)), encoding="utf-8")
        built, index = timed(lambda: open_index([bib], Path(folder)))
        index.close()
        opened, index = timed(lambda: open_index([bib], Path(folder)))
        size = sum(file.stat().st_size for file in Path(folder).glob("*.sqlite")) / 2**20
        print(
            f"  read and built in {built:.1f} s (target 20), opened in {1000 * opened:.0f} ms "
            f"(target 100); {size:.0f} MiB on disk"
        )
        report("ours", queries, [ours(query, index) for query in queries])
        index.close()
    report("equal title", queries, equal_title(queries, entries))
    sample = present[:NAIVE_SAMPLE] + absent[:NAIVE_SAMPLE]
    report("token_set_ratio", sample, best_ratio(sample, entries))


def timed(action: Callable[[], BibliographyIndex]) -> tuple[float, BibliographyIndex]:
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def ours(query: Query, index: BibliographyIndex) -> Outcome:
    start = time.perf_counter()
    match = match_citation(query.text, index)
    seconds = time.perf_counter() - start
    return Outcome(match.status, match.entry.key if match.entry else None, seconds)


def equal_title(queries: Sequence[Query], entries: Sequence[Entry]) -> list[Outcome]:
    keys = {utils.default_process(entry.title): entry.key for entry in entries}
    outcomes = []
    for query in queries:
        start = time.perf_counter()
        key = keys.get(utils.default_process(split_citation(query.text)[0]))
        status = "found" if key else "not-found"
        outcomes.append(Outcome(status, key, time.perf_counter() - start))
    return outcomes


def best_ratio(queries: Sequence[Query], entries: Sequence[Entry]) -> list[Outcome]:
    titles = [utils.default_process(entry.title) for entry in entries]
    scored = []
    for query in queries:
        start = time.perf_counter()
        title = utils.default_process(split_citation(query.text)[0])
        _, score, at = process.extractOne(title, titles, scorer=fuzz.token_set_ratio)
        scored.append((score, entries[at].key, time.perf_counter() - start))

    def outcomes(threshold: float) -> list[Outcome]:
        return [
            Outcome("found", key, seconds)
            if score >= threshold
            else Outcome("not-found", None, seconds)
            for score, key, seconds in scored
        ]

    def right(threshold: float) -> int:
        pairs = zip(queries, outcomes(threshold), strict=True)
        return sum(o.status == q.expect and o.key == q.key for q, o in pairs)

    return outcomes(max(range(50, 101), key=right))


def report(name: str, queries: Sequence[Query], outcomes: Sequence[Outcome]) -> None:
    """One line: right verdicts with the right key, false `found`, and the time of a citation."""
    kinds: Counter[tuple[str, str]] = Counter()
    for query, outcome in zip(queries, outcomes, strict=True):
        right = outcome.status == query.expect and (query.key is None or outcome.key == query.key)
        if query.expect == "near":
            right = outcome.status != "not-found"
        kinds[query.expect, "all"] += 1
        kinds[query.expect, "right"] += right
        kinds[query.expect, "found"] += outcome.status == "found"
    shares = [
        f"{expect} {100 * kinds[expect, 'right'] / kinds[expect, 'all']:.1f} %"
        for expect in ("found", "mismatch", "near")
        if kinds[expect, "all"]
    ]
    false = 100 * kinds["not-found", "found"] / kinds["not-found", "all"]
    times = [1000 * outcome.seconds for outcome in outcomes]
    print(
        f"  {name:16} {', '.join(shares)}, false found {false:.1f} %; "
        f"{median(times):.2f} ms a citation, p95 {quantiles(times, n=20)[-1]:.2f}"
    )


# --- the generated bibliography ------------------------------------------------------------------

MANNERS = (
    "Adaptive Bayesian Causal Compositional Continual Contrastive Convex Decentralized Deep "
    "Differentiable Distributed Doubly Efficient Equivariant Explainable Fair Federated "
    "Few-Shot Generalized Geometric Gradient-Free Hierarchical Implicit Incremental "
    "Interpretable Iterative Kernel-Based Large-Scale Latent Local Low-Rank Masked Minimax "
    "Modular Multi-Task Multi-View Multiscale Neural Non-Convex Nonparametric Optimal "
    "Parallel Private Probabilistic Provable Quantized Quantum Randomized Recurrent "
    "Regularized Robust Scalable Self-Supervised Semi-Supervised Sequential Sparse Spectral "
    "Stable Stochastic Structured Supervised Symbolic Symmetric Unified Universal "
    "Unsupervised Variational Weakly-Supervised Zero-Shot"
).split()
METHODS = (
    "Attention|Autoencoders|Bandits|Boosting|Clustering|Coding|Convolutions|Decision Trees|"
    "Denoising|Diffusion Models|Dictionary Learning|Differential Equations|Dimensionality "
    "Reduction|Distillation|Dynamic Programming|Embeddings|Energy Models|Ensembles|"
    "Expectation Maximization|Feature Selection|Filtering|Flows|Gaussian Processes|"
    "Generative Models|Gradient Descent|Graph Networks|Hashing|Hidden Markov Models|"
    "Hypernetworks|Imitation Learning|Inference|Interpolation|Kernel Methods|Language Models|"
    "Matching|Matrix Completion|Message Passing|Metric Learning|Mixtures of Experts|Monte "
    "Carlo Methods|Optimization|Optimal Transport|Policy Gradients|Pretraining|Principal "
    "Components|Prompting|Pruning|Quantization|Random Forests|Regression|Reinforcement "
    "Learning|Representation Learning|Residual Networks|Retrieval|Sampling|Search|"
    "Segmentation|Sequence Models|Sketching|Smoothing|Splines|State Space Models|Subspace "
    "Methods|Support Vector Machines|Tensor Decompositions|Tokenization|Transfer Learning|"
    "Transformers|Wavelets"
).split("|")
SUBJECTS = (
    "Action Recognition|Anomaly Detection|Astronomical Surveys|Battery Materials|Brain "
    "Imaging|Catalyst Design|Causal Discovery|Chemical Reactions|Climate Forecasts|Cloud "
    "Scheduling|Code Generation|Cosmic Microwave Background Maps|Credit Scoring|Crop Yields|"
    "Crystal Structures|Dialogue|Drug Discovery|Earthquake Detection|Electronic Health "
    "Records|Emotion Recognition|Epidemics|Face Verification|Fluid Dynamics|Fraud Detection|"
    "Galaxy Clusters|Gene Expression|Gravitational Waves|Handwriting|Image Captioning|Image "
    "Restoration|Intrusion Detection|Knowledge Graphs|Machine Translation|Medical Images|"
    "Molecular Dynamics|Music Transcription|Named Entities|Neural Spike Trains|Object "
    "Tracking|Ocean Currents|Particle Physics|Plasma Turbulence|Pose Estimation|Power Grids|"
    "Program Synthesis|Protein Folding|Question Answering|Radio Astronomy|Recommendation|"
    "Remote Sensing|Robotic Grasping|Satellite Imagery|Seismic Inversion|Semantic Parsing|"
    "Sentiment Analysis|Single-Cell Data|Solar Flares|Speech Enhancement|Stock Prices|"
    "Summarization|Supply Chains|Survival Analysis|Theorem Proving|Time Series|Tomography|"
    "Traffic Prediction|Video Compression|Visual Odometry|Weather Models|Wireless Channels"
).split("|")
ENDINGS = (
    "A Survey|A Case Study|Theory and Practice|Bounds and Algorithms|An Empirical Study|"
    "Lessons Learned|A New Perspective|The Role of Noise|Limits and Opportunities|A "
    "Benchmark|Beyond Averages|From Theory to Data|Does It Generalize?|The Small Sample Case|"
    "with Missing Data|under Shift"
).split("|")
SURNAMES = (
    "Abe Adams Ågren Almeida Andersson Antonescu Arslan Bakker Baptiste Bauer Becker "
    "Bélanger Berg Bianchi Blanc Borges Brandão Brown Čapek Carvalho Castillo Chang "
    "Chatterjee Chen Choi Cohen Conti Costa Cruz Da&Silva Dąbrowski Das Davies De&Vries Díaz "
    "Dubois Eriksson Esposito Fernández Ferrari Fischer Fontaine Fournier Fujita García "
    "Gauthier Girard González Gupta Haddad Hansen Hernández Hoffmann Horváth Huang Hughes "
    "Ibrahim Ito Ivanov Jansen Jensen Jiménez Johansson Jones Jovanović Kaplan Kato Kaya "
    "Keller Khan Kim Kobayashi Kovács Kowalski Kumar Lambert Laurent Lee Lefèvre Leroy Li "
    "Lindberg Liu López Lund Maier Marino Martin Martínez Mehta Mendoza Meyer Michel Müller "
    "Moreau Moretti Murphy Nakamura Nguyen Nielsen Novák Núñez O’Brien Okafor Oliveira Olsen "
    "Ortega Øvergaard Park Patel Pereira Petersen Petrov Popescu Quinn Rao Ricci Richter "
    "Ríos Rojas Rossi Roy Ruiz Saito Sánchez Santos Sato Schäfer Schmidt Schneider Schröder "
    "Sharma Şimşek Singh Smith Sørensen Stewart Suzuki Svensson Takahashi Tanaka Taylor "
    "Torres Tremblay Turner Van&den&Berg Vargas Vasiliev Wagner Walker Wang Watanabe Weber "
    "White Williams Wilson Wong Wright Wu Xu Yamamoto Yang Yıldız Young Zhang Zhao Zhou Zhu "
    "Zimmermann"
).split()
GIVEN = (
    "Ada Ahmed Alice Amir Ana Anders Anna Boris Carla Chen David Elena Emil Eva Felix Greta "
    "Hana Hugo Ines Ivan Jan Jing Julia Karl Lars Lena Lin Luca Maria Mei Nadia Noah Olga "
    "Omar Paula Pedro Ravi Rosa Sam Sara Sofia Tom Uma Vera Wei Yuki Zoe"
).split()
VENUES = (
    "NeurIPS",
    "ICML",
    "Journal of Computational Science",
    "Physical Review E",
    "Bioinformatics",
)


def generate(count: int, random_: random.Random) -> list[Entry]:
    titles: set[str] = set()
    entries = []
    while len(entries) < count:
        title = random_title(random_)
        if title in titles:
            continue
        titles.add(title)
        people = [
            f"{random_.choice(SURNAMES).replace('&', ' ')}, {random_.choice(GIVEN)}"
            for _ in range(random_.randint(1, 6))
        ]
        entries.append(
            Entry(
                key=f"work{len(entries)}",
                type="article",
                title=title,
                authors=parse_names(" and ".join(people))[0],
                year=random_.randint(1985, 2024),
                venue=random_.choice(VENUES),
            )
        )
    return entries


def random_title(random_: random.Random) -> str:
    pick = random_.choice
    manner, method, subject = pick(MANNERS), pick(METHODS), pick(SUBJECTS)
    title = pick(
        (
            f"{manner} {method} for {subject}",
            f"{subject} with {manner} {method}",
            f"On {manner} {method} in {subject}",
            f"{manner} and {pick(MANNERS)} {method} for {subject}",
            f"{method} Meet {pick(METHODS)}: {manner} {subject}",
            f"Towards {manner} {subject} by {method} and {pick(METHODS)}",
        )
    )
    if ":" not in title and random_.random() < 0.4:
        title += f": {pick(ENDINGS)}"
    return title


def corrupted(entry: Entry, random_: random.Random) -> Query:
    """The citation of a work with one or two faults."""
    title, author = entry.title, entry.authors[0].surname
    for fault in random_.sample(FAULTS, random_.choice((1, 1, 2))):
        title, author = fault(title, author, random_)
    return Query(f"{title}, {author}" if author else title, "found", entry.key)


def absent_works(entries: Sequence[Entry], random_: random.Random) -> list[Query]:
    """Half of them new titles of the same words, half a known work with one word exchanged."""
    known = {entry.title for entry in entries}
    queries = []
    while len(queries) < QUERIES:
        entry = random_.choice(entries)
        title = random_title(random_)
        if len(queries) % 2:
            manner = next((word for word in entry.title.split() if word in MANNERS), None)
            title = entry.title.replace(manner, random_.choice(MANNERS), 1) if manner else title
        if title not in known:
            queries.append(Query(f"{title}, {entry.authors[0].surname}", "not-found", None))
    return queries


Fault = Callable[[str, str, random.Random], tuple[str, str]]


def wrong_case(title: str, author: str, random_: random.Random) -> tuple[str, str]:
    change = random_.choice((str.upper, str.lower, str.capitalize))
    return change(title), random_.choice((author, author.upper(), author.lower()))


def no_accents(title: str, author: str, random_: random.Random) -> tuple[str, str]:
    plain = author.translate(
        str.maketrans("ÅéàèíóúáçŞşøØöäüąčćñıãâÁíğ", "AeaeiouacSsoOoauaccniaaAig")
    )
    return title, plain


def latex(title: str, author: str, random_: random.Random) -> tuple[str, str]:
    for accented, tex in (("ü", r"{\"u}"), ("é", r"\'e"), ("í", r"{\'\i}"), ("ø", r"{\o}")):
        author = author.replace(accented, tex)
    words = title.split()
    at = random_.randrange(len(words))
    words[at] = f"{{{words[at]}}}"
    return " ".join(words), author


def mistyped(title: str, author: str, random_: random.Random) -> tuple[str, str]:
    """One or two letters of the title left out, doubled, exchanged or wrong."""
    for _ in range(random_.choice((1, 1, 2))):
        at = random_.randrange(1, len(title) - 1)
        before, letter, after = title[:at], title[at], title[at + 1 :]
        if not letter.isalpha():
            continue
        title = random_.choice(
            (
                before + after,
                before + letter + letter + after,
                before + after[:1] + letter + after[1:],
                before + random_.choice("aeiourstln") + after,
            )
        )
    return title, author


def cut(title: str, author: str, random_: random.Random) -> tuple[str, str]:
    """The end of the title is missing, a fifth to two fifths of it."""
    return title[: int(len(title) * random_.uniform(0.6, 0.8))].rstrip(" :"), author


def no_author(title: str, author: str, random_: random.Random) -> tuple[str, str]:
    return title, ""


def other_punctuation(title: str, author: str, random_: random.Random) -> tuple[str, str]:
    return title.replace("-", " ").replace(":", random_.choice((" -", ".", ""))), author


def without_subtitle(title: str, author: str, random_: random.Random) -> tuple[str, str]:
    return title.split(":")[0], author


FAULTS: tuple[Fault, ...] = (
    wrong_case,
    no_accents,
    latex,
    mistyped,
    cut,
    no_author,
    other_punctuation,
    without_subtitle,
)


if __name__ == "__main__":
    raise SystemExit(main())
