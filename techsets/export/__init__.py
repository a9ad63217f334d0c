"""The whole public site as a folder of files (``manage.py export_site``), for any web server or CDN."""
