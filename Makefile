# The two commands: `make demo` shows it, `make test` proves it. `make help` lists the rest.

.PHONY: help demo test check fmt clippy doc deps build run-tests clean-demo

help:
	@echo "make demo    build, and show the main job on invented replies (no server, no configuration)"
	@echo "make test    run all tests; installs Dovecot and aiosmtpd for them if they are missing"
	@echo "make check   formatting, lints and documentation, all warnings denied"
	@echo "make deps    install what the tests need (Debian packages; needs root or sudo)"
	@echo "make build   the optimised program, target/release/cso-intake"

# What a newcomer sees first.
demo:
	@cargo run --quiet -- demo

clean-demo:
	rm -rf demo

build:
	cargo build --release

check: fmt clippy doc

fmt:
	cargo fmt --check

clippy:
	cargo clippy --all-targets --quiet -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet --document-private-items

deps:
	@sh tests/rig/deps.sh

test: deps
	cargo test
