"""A .docx file as a zip archive of XML parts, opened under limits."""
