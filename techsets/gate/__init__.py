"""What stands between the kept pages and Django: refuses what is too large, too slow, too often or of no use here.

It is the second WSGI application of three: the page cache asks it for whatever is not kept, and it asks Django. So a
page that is kept costs nothing more, and whatever costs work comes by here first.
"""
