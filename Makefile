.PHONY: help run test check gen bench soak fmt
.DEFAULT_GOAL := help

help: ## Lists these targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */\1\t/' | expand -t 10

run: ## A first look: builds, migrates, seeds the demo, serves; prints addresses and accounts
	@scripts/run.sh

test: ## All tests on SQLite and PostgreSQL; ARGS="name" runs only the integration tests of that name
	@scripts/test.sh $(ARGS)

check: ## Formatting, lints, documentation, schema drift, dependencies
	@scripts/check.sh

gen: ## Writes schema.graphql anew
	@scripts/gen.sh

bench: ## Measures a release build; ARGS="startup --help" tells what can be set
	@scripts/bench.sh $(ARGS)

soak: ## A million made-up histories against the planner of reminders; ARGS="--from 123 --histories 1" plays one
	@scripts/soak.sh $(ARGS)

fmt: ## Formats the code
	@cargo fmt --all
