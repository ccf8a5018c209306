"""The places beside the cache folder where sessions can be kept: in memory, or sealed."""
