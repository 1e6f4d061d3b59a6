"""Rules of how a host and a device talk: queues, mailboxes, traces, protocols."""

from specgen.review.rules.queues import headers, indices, kinds, protocols, rings

__all__ = ["headers", "indices", "kinds", "protocols", "rings"]
