"""What `sitegen serve` is made of: who watches for changes, who answers browsers, and what they are told."""
