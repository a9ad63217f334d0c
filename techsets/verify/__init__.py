"""Whether everything that the site keeps is whole, and what to do where it is not: ``manage.py verify``.

Each module looks at one subject and yields what it finds. Nothing here changes anything but ``repairs``.
"""
