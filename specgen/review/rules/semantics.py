"""Changes of what instructions compute."""
