#!/bin/sh
# Installs the assistant from this folder alone, with no network: ./install.sh [FOLDER]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-$HOME/policy-assistant}
needs=$(cat "$here/python")
python=${PYTHON:-python$needs}

if ! command -v "$python" >/dev/null 2>&1; then
    echo "Python $needs is needed and $python is not there; install it, or set PYTHON to where it is." >&2
    exit 1
fi
has=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ "$has" != "$needs" ]; then
    echo "This bundle is for Python $needs, and $python is Python $has; set PYTHON to another." >&2
    exit 1
fi
if [ -e "$target" ] && [ -n "$(ls -A "$target")" ]; then
    echo "$target is there already; name another folder, or remove it." >&2
    exit 1
fi
echo "Looking whether everything is as it was made."
if ! (cd "$here" && sha256sum --check --quiet SHA256SUMS); then
    echo "A file is not as it was made; copy the bundle again." >&2
    exit 1
fi
echo "Installing into $target."
"$python" -m venv "$target"
# Nothing but these wheels, whatever this machine's settings of pip say.
PIP_CONFIG_FILE=/dev/null "$target/bin/pip" --isolated --quiet --disable-pip-version-check \
    install --no-index --no-compile --find-links "$here/wheels" -c "$here/constraints.txt" \
    "torch==2.13.0" "policy-assistant[${EXTRAS:-server,metrics,model}]"
echo "Done. Open the page with:"
echo "    $target/bin/assistant serve --open"
