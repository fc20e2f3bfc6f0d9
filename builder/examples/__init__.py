"""Which examples a run trained on, fitted to and measured on, as it is seen while it goes on."""
