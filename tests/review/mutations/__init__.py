"""Every value of a spec changed into others that its schema allows: what a review has to find, whatever it is."""

from tests.review.mutations.corpus import Corpus, Mutation

__all__ = ["Corpus", "Mutation"]
