"""The source files of a post: read, followed from name to name, and digested; nothing of them is ever run here."""
