"""Where `Band` and the charts of sweeps were looked for in the first versions; they live in `builder.drawing`."""
