"""The tests: ``unit`` without a database, ``site`` on each kind of database, ``system`` with real programs, benchmarks."""
