"""Benchmarks: they print figures and ratios, and assert nothing about time. Run one by ``python -m tests.bench.NAME``."""
