"""Word files and the plain values of a job description (``document``), each made from the other. No Django."""
