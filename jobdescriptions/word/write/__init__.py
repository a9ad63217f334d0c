"""A job description to a .docx file, by filling the parts of ``template.docx``."""
