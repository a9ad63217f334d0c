"""Backups of the whole site that know neither the kind of database nor where files are stored (decision 16).

``writing`` makes an archive, ``archive`` opens and checks one, ``restoring`` makes a site of it.
"""
