# The two commands: `make demo` shows it, `make test` proves it. `make help` lists the rest.

.PHONY: help demo clean-demo test check fmt clippy doc deps build install bench soak soak-deps simulate fuzz

help:
	@echo "make demo    build, and show the main job on invented replies (no server, no configuration)"
	@echo "make test    run all tests; installs what they need (make deps) if it is missing"
	@echo "make check   formatting, lints and documentation, all warnings denied"
	@echo "make deps    install what the tests need (Debian packages, PyPI, npm; needs root or sudo)"
	@echo "make bench   how fast replies are read, beside a bare MIME parse"
	@echo "make soak    everything around it breaks, for over an hour; docs/reliability.md has its figures"
	@echo "make simulate 10,000 whole campaigns in virtual time; a seed that breaks a promise is printed"
	@echo "make fuzz    a minute of fuzzing for each parser (needs cargo-fuzz)"
	@echo "make build   the optimised program, target/release/cso-intake"
	@echo "make install the program and its systemd unit below DESTDIR and PREFIX (default /usr/local)"

# What a newcomer sees first.
demo:
	@cargo run --quiet -- demo

clean-demo:
	rm -rf demo

build:
	cargo build --release

# Program, unit, account and documentation, below DESTDIR where a package is made of them. PREFIX is written into the unit.
# The unit is not switched on: README.md, "As a service", says what comes next.
PREFIX ?= /usr/local
UNITDIR ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
PROGRAM ?= target/release/cso-intake
install:
	@test -x $(PROGRAM) || { echo "make install: $(PROGRAM) is not there; run make build first" >&2; exit 1; }
	install -D -m 0755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/cso-intake
	install -d $(DESTDIR)$(UNITDIR)
	sed 's|/usr/local/|$(PREFIX)/|g' packaging/cso-intake.service > $(DESTDIR)$(UNITDIR)/cso-intake.service
	chmod 0644 $(DESTDIR)$(UNITDIR)/cso-intake.service
	install -D -m 0644 packaging/cso-intake.sysusers $(DESTDIR)$(SYSUSERSDIR)/cso-intake.conf
	install -D -m 0644 README.md $(DESTDIR)$(PREFIX)/share/doc/cso-intake/README.md

check: fmt clippy doc

fmt:
	cargo fmt --check

clippy:
	cargo clippy --all-targets --quiet -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet

deps:
	@sh tests/rig/deps.sh

# mbsync, to be compared with.
soak-deps:
	@sh tests/rig/deps.sh isync

test: deps
	cargo test

bench:
	cargo bench --bench reading

# The long forms of tests/it/soak, one after the other, and speed and memory beside mbsync. Prints the lines of the tables in
# docs/reliability.md.
soak: soak-deps
	CSO_SOAK=long cargo test --profile bench --test it soak -- --test-threads=1 --nocapture
	cargo bench --bench mailbox

# 200 of them are part of `cargo test`. `cso-intake simulate --seed N` plays one of them again.
SIMULATE_CAMPAIGNS ?= 10000
simulate:
	cargo run --quiet --profile bench --bin cso-intake -- simulate --count $(SIMULATE_CAMPAIGNS)

# cargo-fuzz wants a nightly compiler for its sanitizers; without them a stable one will do. What it finds interesting stays
# in target/fuzz/corpus, what breaks a check in tests/fuzz/artifacts: shrink that with `cargo fuzz tmin`, put it right, and keep
# it as fixtures/found/<target>/<what-it-is>, which `cargo test` reads. The fuzzer builds on the versions of Cargo.lock.
FUZZ_SECONDS ?= 60
FUZZ_FILES = file_docx file_xlsx file_odt file_zip file_rtf file_pdf file_vcard file_csv file_msg file_tnef
FUZZ_TARGETS ?= message body thread people understand $(FUZZ_FILES)
FUZZ_SEEDS = fixtures/corpus fixtures/bad fixtures/demo fixtures/mail fixtures/attachments
fuzz:
	@cargo fuzz --version >/dev/null 2>&1 || { echo "make fuzz: needs cargo-fuzz: cargo install cargo-fuzz" >&2; exit 1; }
	cp Cargo.lock tests/fuzz/Cargo.lock
	for target in $(FUZZ_TARGETS); do \
	  mkdir -p target/fuzz/corpus/$$target fixtures/found/$$target; \
	  RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir tests/fuzz --target-dir target/fuzz --sanitizer none $$target \
	    target/fuzz/corpus/$$target fixtures/found/$$target $(FUZZ_SEEDS) -- -dict=tests/fuzz/reply.dict \
	    -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=5 -rss_limit_mb=2048 || exit 1; \
	done
