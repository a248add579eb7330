# Two commands do all the set-up: `make demo` and `make test`. Both create their own environment in .venv.
.DELETE_ON_ERROR:
.PHONY: demo test quick check check-python check-js node format bench docs fuzz lowest audit soak compare-stores tck clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STUDY := studies/skaraborg
JS := tools/javascript
# Keep compiled modules even where the environment says not to: the tests start some hundred programs.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

demo: $(VENV)/.demo
	$(BIN)/kgraph rebuild --study $(STUDY)

# Three workers for two cores, since tests wait for servers; what shares a server runs on one of them, and what takes longest starts first (tests/conftest.py).
WORKERS ?= 3
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder

test: check
	$(PYTEST)

# What needs no server, browser, network or other program, and so never waits: a worker for each core.
quick: WORKERS = 2
quick: $(VENV)/.dev
	$(PYTEST) --quick

# What the tools found out about files that have not changed is kept in build/.
check: $(VENV)/.dev $(JS)/node_modules/.installed
	@$(MAKE) --no-print-directory --jobs 2 check-python check-js

check-python: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@# One tree as it is installed, with loaders/ and ontology/ inside kgraph/: the two tools below need it.
	@rm -rf build/tree && mkdir -p build/tree/kgraph && cd build/tree/kgraph && ln -sfn ../../../kgraph/* . \
	    && ln -sfn ../../../loaders loaders && ln -sfn ../../../ontology ontology
	cd build/tree && MYPYPATH=. ../../$(BIN)/mypy --cache-dir ../mypy-cache --config-file ../../pyproject.toml -p kgraph
	cd build/tree && ../../$(BIN)/lint-imports --no-cache ../../pyproject.toml --no-logo

# The scripts of the pages: types, then style. Node.js is for this only; nothing of it is in a page.
check-js: $(JS)/node_modules/.installed
	$(JS)/node_modules/.bin/tsc --project $(JS)
	$(JS)/node_modules/.bin/eslint --cache --cache-location build/eslint-cache --config $(JS)/eslint.config.js kgraph/views/assets kgraph/workbench/bench_assets $(JS)

$(JS)/node_modules/.installed: $(JS)/package.json | node
	npm install --prefix $(JS) --loglevel=error --fetch-retries=2 --fetch-timeout=60000
	touch $@

node:
	@command -v node >/dev/null && command -v npm >/dev/null \
	    || { echo "make check needs Node.js 18.18 or later and npm (Debian: apt-get install nodejs npm)" >&2; exit 1; }

docs: $(VENV)/.dev
	$(BIN)/python tools/ontology_docs.py
	for tool in faults_page security_page cli_reference browser_files messages_page formats_table questions_page study_findings decisions_index; do $(BIN)/python tools/$$tool.py || exit 1; done
	$(BIN)/mkdocs build --strict --quiet --site-dir site/$$($(BIN)/python -c "import kgraph; print(kgraph.__version__)")
	$(BIN)/python tools/docs_versions.py site
	$(BIN)/python tools/ontology_site.py site

bench: $(VENV)/.dev
	$(PYTHON) -m venv build/peer && build/peer/bin/python -m pip --quiet install "rdflib-neo4j>=1.1"
	$(BIN)/python benchmarks/read_rdf.py
	$(BIN)/python benchmarks/load_store.py --peer-python build/peer/bin/python
	$(BIN)/python benchmarks/first_load.py
	$(BIN)/python benchmarks/sync_changes.py --kill 3
	$(BIN)/python benchmarks/gate.py
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/analysis.py
	$(BIN)/python benchmarks/study_analysis.py
	$(BIN)/python benchmarks/projected_ties.py
	$(BIN)/python benchmarks/views.py

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(VENV)/bin/python pyproject.toml
	$(PIP) install --editable ".[embedded,fast]"
	touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	$(PIP) install --editable ".[dev]"
	touch $@ $(VENV)/.demo

fuzz: $(VENV)/.dev
	$(PIP) install --editable ".[fuzz]"
	for format in csv xlsx sheet csvw json study ttl annotated nt nq trig rdf jsonld graphml gexf pajek ucinet node-link ftm qdpx qde survey network-canvas sssom; do \
	    $(BIN)/python tests/fuzz/fuzz_loaders.py $$format -max_total_time=60 || exit 1; done
	$(BIN)/python tests/fuzz/fuzz_gate.py --cases 10000
	HYPOTHESIS_PROFILE=drawn $(PYTEST) $$(grep -rl "^from hypothesis" tests --include="test_*.py")

# The quick tests with the lowest versions that pyproject.toml allows, in an environment of their own.
LOWEST := build/lowest
lowest: $(VENV)/.dev
	$(PYTHON) -m venv $(LOWEST)
	$(BIN)/python tools/lowest_versions.py embedded fast mcp notebook parquet pdf serve shell spark widget > $(LOWEST)/versions.txt
	$(LOWEST)/bin/python -m pip --quiet --disable-pip-version-check install --editable ".[dev]"
	@# The test client of the lowest starlette asks for httpx, that of later ones for httpx2.
	$(LOWEST)/bin/python -m pip --quiet --disable-pip-version-check install --requirement $(LOWEST)/versions.txt httpx
	$(LOWEST)/bin/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder --quick

# What is known to be unsafe in the versions that are installed: pip-audit asks the index for its advisories.
audit: $(VENV)/.dev
	$(PYTHON) -m venv build/audit && build/audit/bin/python -m pip --quiet install pip-audit
	build/audit/bin/pip-audit --path $$($(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")

# 200 cycles of edits and rebuilds on both stores, an hour at most.
soak: $(VENV)/.dev
	$(BIN)/python tools/soak.py --cycles 200 --minutes 60

# The same random queries on both stores; and the openCypher TCK, whose features are fetched.
TCK ?= build/openCypher/tck/features
compare-stores: $(VENV)/.dev
	$(BIN)/python tools/compare_stores.py --seed 1 --queries 500

tck: $(VENV)/.dev
	test -d $(TCK) || git clone --quiet --depth 1 https://github.com/opencypher/openCypher build/openCypher
	$(BIN)/python tools/tck.py $(TCK)

clean:
	rm -rf $(VENV) $(JS)/node_modules build dist *.egg-info $(STUDY)/build $(STUDY)/.kgraph
