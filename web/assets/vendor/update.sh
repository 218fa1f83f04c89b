#!/usr/bin/env bash
# Fetches the files of this folder from npm, and makes the lists of countries anew. Needs npm and Node.js.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly VERSION=1.13.16
readonly SHA256=1544e7c6d7f4d059b7277008238a5eb781f47022c68b1edeed892b879b6020e6

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
package=$(cd "$scratch" && npm pack --silent "libphonenumber-js@$VERSION")
tar -xzf "$scratch/$package" -C "$scratch"
echo "$SHA256  $scratch/package/bundle/libphonenumber-min.js" | sha256sum --check --quiet
cp "$scratch/package/bundle/libphonenumber-min.js" .
cp "$scratch/package/LICENSE" libphonenumber-js.LICENSE
node countries.mjs "$scratch/package" ../..
