"""The static files as they are served: compressed, under names that change with their contents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """As WhiteNoise's, and JavaScript modules import each other by those names too.

    Otherwise a module of a new release could be run with one of the old release that a browser still has.
    """

    support_js_module_import_aggregation = True
    #: One for each link of the longest chain of imports; Django's 5 are too few for ours.
    max_post_process_passes = 15

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress ``paths`` under their changing names alone; yield each path with the compressed one.

        By its other name only a fault page, which does without the list of names, asks for its style sheet. To compress
        everything twice took half of the time of a first start.
        """
        return super().compress_files(set(paths).intersection(self.hashed_files.values()))
