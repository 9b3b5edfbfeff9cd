#!/bin/sh
# What the tests need beyond Rust: Dovecot (IMAP and submission), libfaketime, pdftotext (poppler-utils), openssl, Node and
# systemd-analyze (systemd) from Debian's packages, aiosmtpd from PyPI in a virtual environment of this repository's own, .rig/venv,
# oidc-provider from npm in .rig/node, and a second IMAP server, Cyrus, unpacked into .rig/cyrus. Further packages may be named. Says
# what it installs; does nothing when all is there.
set -eu
cd "$(dirname "$0")/../.."

missing=""
has() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q "ok installed"; }
for package in dovecot-imapd dovecot-submissiond faketime poppler-utils openssl systemd "$@"; do
    has "$package" || missing="$missing $package"
done
venv=.rig/venv
if ! "$venv/bin/python" -c "import aiosmtpd" 2>/dev/null; then
    # ensurepip comes with python3-venv; without it a virtual environment has no pip.
    python3 -c "import ensurepip, venv" 2>/dev/null || missing="$missing python3 python3-venv"
fi
# Node may have come from elsewhere than Debian; what is there is not replaced.
command -v node >/dev/null || missing="$missing nodejs"
command -v npm >/dev/null || missing="$missing npm"

if [ -n "$missing" ]; then
    echo "make deps: the tests start real servers, read PDF and turn the clock, so this installs from Debian's packages:$missing"
    root=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "make deps: needs root or sudo for apt-get install$missing" >&2; exit 1; }
        root="sudo"
    fi
    # Debian would start a system-wide Dovecot at once; the tests run their own.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | $root tee "$policy" >/dev/null
        $root chmod 755 "$policy"
        trap '$root rm -f "$policy"' EXIT
    fi
    $root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi

if ! "$venv/bin/python" -c "import aiosmtpd" 2>/dev/null; then
    echo "make deps: the tests' SMTP server with scripted faults needs aiosmtpd from PyPI, which goes into $venv"
    python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "aiosmtpd==1.4.6"
fi

node=.rig/node
if ! cmp -s tests/rig/oidc/package-lock.json "$node/package-lock.json" || [ ! -d "$node/node_modules/oidc-provider" ]; then
    echo "make deps: the tests' identity provider needs oidc-provider from npm, which goes into $node"
    mkdir -p "$node"
    cp tests/rig/oidc/package.json tests/rig/oidc/package-lock.json "$node/"
    (cd "$node" && npm ci --silent --no-audit --no-fund --ignore-scripts)
fi

# Cyrus and Dovecot exclude each other as packages, so Cyrus is not installed but unpacked, with the libraries that are not here.
cyrus=.rig/cyrus
if [ ! -e "$cyrus/complete" ]; then
    echo "make deps: the tests' second IMAP server is Cyrus, which is unpacked from Debian's packages into $cyrus"
    rm -rf "$cyrus"
    mkdir -p "$cyrus/packages"
    wanted="cyrus-imapd sasl2-bin libsasl2-modules"
    find_them() {
        # shellcheck disable=SC2086
        apt-get -s --no-install-recommends install $wanted 2>/dev/null | awk '/^Inst (lib|cyrus|sasl2)/ { print $2 }'
    }
    packages=$(find_them)
    # Package lists may be missing or old.
    # shellcheck disable=SC2086
    (cd "$cyrus/packages" && apt-get download -qq $packages 2>/dev/null) && [ -n "$packages" ] || {
        root=""
        [ "$(id -u)" -eq 0 ] || root="sudo"
        $root apt-get update -qq
        packages=$(find_them)
        (cd "$cyrus/packages" && apt-get download -qq $packages)
    }
    for package in "$cyrus"/packages/*.deb; do
        dpkg -x "$package" "$cyrus"
    done
    rm -r "$cyrus/packages"
    touch "$cyrus/complete"
fi
