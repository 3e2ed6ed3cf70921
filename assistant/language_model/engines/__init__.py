"""Where a model runs: in this process or behind an endpoint, in time and within bounds."""
