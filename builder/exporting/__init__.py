"""A text in forms that other places take: Markdown with pictures, a notebook, a PDF."""
