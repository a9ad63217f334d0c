"""Links to other sites: gathered from everything that has one, checked for their form, and confirmed by staff."""
