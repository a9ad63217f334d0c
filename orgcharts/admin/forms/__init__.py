"""The forms of the admin of charts."""
