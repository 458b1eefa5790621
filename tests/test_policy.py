"""What an administrator decides holds for every process, whatever the user has set."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica import assistant, policy
from jupyterlab_galactica.config import Config, changed, load_config, own_config, save_config
from jupyterlab_galactica.engine.worker.host import ModelHost
from jupyterlab_galactica.engine.worker.requests import read_completion
from jupyterlab_galactica.errors import InputError, NotAllowedError
from jupyterlab_galactica.models.allowed import check_allowed, known_allowed, offered_allowed
from jupyterlab_galactica.question import read_question

Decide = Callable[..., None]


@pytest.fixture
def decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Decide:
    """Write the system-wide file; the user's settings are in a folder of the test's own."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "own"))
    monkeypatch.delenv(policy.VARIABLE, raising=False)
    file = tmp_path / policy.FILE
    monkeypatch.setattr(policy, "policy_files", lambda: [tmp_path / "none" / policy.FILE, file])

    def write(**section: Any) -> None:
        file.write_text(json.dumps({"Galactica": section}))

    return write


def test_without_an_administrator_all_is_as_the_user_has_it(decide: Decide) -> None:
    save_config(Config(queue=7))
    assert load_config() == own_config() == Config(queue=7)
    check_allowed("facebook/galactica-120b")


def test_enforced_settings_overrule_those_of_the_user(decide: Decide) -> None:
    save_config(Config(base_url="http://elsewhere", offline="off", request_mb=100))
    decide(enforced={"base_url": "http://engine:8000", "offline": "on", "request_mb": 2})
    config = load_config()
    assert (config.base_url, config.offline, config.request_mb) == ("http://engine:8000", "on", 2)
    assert own_config().base_url == "http://elsewhere"


def test_an_enforced_setting_cannot_be_changed_and_is_not_stored(decide: Decide) -> None:
    decide(enforced={"offline": "on"})
    with pytest.raises(NotAllowedError, match="administrator has set offline to 'on'"):
        changed(own_config(), "offline", "off")
    save_config(changed(own_config(), "queue", "3"))
    decide()
    assert load_config() == Config(queue=3)


@pytest.mark.parametrize(
    "model",
    [
        "facebook/galactica-120b",
        "facebook/galactica-1.3b@refs/pr/1",
        "allenai/tulu-7b+facebook/galactica-1.3b",
        "FACEBOOK/galactica-1.3b",
    ],
)
def test_a_model_that_is_not_allowed_is_refused_by_asker_and_worker(
    decide: Decide, model: str
) -> None:
    decide(allowed_models=["demo", "facebook/galactica-1.3b"])
    with pytest.raises(NotAllowedError, match=r"demo, facebook/galactica-1\.3b"):
        read_question("Why?", {"model": model})
    with pytest.raises(NotAllowedError):
        ModelHost(None).load(model, None, lambda progress: None)
    check_allowed("demo")
    check_allowed("facebook/galactica-1.3b")


