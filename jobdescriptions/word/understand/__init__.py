"""What a document says: title, sections, facts and pay, and what a click can fix."""
