"""The static files as they are served: compressed, under names that change with their contents."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """As WhiteNoise's, and JavaScript modules import each other by those names too.

    Otherwise a module of a new release could be run with one of the old release that a browser still has.
    """

    support_js_module_import_aggregation = True
    #: One for each link of the longest chain of imports; Django's 5 are too few for ours.
    max_post_process_passes = 15
