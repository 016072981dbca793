"""Measurements: what Báo Nói does, beside what other tools do, written down in docs/benchmarks.md."""
