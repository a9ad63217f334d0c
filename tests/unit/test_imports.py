"""Who imports whom; which folders may know which is in pyproject.toml, under importlinter."""

import graphlib

import grimp


def test_no_module_imports_itself_by_way_of_others():
    graph = grimp.build_graph("techsets", "orgcharts", "jobdescriptions", cache_dir=None)
    modules = {one for one in graph.modules if ".migrations" not in one}
    assert len(modules) > 300
    graphlib.TopologicalSorter({one: graph.find_modules_directly_imported_by(one) for one in modules}).prepare()
