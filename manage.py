#!/usr/bin/env python
"""Runs the site's commands, for example ``python manage.py migrate``."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techsets.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(
            f"The database cannot be reached, or cannot do this now: {str(error).strip()} Check DATABASE_URL, and that "
            f"the database runs; --traceback tells more."
        )
    except ImproperlyConfigured as error:
        # A wrong setting: its sentence says how to mend it, and a traceback would only hide it.
        sys.exit(f"The site cannot start. {error}")


if __name__ == "__main__":
    main()
