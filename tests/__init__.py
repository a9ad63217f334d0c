"""Tests: ``unit`` (no database), ``site`` (each kind of database), ``system`` (real programs) and benchmarks."""
