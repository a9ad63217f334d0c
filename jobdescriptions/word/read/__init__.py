"""A .docx file to blocks: paragraphs, headings, lists and tables in the order of the document."""
