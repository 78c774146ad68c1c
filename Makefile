# The developer's words. Everything is done by run.py; this only saves typing.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help run test check bench demo where shots lock

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: ## serve on 127.0.0.1:8000
	$(PYTHON) run.py

demo: ## serve the demo centre
	$(PYTHON) run.py demo --centre-only

test: ## the ordinary tests; A="-k leave" passes words on to pytest
	$(PYTHON) run.py test $(A)

check: ## ruff, mypy, import-linter, djlint
	$(PYTHON) run.py check

bench: ## all benchmarks, or one: make bench B=servers
	$(PYTHON) run.py bench $(B)

where: ## the files of one feature: make where F=leave
	@git ls-files --cached --others --exclude-standard | grep -E '(^|/)_?[a-z_]*$(F)[a-z_]*(\.|/)' || echo "no file is named after $(F)"

shots: ## pictures of the main pages into shots/
	SHOTS=shots $(PYTHON) run.py test tests/browser

lock: ## choose versions anew from the *.in files and lock them with their hashes (needs uv)
	for name in requirements requirements-bureau requirements-docx requirements-pull requirements-seal requirements-build requirements-dev assets; do \
	  UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --generate-hashes --no-annotate --upgrade \
	    --python-version 3.11 --no-emit-index-url --no-emit-find-links $$([ $$name = assets ] && echo --no-deps) \
	    $$name.in -o $$name.txt >/dev/null || exit 1; \
	done
