"""The whole public site as a folder of files, for any web server or CDN (``manage.py export_site``)."""