def test_a_folder_is_allowed_by_its_full_path_alone(
    decide: Decide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, own = tmp_path / "shared" / "model", tmp_path / "facebook" / "galactica-1.3b"
    shared.mkdir(parents=True)
    own.mkdir(parents=True)
    decide(allowed_models=["facebook/galactica-1.3b", f"{tmp_path}/shared/*"])
    monkeypatch.chdir(tmp_path)
    check_allowed("shared/model")
    check_allowed("shared/../shared/model")
    with pytest.raises(NotAllowedError):  # a folder that is named like an allowed model
        check_allowed("facebook/galactica-1.3b")
    (tmp_path / "shared" / "link").symlink_to(own)
    with pytest.raises(NotAllowedError):
        check_allowed("shared/link")


def test_a_revision_is_allowed_where_a_pattern_names_it(decide: Decide) -> None:
    decide(allowed_models=["facebook/*@v*"])
    check_allowed("facebook/galactica-1.3b@v1")
    for refused in ("facebook/galactica-1.3b", "facebook/galactica-1.3b@main"):
        with pytest.raises(NotAllowedError):
            check_allowed(refused)


def test_menus_and_lists_offer_allowed_models_only(decide: Decide) -> None:
    decide(allowed_models=["facebook/galactica-1.3b"])
    assert [name for name, _ in offered_allowed("demo")] == ["facebook/galactica-1.3b"]
    assert [row.name for row in known_allowed()] == ["facebook/galactica-1.3b"]


@pytest.mark.parametrize(
    "options", [{"base_url": "http://elsewhere"}, {"in_kernel": True}], ids=str
)
def test_no_option_goes_round_an_enforced_engine(decide: Decide, options: dict[str, Any]) -> None:
    decide(enforced={"base_url": "http://engine:8000"})
    with pytest.raises(NotAllowedError, match="http://engine:8000"):
        read_question("Why?", options)
    assert read_question("Why?", {}).base_url == "http://engine:8000"


def test_the_models_own_process_can_be_enforced_too(decide: Decide) -> None:
    decide(enforced={"base_url": ""})
    with pytest.raises(NotAllowedError, match="own process"):
        read_question("Why?", {"base_url": "http://elsewhere"})
    assert read_question("Why?", {"in_kernel": True}).in_kernel


def test_enforced_new_tokens_bound_askers_and_the_worker(decide: Decide) -> None:
    decide(enforced={"new_tokens": 50})
    assert read_question("Why?", {"n": 20}).n == 20
    with pytest.raises(NotAllowedError, match="50 new tokens"):
        read_question("Why?", {"n": 51})
    with pytest.raises(NotAllowedError, match="50 new tokens"):
        read_completion({"prompt": "Why?", "max_tokens": 51})


def test_what_a_task_suggests_is_lowered_to_what_is_allowed(decide: Decide) -> None:
    decide(ceilings={"new_tokens": 50})
    assert read_question("Entropy", {"task": "wiki"}).n == 50


def test_below_a_ceiling_a_setting_is_the_users(decide: Decide) -> None:
    save_config(Config(queue=7, answers=100, cache_mb=2.5))
    decide(ceilings={"queue": 8, "answers": 8, "cache_mb": 1.5})
    config = load_config()
    assert (config.queue, config.answers, config.cache_mb) == (7, 8, 1.5)
    assert changed(own_config(), "queue", "8").queue == 8
    with pytest.raises(NotAllowedError, match="allows queue up to 8, not 9"):
        changed(own_config(), "queue", "9")


def test_a_ceiling_of_new_tokens_and_of_completions_bounds_askers_and_the_worker(
    decide: Decide,
) -> None:
    save_config(Config(new_tokens=20))
    decide(ceilings={"new_tokens": 50, "completions": 4})
    assert read_question("Why?", {}).n == 20
    assert read_question("Why?", {"n": 50}).n == 50
    with pytest.raises(NotAllowedError, match="50 new tokens"):
        read_question("Why?", {"n": 51})
    read_completion({"prompt": "Why?", "max_tokens": 50, "n": 4, "temperature": 1})
    with pytest.raises(NotAllowedError, match="50 new tokens"):
        read_completion({"prompt": "Why?", "max_tokens": 51})
    with pytest.raises(InputError, match="may ask for 4 completions"):
        read_completion({"prompt": "Why?", "n": 5, "temperature": 1})


def test_a_ceiling_of_idle_minutes_forbids_to_stay_for_ever(decide: Decide) -> None:
    save_config(Config(idle_minutes=0))
    decide(ceilings={"idle_minutes": 10})
    assert load_config().idle_minutes == 10
    with pytest.raises(NotAllowedError, match="idle_minutes up to 10"):
        changed(own_config(), "idle_minutes", "0")


def test_the_lowest_of_several_ceilings_counts_and_bounds_what_is_enforced(
    decide: Decide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(policy.VARIABLE, json.dumps([{"ceilings": {"queue": 3, "answers": 9}}]))
    decide(ceilings={"queue": 5, "answers": 2}, enforced={"queue": 4})
    assert (load_config().queue, load_config().answers) == (3, 2)


def test_a_file_that_changes_holds_at_once_for_a_worker_that_runs(decide: Decide) -> None:
    body = {"prompt": "Why?", "max_tokens": 40}
    decide()
    read_completion(body)
    decide(ceilings={"new_tokens": 30})
    with pytest.raises(NotAllowedError, match="30 new tokens"):
        read_completion(body)


def test_enforced_look_ups_cannot_be_widened(decide: Decide) -> None:
    decide(enforced={"lookup": "crossref"})
    with pytest.raises(NotAllowedError, match="no look-up in arxiv"):
        read_question("Why?", {"lookup": "arxiv"})
    with pytest.raises(NotAllowedError, match="no look-up in arxiv"):
        assistant.check("Text.", lookup="crossref,arxiv")
    read_question("Why?", {"lookup": "off"})


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1]",
        '{"Galactica": 7}',
        '{"Galactica": {"allowed_models": "demo"}}',
        '{"Galactica": {"enforced": {"queue": "none"}}}',
        '{"Galactica": {"enforced": {"colour": "red"}}}',
        '{"Galactica": {"allowed": []}}',
        '{"Galactica": {"ceilings": {"queue": "many"}}}',
        '{"Galactica": {"ceilings": {"queue": 0}}}',
        '{"Galactica": {"ceilings": {"model": 3}}}',
        '{"Galactica": {"ceilings": {"queue": NaN}}}',
        '{"Galactica": {"ceilings": [1]}}',
        "[" * 100_000,
    ],
    ids=lambda text: text[:50],
)
def test_what_cannot_be_used_allows_nothing(decide: Decide, text: str) -> None:
    decide()
    policy.policy_files()[1].write_text(text)
    with pytest.raises(InputError, match="administrator"):
        read_question("Why?", {})


def test_the_server_tells_its_kernels_by_a_variable(
    decide: Decide, monkeypatch: pytest.MonkeyPatch
) -> None:
    sections = [{"enforced": {"queue": 5, "answers": 2}, "allowed_models": ["facebook/*", "demo"]}]
    monkeypatch.setenv(policy.VARIABLE, json.dumps(sections))
    assert (load_config().queue, load_config().answers) == (5, 2)
    decide(enforced={"queue": 9}, allowed_models=["demo", "allenai/*"])
    assert (load_config().queue, load_config().answers) == (9, 2)  # the file comes first
    check_allowed("demo")
    for by_one in ("facebook/galactica-1.3b", "allenai/tulu-7b"):  # a model must please both
        with pytest.raises(NotAllowedError):
            check_allowed(by_one)
    monkeypatch.setenv(policy.VARIABLE, "{}")
    with pytest.raises(InputError, match=policy.VARIABLE):
        load_config()
