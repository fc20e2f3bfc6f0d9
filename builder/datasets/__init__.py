"""Data sets as `content/site.toml` declares them: what they are, where they lie, how they come here."""
