"""Changes of peaks, latencies, bandwidths and targets."""
