"""Changes of structures, executables and error codes: of bytes that outlive the program that wrote them."""

from specgen.review.rules.artefacts import rules

__all__ = ["rules"]
