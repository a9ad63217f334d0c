"""Reading and writing Word job descriptions, without Django.

A ``.docx`` becomes ordered blocks (``reader``), blocks become a job description (``parser``), and a job
description becomes a ``.docx`` (``writer``) or the closed HTML subset that the site stores (``html``).
"""
