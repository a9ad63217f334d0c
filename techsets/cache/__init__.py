"""The page cache in front of Django: public answers are kept until something public changes."""
