#!/bin/sh
# What the tests need beyond Rust: Dovecot (IMAP and submission), libfaketime and pdftotext (poppler-utils) from Debian's
# packages, and aiosmtpd from PyPI in a virtual environment of this repository's own, .rig/venv. Says what it installs; does nothing when all is there.
set -eu
cd "$(dirname "$0")/../.."

missing=""
has() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q "ok installed"; }
for package in dovecot-imapd dovecot-submissiond faketime poppler-utils; do
    has "$package" || missing="$missing $package"
done
venv=.rig/venv
if ! "$venv/bin/python" -c "import aiosmtpd" 2>/dev/null; then
    # ensurepip comes with python3-venv; without it a virtual environment has no pip.
    python3 -c "import ensurepip, venv" 2>/dev/null || missing="$missing python3 python3-venv"
fi

if [ -n "$missing" ]; then
    echo "make deps: the tests start a real IMAP and SMTP server, read PDF and turn the clock, so this installs from Debian's packages:$missing"
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
