"""A Word file's way in: upload, preview, offers, and saving it as a draft."""
