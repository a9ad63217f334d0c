"""The forms of the admin of charts, named after what they are for."""
