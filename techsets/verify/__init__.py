"""The checks of ``manage.py verify``: each module looks at one subject; only ``repairs`` changes anything."""
