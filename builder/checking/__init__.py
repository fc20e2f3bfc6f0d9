"""What `sitegen check` finds besides what a build does: in texts and their translations, in what the site leads to."""
