"""Job descriptions: drafts, publishing, versions, public pages, and importing and writing Word files."""
