# The two commands: `make demo` shows it, `make test` proves it. `make help` lists the rest.

.PHONY: help demo clean-demo test check fmt clippy doc deps build bench fuzz

help:
	@echo "make demo    build, and show the main job on invented replies (no server, no configuration)"
	@echo "make test    run all tests; installs Dovecot, aiosmtpd and poppler-utils if they are missing"
	@echo "make check   formatting, lints and documentation, all warnings denied"
	@echo "make deps    install what the tests need (Debian packages; needs root or sudo)"
	@echo "make bench   how fast replies are read, beside a bare MIME parse"
	@echo "make fuzz    a minute of fuzzing for each parser (needs cargo-fuzz)"
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
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet

deps:
	@sh tests/rig/deps.sh

test: deps
	cargo test

bench:
	cargo bench --bench reading

# cargo-fuzz wants a nightly compiler for its sanitizers; without them a stable one will do.
FUZZ_SECONDS ?= 60
FILES = file_docx file_xlsx file_odt file_zip file_rtf file_pdf file_vcard file_csv file_msg file_tnef
fuzz:
	for target in message body thread people $(FILES); do \
	  RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir tests/fuzz --sanitizer none $$target -- \
	    -max_total_time=$(FUZZ_SECONDS) -max_len=65536 || exit 1; \
	done
