"""Code blocks are parsed and their names looked for; nothing of them is ever run."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyterlab_galactica.answer.blocks import Code
from jupyterlab_galactica.answer.verdicts import CodeCheck
from jupyterlab_galactica.checks import code as code_module
from jupyterlab_galactica.checks import worker_client
from jupyterlab_galactica.checks.code import MAX_CODE, PythonReading, check_code
from jupyterlab_galactica.checks.worker_pool import WorkerPool


def check_all(*blocks: str, defined: frozenset[str] = frozenset()) -> list[CodeCheck]:
    nodes = [Code(index, "python", block, 0, 0) for index, block in enumerate(blocks)]
    return list(check_code(nodes, defined))


def check(block: str, *, language: str = "python") -> CodeCheck:
    (found,) = check_code([Code(0, language, block, 0, 0)])
    return found


def undefined(block: str) -> list[tuple[str, int]]:
    return [(use.name, use.line) for use in check(block).undefined]


@pytest.mark.parametrize(
    "block",
    [
        "import numpy as np\nx = np.linspace(0, 1)\nprint(x.mean())",
        "def f(n):\n    return 1 if n < 2 else n * f(n - 1)\n\nf(5)",
        "def g():\n    return later\n\nlater = 1",
        "rows = [x * y for x in range(3) for y in range(x)]",
        "class A:\n    size = 2\n    twice = size * 2\n\n    def me(self):\n        return A, self",
        "try:\n    unicode\nexcept NameError:\n    unicode = str",
        "def f():\n    global total\n    total = 1\n\nf()\ntotal",
        "import os.path\nos.getcwd()",
        "with open(__file__) as file:\n    text = file.read()",
        "if (n := 10) > 5:\n    print(n)",
        "match 3:\n    case int(x):\n        print(x)",
        "lambda x, *args, **kw: (x, args, kw)",
        "from __future__ import annotations\nx: int = 1",
        "for i in range(3):\n    if i:\n        print(before)\n    before = i",
        "",
        "# only a comment",
        "    indented = 1\n    print(indented)",
    ],
)
def test_good_python_is_valid(block: str) -> None:
    found = check(block)
    assert (found.status, found.undefined, found.line) == ("valid", (), None), found.reason


@pytest.mark.parametrize(
    ("block", "names"),
    [
        ("x = 1\nplt.plot(x, y)", [("plt", 2), ("y", 2)]),
        ("print(x)\nx = 1", [("x", 1)]),
        ("def f():\n    return missing", [("missing", 2)]),
        ("[x for x in xs]\nx", [("xs", 1), ("x", 2)]),
        ("f'{value:>{width}}'", [("value", 1), ("width", 1)]),
        ("class A(Base):\n    pass", [("Base", 1)]),
        ("def f(x: Quantity) -> None: ...", [("Quantity", 1)]),
        ("try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    pass\ne", [("e", 5)]),
        ("x = 1\ndel x\nx", [("x", 3)]),
        ("np.e\nnp.pi", [("np", 1)]),
        ("for x in xs:\n    pass", [("xs", 1)]),
        ("while x:\n    y = 1", [("x", 1)]),
    ],
)
def test_names_that_nothing_defines_are_found_with_their_first_line(
    block: str, names: list[tuple[str, int]]
) -> None:
    found = check(block)
    assert [(use.name, use.line) for use in found.undefined] == names
    assert (found.status, found.line) == ("invalid", names[0][1])
    assert found.reason.startswith(f"Nothing defines or imports `{names[0][0]}`")


def test_many_undefined_names_are_counted_in_the_reason() -> None:
    found = check("a + b\nc\nd + e + f + g")
    assert found.reason == (
        "Nothing defines or imports `a`, `b` (line 1), `c` (line 2), `d` (line 3), `e` (line 3)"
        " and 2 more."
    )
    assert len(found.undefined) == 7


@pytest.mark.parametrize(
    ("block", "line", "reason"),
    [
        ("x = 1\ndef f(:\n    pass", 2, "Invalid syntax."),
        ("print 'x'", 1, "Missing parentheses in call to 'print'. Did you mean print(...)?"),
        ("x = (1,\ny = 2", 1, "'(' was never closed."),
        ("if x:\npass", 2, "Expected an indented block after 'if' statement on line 1."),
        ("x = 1\nreturn x", 2, "'return' outside function."),
        ("break", 1, "'break' outside loop."),
        ("def f(a, a): ...", 1, "Duplicate "),
        ("x = 1\nyield x", 2, "'yield' outside function."),
        ("x = 1\n\x00y", 2, "There is a null character."),
    ],
)
def test_what_python_refuses_is_said_with_its_line(block: str, line: int, reason: str) -> None:
    found = check(block)
    assert (found.status, found.line) == ("invalid", line)
    assert found.reason.startswith(reason)


@pytest.mark.parametrize(
    "block",
    [
        "%matplotlib inline\nx = 1",
        "!pip install numpy \\\n    scipy\nimport numpy",
        "!echo 'it",
        "import math\nmath.sin?\n?math\nmath??",
        "files = !ls *.py\nprint(files)",
        "for i in range(3):\n    !echo $i\n    %time y = i\nprint(y)",
        "x = (7\n     % 3)\n!ls",
        "%%time\nx = 1",
        "%%capture out\nprint(1)",
        "In [1]: x = 1\n\nIn [2]: for i in range(x):\n   ...:     print(i)\nOut[2]: nonsense (",
        ">>> x = 1\n>>> for i in range(x):\n...     print(i)\n...\n0\n>>> x\n1",
        "await display(In, Out, _, __, _1, get_ipython())",
    ],
)
def test_what_notebooks_allow_is_no_mistake(block: str) -> None:
    found = check(block)
    assert found.status == "valid", found.reason


def test_lines_are_those_of_the_block_whatever_was_taken_out() -> None:
    assert undefined("%matplotlib inline\n!ls\n\ny") == [("y", 4)]
    assert undefined(">>> x = 1\n1\n\n>>> y") == [("y", 4)]
    assert check("%time 1\r\nx = (\r\n").line == 2


def test_a_mistake_beside_a_magic_is_still_found() -> None:
    assert check("%matplotlib inline\nx = = 1").line == 2


def test_a_cell_for_another_program_is_not_judged() -> None:
    found = check("%%bash\nls | wc")
    assert (found.status, found.reason) == ("unchecked", "It is a cell for %%bash, not for Python.")


@pytest.mark.parametrize(
    "opening", ["from numpy import *", "%pylab inline", "%run setup.py", "%load_ext x\n%run a.py"]
)
def test_where_any_name_may_be_defined_it_is_not_called_undefined(opening: str) -> None:
    found = check(f"{opening}\nsin(1)")
    assert (found.status, found.undefined) == ("unchecked", ())
    assert f"After `{opening.splitlines()[-1]}` it cannot be known" in found.reason
    assert "`sin`" in found.reason
    assert check(f"{opening}\nx = 1").status == "valid"


def test_a_block_may_use_what_blocks_before_it_define() -> None:
    found = check_all("import numpy as np\nx = np.pi", "print(x, np.e)", "print(y)", "y = 1")
    assert [c.status for c in found] == ["valid", "valid", "invalid", "valid"]
    assert [c.code for c in found] == [0, 1, 2, 3]


def test_a_star_import_reaches_the_blocks_after_it() -> None:
    assert [c.status for c in check_all("from numpy import *", "sin(1)")] == ["valid", "unchecked"]


def test_names_of_a_block_with_a_mistake_are_not_missed_later() -> None:
    assert [c.status for c in check_all("def f(:\n    pass", "f()")] == ["invalid", "valid"]


def test_names_of_the_notebook_can_be_given() -> None:
    (found,) = check_all("df.head()", defined=frozenset({"df"}))
    assert found.status == "valid"


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("", "The block names no language."),
        ("json", "Only Python is checked."),
        ("yaml", "Only Python is checked."),
        ("c++", "Only Python is checked."),
    ],
)
def test_other_languages_are_not_judged(language: str, reason: str) -> None:
    found = check("(((", language=language)
    assert (found.status, found.reason, found.language) == ("unchecked", reason, language)


@pytest.mark.parametrize("language", ["Python", "py", "python3", "ipython", "pycon"])
def test_python_has_several_names(language: str) -> None:
    assert check("x = 1", language=language).status == "valid"


@pytest.mark.parametrize(
    "block",
    [
        "(" * 50_000,
        "-" * 50_000 + "1",
        "x" + ".a" * 30_000,
        "x" + "+1" * 30_000,
        "lambda: " * 10_000,
        "[" * 199 + "]" * 199,
        "f(" * 90 + ")" * 90,
        "9" * 5_000,
        "9**9**9**9",
        "\ud800",
        "x\u2028y",
        "!ls\n" * 150,
        "x" * (MAX_CODE + 1),
        "\\" * 999,
        "f'" + "{" * 1000,
    ],
)
def test_hostile_code_gets_a_reason(block: str) -> None:
    found = check(block)
    assert found.reason
    assert found.status in ("valid", "invalid", "unchecked")


def test_nothing_is_run(tmp_path: Path) -> None:
    target = tmp_path / "made"
    found = check(f"!touch {target}\nopen({str(target)!r}, 'w')\n__import__('os').mkdir('x')")
    assert found.status == "valid"
    assert not target.exists()


@pytest.fixture
def pool() -> Iterator[WorkerPool[str, PythonReading]]:
    pool = code_module._pool()
    yield pool
    pool.close()


def test_a_worker_that_hangs_or_dies_costs_one_block(
    pool: WorkerPool[str, PythonReading], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_client, "is_stopped", lambda pid: False)  # as one that goes round
    assert pool.ask("x = 1").result(timeout=60).known == {"x"}
    (worker,) = pool._running
    assert worker._process is not None
    os.kill(worker._process.pid, signal.SIGSTOP)  # a worker that will never answer
    worker.check_seconds = 0.3
    assert pool.ask("y = 1").result(timeout=60).unread == "Not read within 0.3 seconds."
    worker.check_seconds = 30
    assert pool.ask("y = 1").result(timeout=60).known == {"y"}
    os.kill(worker._process.pid, signal.SIGKILL)
    assert pool.ask("z = 1").result(timeout=60).known == {"z"}


def test_a_worker_that_is_held_costs_nothing(pool: WorkerPool[str, PythonReading]) -> None:
    assert pool.ask("x = 1").result(timeout=60).known == {"x"}
    (worker,) = pool._running
    held = worker._process
    assert held is not None
    os.kill(held.pid, signal.SIGSTOP)
    assert pool.ask("y = 1").result(timeout=60).known == {"y"}
    assert held.poll() is not None
