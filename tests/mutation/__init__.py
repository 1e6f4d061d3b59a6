"""Breaks any spec, one mistake at a time, and knows the line that a finding should point at."""
