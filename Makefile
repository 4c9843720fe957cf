# `make serve` runs the demo, `make test` is the gate. Each installs what is missing first.
# Variables: HOST, PORT, DATA (of serve), KERNEL_SEEDS (of soak), FUZZ and SEED (of soak-packs), LIVES, STEPS and AMID (of soak-life), BENCH (arguments of bench).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

HOST ?= 127.0.0.1
PORT ?= 8080
DATA ?= data
KERNEL := .build/debug/kernel

.PHONY: help serve test soak bench soak-slow soak-expressions soak-packs soak-life build format clean soak-undo

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS=$$'\t' read -r name text; do printf 'make %-9s %s\n' "$$name" "$$text"; done

serve: build ## start the server with the demo company in ./data
	@exec $(KERNEL) serve --demo --data "$(DATA)" --host "$(HOST)" --port "$(PORT)"

test: ## lint, strict build, unit tests, packs, end-to-end tests
	@scripts/test

soak: build ## crash test and fuzzer with many more seeds, every fault of the disk: two hours
	@scripts/prepare python
	@KERNEL_SEEDS="$${KERNEL_SEEDS:-20}" scripts/end-to-end Tests/EndToEnd/test_crash.py Tests/EndToEnd/test_fuzz.py
	@scripts/step "build tests" env KERNEL_TESTS=KernelFaultTests swift build -c release --build-tests -Xswiftc -enable-testing
	@if [[ -w /dev/shm ]]; then export TMPDIR=/dev/shm; fi; KERNEL_TESTS=KernelFaultTests KERNEL_FAULTS=full \
		swift test -c release -Xswiftc -enable-testing --skip-build --filter KernelFaultTests

soak-undo: ## 1,000 pairs of packs made by chance, enabled and undone; ten minutes or more
	@scripts/prepare
	@scripts/step "build tests" swift build --build-tests
	@KERNEL_UNDO_PAIRS=1000 scripts/step "1,000 pairs of packs" swift test --skip-build --filter UndoPropertyTests

soak-slow: build ## 4,000 slow clients of each kind
	@scripts/prepare python
	@KERNEL_SLOW_CONNECTIONS=4000 scripts/end-to-end -s Tests/EndToEnd/test_slow_clients.py

soak-expressions: ## the three back ends of expressions on 2 million cases; SEEDS=FROM-TO
	@scripts/prepare python
	@scripts/step "build tests" swift build --build-tests
	@KERNEL_EXPRESSION_SEEDS="$${SEEDS:-21-420}" scripts/step "back ends of expressions" swift test --skip-build --filter BackEndAgreementTests

soak-packs: ## the fuzzers of packs and expressions with FUZZ times the rounds (100 are an hour) from a seed of the clock
	@scripts/prepare
	@scripts/step "build tests" env KERNEL_TESTS=KernelPacksTests swift build --build-tests
	@KERNEL_TESTS=KernelPacksTests KERNEL_FUZZ="$${FUZZ:-100}" KERNEL_FUZZ_SEED="$${SEED:-$$(date +%s)}" \
		swift test --skip-build --filter "FuzzTests"

soak-life: build ## 40 lives of companies by chance, 80 steps each: packs made, changed, taken back, moved; LIVES=FROM-TO, AMID=1
	@scripts/prepare python
	@KERNEL_LIVES="$${LIVES:-1-40}" KERNEL_LIFE_STEPS="$${STEPS:-80}" env $${AMID:+KERNEL_LIFE_AMID=1} scripts/end-to-end Tests/EndToEnd/test_life_by_chance.py

bench: ## measure the release build against floors in the same run; half an hour, most of it two release builds
	@scripts/bench $(BENCH)

# SwiftPM takes ten seconds to find that nothing changed; a newer file or folder says it at once.
build: ## the executable .build/debug/kernel
	@scripts/prepare
	@if [[ ! -x $(KERNEL) || -n "$$(find Package.swift Sources -newer $(KERNEL) -print -quit)" ]]; then \
		scripts/step "build" swift build --product kernel && touch $(KERNEL); fi

format: ## bring all Swift files into the one format
	@swift format -i -p -r $$(scripts/swift-sources)

clean: ## remove what was built; keeps ./data
	@rm -rf .build .venv Benchmarks/.build
