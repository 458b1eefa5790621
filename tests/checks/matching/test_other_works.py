"""Titles a few letters apart: what is the same work for a reader, and what is another one."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.bibliography.bibtex import read_bibtex
from jupyterlab_galactica.checks.bibliography.index import index_entries
from jupyterlab_galactica.checks.matching.match import match_citation


def status(title: str, citation: str, author: str = "Miller, Jo") -> str:
    reading = read_bibtex(f"@article{{k, author={{{author}}}, title={{{title}}}}}")
    return match_citation(citation, index_entries(reading)).status


@pytest.mark.parametrize(
    ("title", "cited"),
    [
        ("Hyperglycemia in Mountain Hares", "Hypoglycemia in Mountain Hares"),
        ("Intercellular Transport in Moss Leaves", "Intracellular Transport in Moss Leaves"),
        ("Interstrand Links in Old Bones", "Intrastrand Links in Old Bones"),
        ("Removal of Nitrite from Well Water", "Removal of Nitrate from Well Water"),
        ("Oxidation of Diphosphite in Acid", "Oxidation of Diphosphate in Acid"),
        ("Symmetric Games on Large Boards", "Asymmetric Games on Large Boards"),
        ("Univariate Tests for River Levels", "Bivariate Tests for River Levels"),
        ("Casual Models of River Traffic", "Causal Models of River Traffic"),
        ("Adsorption of Dyes on Clay", "Absorption of Dyes on Clay"),
        (r"The $\beta$ Function on Lattices", "The Zeta Function on Lattices"),
        ("Hepatitis A in Mountain Villages", "Hepatitis E in Mountain Villages"),
        ("A Flora of the Alps. Part I", "A Flora of the Alps. Part II"),
        ("A Flora of the Alps. Part III", "A Flora of the Alps. Part II"),
        ("A Flora of the Alps, Volume 10", "A Flora of the Alps, Volume 1"),
        ("Part 1 of the Flora, Volume 2", "Part 2 of the Flora, Volume 1"),
        ("The Orbits of Distant Planets", "The Orbits of Distant Planes"),
    ],
)
def test_a_few_letters_can_make_another_work(title: str, cited: str) -> None:
    assert status(title, f"{title}, Miller") == "found"
    assert status(title, f"{cited}, Miller") in ("mismatch", "not-found")


@pytest.mark.parametrize(
    ("title", "author", "cited"),
    [
        ("湖泊生态系统的长期观测", "王, 芳", "湖泊生态系统的短期观测, 王"),
        ("深海生物の行動に関する研究", "佐藤, 健", "深海生物の進化に関する研究, 佐藤"),
        ("バスの歴史と都市の発展", "佐藤, 健", "パスの歴史と都市の発展, 佐藤"),
        ("도시 하천의 수질 변화", "김, 민수", "도시 하천의 수온 변화, 김"),
    ],
)
def test_no_sign_of_a_word_is_a_slip(title: str, author: str, cited: str) -> None:
    assert status(title, f"{title}, {author.split(',')[0]}", author) == "found"
    assert status(title, cited, author) in ("mismatch", "not-found")


@pytest.mark.parametrize(
    ("title", "cited"),
    [
        (r"Decay of $\alpha$- and $\Delta^3$-carene", "Decay of alpha- and Delta3-carene"),
        (r"A fit of the {\ensuremath{\Omega}}M model", "A fit of the OmegaM model"),
        ("Growth of <i>Salix</i> &amp; H<sub>2</sub>O uptake", "Growth of Salix & H2O uptake"),
        (r"Growth of {\textless}i{\textgreater}Salix{\textless}/i{\textgreater} trees",
         "Growth of Salix trees"),
        (r"Writing {\BibTeX} Styles with \LaTeX{} Tools", "Writing BibTeX Styles with LaTeX Tools"),
        (r"{\GeoTeX} for Maps of Rivers", "GeoTeX for Maps of Rivers"),
        (r"Sorting in $O(n\log n)$ steps", "Sorting in O(n log n) steps"),
        (r"The 3$\times$3 puzzle of Carinthia", "The 3x3 puzzle of Carinthia"),
        (r"A {\raisebox{-0.5ex}\textasciitilde}3 year cycle of voles", "A ~3 year cycle of voles"),
        (r"\$\textbackslash alpha\$ rays in \$\textbackslash text\{CO\}\$ gas", "α rays in CO gas"),
        ("Colour and Behaviour of Sulphur Moths", "Color and Behavior of Sulfur Moths"),
        ("A Flora of the Alps. Part II", "A Flora of the Alps. Part 2"),
        ("Rivers of Styria, 1921-1935", "Rivers of Styria, 1921-1935"),
        ("The Long Way: A Walk through Styria", "The Long Way"),
        ("Glaciers of the Alps and their Rivers", "Glacirs of the Alps and their Rivers"),
        ("Glaciers of the Alps and their Rivers", "Glaciers of the Alps and their R"),
    ],
)  # fmt: skip
def test_spellings_of_one_title_are_one_work(title: str, cited: str) -> None:
    assert status(title, f"{cited}, Miller") == "found"


@pytest.mark.parametrize(
    ("author", "cited", "found"),
    [
        ("山本花子", "山本", True),
        ("山本花子", "山本花子", True),
        ("山本, 花子", "山本花子", True),
        ("山本花子", "佐藤", False),
        ("王, 山", "李山", False),
        ("Davis, Jr., Sammy", "Davis Jr.", True),
        ("Sammy Davis, Jr.", "Davis", True),
        ("Davis III, Sammy", "Davis", True),
        ("Gabriel Moreno Ruiz", "Moreno", True),
        ("Moreno Ruiz, Gabriel", "Moreno Ruiz", True),
        ("de la Torre Vega, Ana", "de la Torre", True),
        ("van den Broek, Jan", "den Broek", True),
        ("van den Broek, Jan", "van", False),
        ("Gabriel Moreno Ruiz", "Gabriel", False),
        ("Miller, Jo and others", "Stone, Rivers", False),
        ("Miller, Jo and others", "Miller, Stone", True),
        ("Li, Xu", "LU", False),
    ],
)
def test_names_are_known_by_their_parts(author: str, cited: str, found: bool) -> None:
    title = "A Walk through the Valleys of Styria"
    assert (status(title, f"{title}, {cited}", author) == "found") is found


def test_a_full_width_comma_parts_title_and_author() -> None:
    assert status("湖泊生态系统的长期观测", "湖泊生态系统的长期观测，王芳", "王芳") == "found"


def test_the_exchanged_end_of_a_title_is_not_taken_for_authors() -> None:
    title = "A Walk through Styria, Tyrol and Salzburg Valleys"
    cited = "A Walk through Styria, Peru and Iceland Valleys, Miller"
    assert status(title, cited, "Miller, Jo and others") == "mismatch"


def test_a_year_may_be_the_end_of_a_title() -> None:
    assert status("The Floods of the Mur in 1938", "The Floods of the Mur in 1938") == "found"


def test_a_main_title_that_many_works_share_is_found_by_its_author() -> None:
    title = "The Atlas of Alpine Rivers and Lakes: "
    parts = [f"Volume on the Valley of Number {at} Hundred and Its Neighbours" for at in range(40)]
    index = index_entries(
        read_bibtex(
            "\n".join(
                f"@book{{k{at}, author={{{3 * 'abcdefghij'[at % 10]}{3 * 'klmn'[at // 10]}, A}}, "
                f"title={{{title}{part}}}}}"
                for at, part in enumerate(parts)
            )
        )
    )
    match = match_citation("The Atlas of Alpine Rivers and Lakes, jjjnnn", index)
    assert (match.status, match.entry and match.entry.key) == ("found", "k39")
