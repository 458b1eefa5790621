from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from .conftest import Kernel

QUESTION = "What is the double angle formula for sine?"


def test_loading_the_extension_imports_nothing_heavy() -> None:
    code = (
        "import sys, IPython\n"
        "shell = IPython.InteractiveShell.instance()\n"
        "shell.run_line_magic('load_ext', 'jupyterlab_galactica')\n"
        "heavy = {'torch', 'transformers', 'sympy', 'mpmath', 'markdown_it', 'httpx'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.strip() == "[]", result.stderr


def test_a_cell_shows_a_checked_answer_in_every_form(kernel: Kernel) -> None:
    result = kernel.run(f"%%galactica\n{QUESTION}")
    assert result.status == "ok"
    (bundle,) = result.bundles.values()
    assert {"text/html", "text/markdown", "text/plain"} < bundle.keys()
    answer = result.answer
    assert answer["question"].strip() == QUESTION
    assert answer["finish_reason"] == "stop"
    verdicts = {check["verdict"] for check in answer["equations"]}
    assert "holds" in verdicts
    assert 'data-verdict="holds"' in bundle["text/html"]


def test_an_answer_can_be_kept_in_a_variable(kernel: Kernel) -> None:
    kernel.run(f"%%galactica --seed 1 -n 12 -o kept\n{QUESTION}")
    result = kernel.run(
        "print(type(kept).__name__, kept.usage.completion_tokens, kept.finish_reason)"
    )
    assert result.text.split() == ["Answer", "12", "length"]


def test_a_variable_stands_in_for_its_name(kernel: Kernel) -> None:
    kernel.run('topic = "the double angle formula for sine"')
    result = kernel.run("%%galactica -n 4\nWhat is {{topic}}?")
    assert result.answer["question"].strip() == QUESTION


def test_the_same_seed_gives_the_same_text(kernel: Kernel) -> None:
    cell = "%%galactica --temperature 2 --seed {seed} -n 30\nWhat is entropy?"
    first, second, other = (kernel.run(cell.format(seed=seed)).answer["text"] for seed in (5, 5, 6))
    assert first == second
    assert first != other


def test_interrupt_keeps_the_text_and_leaves_the_worker_free(
    kernel: Kernel, long_model: Any
) -> None:
    interrupted = []

    def interrupt_once(bundle: dict[str, Any]) -> None:
        if not interrupted and bundle["application/vnd.galactica.answer+json"]["text"]:
            interrupted.append(True)
            kernel.manager.interrupt_kernel()

    result = kernel.run(
        f"%%galactica {long_model} --raw --no-check -n 1900 -o cut\nEntropy is",
        on_update=interrupt_once,
    )
    assert result.status == "error"
    assert result.traceback == ["Stopped; the text so far is kept."]
    assert result.answer["finish_reason"] == "cancelled"
    assert result.answer["text"]
    kept = kernel.run("print(cut.text == '' , cut.finish_reason)")
    assert kept.text.split() == ["False", "cancelled"]
    again = kernel.run(f"%%galactica {long_model} --raw -n 3\nEntropy is")
    assert again.answer["finish_reason"] in ("length", "stop")


def test_a_worker_that_is_killed_is_named_and_the_text_so_far_stays(
    kernel: Kernel, long_model: Any, environment: dict[str, str]
) -> None:
    runtime = Path(environment["JUPYTER_RUNTIME_DIR"])
    killed = []

    def kill_once(bundle: dict[str, Any]) -> None:
        if not killed and bundle["application/vnd.galactica.answer+json"]["text"]:
            [connection] = runtime.glob("galactica-worker-*.json")
            killed.append(json.loads(connection.read_text())["pid"])
            os.kill(killed[0], signal.SIGKILL)

    result = kernel.run(
        f"%%galactica {long_model} --raw --no-check -n 1900\nEntropy is", on_update=kill_once
    )
    assert result.status == "error"
    assert "ask again" in result.error
    assert result.answer["finish_reason"] == "error"
    assert result.answer["text"]
    again = kernel.run(f"%%galactica {long_model} --raw -n 3\nEntropy is")
    assert again.status == "ok"


def test_display_updates_stay_below_eleven_a_second(kernel: Kernel, long_model: Any) -> None:
    result = kernel.run(f"%%galactica {long_model} --raw --no-check -n 400 -o long\nEntropy is")
    spent = kernel.run("print(long.usage.completion_tokens / long.usage.tokens_per_s)")
    assert result.updates <= 10 * (float(spent.text) + 2)


def test_each_mistake_is_one_sentence_without_a_traceback(kernel: Kernel) -> None:
    cases = {
        "%%galactica\n   ": "The prompt is empty",
        "%%galactica --colour\nhello": "--colour",
        "%%galactica no/such-model\nhello": "no/such-model",
        "%%galactica\nWhat is {{nothing_here}}?": "nothing_here",
        "%galactica frobnicate": "frobnicate",
        "%%galactica --raw\n" + "word " * 4000: "2048",
    }
    for cell, named in cases.items():
        result = kernel.run(cell)
        assert result.status == "error", cell[:40]
        assert named in result.error, (cell[:40], result.error)
        assert len(result.traceback) == 1, result.traceback


def test_a_loaded_model_is_asked_from_then_on(kernel: Kernel, long_model: Any) -> None:
    assert "is loaded" in kernel.run(f"%galactica load {long_model}").text
    answer = kernel.run("%%galactica --raw --no-check -n 3\nEntropy is").answer
    assert answer["provenance"]["model"] == str(long_model)
    shown = kernel.run("%galactica load demo").text
    assert "is loaded" in shown
    assert "topics and nothing else" in shown


def test_help_and_status_say_what_a_user_needs(kernel: Kernel) -> None:
    shown = kernel.run("%galactica help").text
    assert "--temperature" in shown
    assert "{{name}}" in shown
    assert "state: ready" in kernel.run("%galactica status").text


def test_a_plain_terminal_shows_text(environment: dict[str, str]) -> None:
    code = (
        "from IPython.terminal.interactiveshell import TerminalInteractiveShell as S\n"
        "s = S.instance()\n"
        "s.run_line_magic('load_ext', 'jupyterlab_galactica')\n"
        f"s.run_cell_magic('galactica', '', {QUESTION!r})\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert "holds" in result.stdout
    assert "Answer(" not in result.stdout
    assert "sin" in result.stdout


def test_a_licence_is_shown_at_the_first_load_only(
    kernel: Kernel, long_model: Any, environment: dict[str, str]
) -> None:
    Path(environment["JUPYTER_DATA_DIR"], "galactica-models.json").unlink(missing_ok=True)
    first = kernel.run(f"%galactica load {long_model} --precision fp32").text
    assert "CC BY-NC 4.0" in first
    again = kernel.run(f"%galactica load {long_model}").text
    assert "is loaded" in again
    assert "CC BY-NC" not in again


def test_the_first_answer_of_a_family_names_its_licence(
    kernel: Kernel, long_model: Any, environment: dict[str, str]
) -> None:
    Path(environment["JUPYTER_DATA_DIR"], "galactica-models.json").unlink(missing_ok=True)
    cell = f"%%galactica {long_model} --raw --no-check -n 3\nEntropy is"
    assert "CC BY-NC 4.0" in kernel.run(cell).answer["provenance"]["notice"]
    assert "notice" not in kernel.run(cell).answer["provenance"]


def test_models_lists_sizes_and_what_is_here(kernel: Kernel) -> None:
    lines = kernel.run("%galactica models").text.splitlines()
    (demo,) = (line for line in lines if line.startswith("demo"))
    assert "here" in demo
    (large,) = (line for line in lines if line.startswith("facebook/galactica-120b"))
    assert "226.02" in large


def test_tasks_come_with_examples(kernel: Kernel) -> None:
    shown = kernel.run("%galactica tasks").text
    assert "--task translate" in shown
    assert "python code to C++" in shown
    assert "--template tulu" in shown


def test_a_card_is_shown_as_markdown(kernel: Kernel) -> None:
    (bundle,) = kernel.run("%galactica card allenai/tulu-7b").bundles.values()
    assert "ImpACT" in bundle["text/markdown"]


def test_a_budget_is_told_before_anything_is_sent(kernel: Kernel) -> None:
    shown = kernel.run("%%galactica --dry-run\nWhat is entropy?").text
    assert "Question: What is entropy?" in shown
    assert "of 2048" in shown


def test_references_are_suggested_with_their_probability(kernel: Kernel) -> None:
    (bundle,) = kernel.run(
        "%galactica cite The Transformer architecture does without recurrence"
    ).bundles.values()
    assert "log-probability" in bundle["text/markdown"]
    assert "not verified" in bundle["text/markdown"]


def test_a_model_can_be_unloaded(kernel: Kernel, long_model: Any) -> None:
    kernel.run(f"%galactica load {long_model}")
    assert "is unloaded" in kernel.run("%galactica unload").text
    assert "No model is loaded" in kernel.run("%galactica unload").text


def test_a_wrong_family_is_refused_with_a_way_out(kernel: Kernel, long_model: Any) -> None:
    result = kernel.run(f"%galactica load {long_model} --family tulu")
    assert result.status == "error"
    assert "--family galactica" in result.error
    assert kernel.run(f"%galactica load {long_model}").status == "ok"


BROKEN = "@article{broken, title = {No end\n"
ATTENTION = "@misc{vaswani, title = {Attention Is All You Need}, author = {Vaswani, A.}}\n"


def test_bibliographies_are_remembered_for_the_project_until_they_are_forgotten(
    kernel: Kernel, tmp_path: Path
) -> None:
    (tmp_path / "my.bib").write_text(BROKEN + ATTENTION)
    (tmp_path / "more").mkdir()
    shown = kernel.run(f"%galactica refs {tmp_path}/my.bib {tmp_path}/more").text
    assert shown.startswith("1 entry for ")
    assert "my.bib, line 1" in shown
    assert "more holds no bibliography" in shown
    assert kernel.run("%galactica refs").text == shown
    check = "import jupyterlab_galactica as jg; r = jg.check('[@vaswani] [@other]')"
    kernel.run(check)
    statuses = "print(*(c.status for c in r.citations))"
    assert kernel.run(statuses).text.split() == ["found", "not-found"]
    assert "No bibliography" in kernel.run("%galactica refs --forget").text
    kernel.run(check)
    assert kernel.run(statuses).text.split() == ["unchecked", "unchecked"]


def test_a_bibliography_that_is_not_there_is_not_remembered(kernel: Kernel) -> None:
    result = kernel.run("%galactica refs nowhere.bib")
    assert result.status == "error"
    assert "nowhere.bib" in result.error
    assert len(result.traceback) == 1


def test_units_are_declared_for_the_project_until_they_are_taken_back(kernel: Kernel) -> None:
    shown = kernel.run('%galactica units E="V/m" rho="C/m^3"').text
    assert "E in V/m" in shown
    assert kernel.run("%galactica units").text == shown
    wrong = r"jg.check_equation(r'\nabla \cdot \vec{E} = \rho \epsilon_0').dimensions"
    kernel.run("import jupyterlab_galactica as jg")
    assert kernel.run(f"print({wrong})").text.strip() == "inconsistent"
    assert "E in V/m" not in kernel.run("%galactica units off E").text
    assert "No unit is declared" in kernel.run("%galactica units off").text
    assert kernel.run(f"print({wrong})").text.strip() != "inconsistent"


def test_a_unit_that_is_not_understood_is_one_sentence(kernel: Kernel) -> None:
    result = kernel.run("%galactica units E=foo")
    assert result.status == "error"
    assert "foo" in result.error
    assert len(result.traceback) == 1


def test_suggested_references_are_looked_up_and_can_be_copied(
    kernel: Kernel, tmp_path: Path
) -> None:
    (tmp_path / "my.bib").write_text(ATTENTION)
    kernel.run(f"%galactica refs {tmp_path}/my.bib")
    kernel.run("%galactica load demo")
    result = kernel.run(
        "%galactica cite The transformer architecture is based on multi-head self-attention"
    )
    kernel.run("%galactica refs --forget")
    (bundle,) = result.bundles.values()
    assert "✓ found as vaswani" in bundle["text/markdown"]
    assert r"\cite{vaswani} [@vaswani]" in bundle["text/plain"]


def test_switching_the_look_up_on_says_what_is_sent_to_whom(kernel: Kernel) -> None:
    shown = kernel.run("%galactica config lookup=crossref,arxiv").text
    assert "Crossref (api.crossref.org): query.bibliographic = Attention" in shown
    assert "arXiv" in shown
    assert "OpenAlex" not in shown
    off = kernel.run("%galactica config lookup=off").text
    assert "nothing is sent" in off
    assert "sent" not in kernel.run("%galactica config").text
    assert "crossref" in kernel.run("%galactica config lookup=scholar").error


def test_a_setting_is_shown_alone_where_it_is_changed_and_all_are_otherwise(
    kernel: Kernel,
) -> None:
    assert kernel.run("%galactica config top_p=0.9").text.strip() == "top_p=0.9"
    assert "model=demo" in kernel.run("%galactica config").text
    kernel.run("%galactica config top_p=1")


def test_a_model_that_nobody_has_is_not_configured(kernel: Kernel) -> None:
    assert "There is no model 'galactca'" in kernel.run("%galactica config model=galactca").error
    assert "model=demo" in kernel.run("%galactica config").text


def test_a_card_is_read_in_a_terminal_and_in_a_notebook(kernel: Kernel) -> None:
    (bundle,) = kernel.run("%galactica card").bundles.values()
    assert bundle["text/plain"] == bundle["text/markdown"]
    assert "small corpus" in bundle["text/plain"]


def test_a_cell_run_again_is_answered_from_the_cache_and_says_so(kernel: Kernel) -> None:
    cell = "%%galactica {} -n 17 --no-check\nWhat is entropy?"
    first, again, anew = (kernel.run(cell.format(option)) for option in ("", "", "--no-cache"))
    assert first.answer["text"] == again.answer["text"] == anew.answer["text"]
    assert again.answer["provenance"]["cached"]
    assert "cached" not in anew.answer["provenance"]
    (bundle,) = again.bundles.values()
    for form in ("text/html", "text/markdown", "text/plain"):
        assert "from the answer cache" in bundle[form]
    assert "cache clear" in kernel.run("%galactica help").text
    assert "MB in " in kernel.run("%galactica cache").text
