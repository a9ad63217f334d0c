"""Code that every app may use (addresses, storage, edit conflicts); it imports no other part of this project."""
