"""Charts as HTML, for public pages and for the tree in the admin, all from the same nested boxes."""
