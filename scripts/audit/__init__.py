# SPDX-License-Identifier: Apache-2.0
"""The isolation audit: what `make audit` runs. README.md explains the method."""
