"""The lowering: the only place that turns meaning into integers."""
