#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds and runs the CSR bench: run.sh [hv|captive|all] [SEED] [canary]. With canary the bench falsifies
# one read value and must fail.
set -eu
cd "$(dirname "$0")/../../.."
make -s -f tests/core/csr/Makefile
which=${1:-all}
status=0
for bench in hv captive; do
  if [ "$which" = all ] || [ "$which" = "$bench" ]; then
    "build/csr/$bench/bench" "${2:-1}" ${3:-} || status=1
  fi
done
exit $status
