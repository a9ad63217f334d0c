"""The history of all changes: who changed what and when, undoing it, and restoring earlier states."""
