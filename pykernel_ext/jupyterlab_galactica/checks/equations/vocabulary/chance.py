"""Words of a text about what is random in it, by what they say. English."""

from __future__ import annotations

import re
from collections.abc import Mapping

_AVERAGES = ("averag(?:e|es|ed|ing)", "means?(?= (?:value|of|and|square))", "expectations?",
             "expected")  # fmt: skip

PHRASES: Mapping[str, tuple[str, ...]] = {
    "speaks of chance": (
        *_AVERAGES, "random(?:ly|ness)?", "probabilit(?:y|ies)", "(?:co)?variances?",
        "distribut(?:ed|ions?)", "standard deviations?", "stochastic", "correlat(?:ed|ions?)",
        "estimators?", "two events", "events",
    ),
    "denies independence": (
        "not (?:necessarily |assumed (?:to be )?|to be |always )?independent",
        "need not be independent", "dependent", "without (?:assuming |any )?independence",
        "(?:for|of) (?:any|all|arbitrary|every)", "in general", "always", "whether or not",
        "regardless", "even (?:if|when)",
    ),
    "independent": (
        "(?<!linearly )independen(?:t|ce|tly)", r"i\.?i\.?d", "uncorrelated", "orthogonal",
    ),
    "identical": ("i\\.?i\\.?d", "identically", "same (?:distribution|law|mean|variance)",
                  "random sample", "copies"),
    "disjoint": ("disjoint", "exclusive", "incompatible", "partitions?",
                 "cannot (?:both )?(?:occur|happen)", "do not intersect"),
    "partition": ("partitions?", "exhaustive", "complements?", "complementary"),
    "nested": ("subsets?", "contain(?:s|ed)", "implies", "included"),
    "mean zero": ("zero[- ]mean", "standard (?:normal|gaussian)", "brownian",
                  "mean[- ](?:of |is )?(?:zero|0)", "cent(?:er|re)d", "noise",
                  "expectation (?:zero|0)", "fluctuations?"),
    "symmetric": ("symmetr(?:ic|y)",),
    "normal": ("normal(?:ly)?", "gaussians?", "brownian", "wiener"),
    "exponential": ("exponential(?:ly)?", "memoryless"),
    "Poisson": ("poisson",),
    "uniform": ("uniform(?:ly)?",),
    "whole": ("discrete", "integer", "counts?", "number of"),
    "indicator": ("indicators?", "bernoulli", "binary"),
    "positive": ("positive", "non-?negative"),
    "average": _AVERAGES,
    "under a condition": ("conditional(?:ly)? independen(?:t|ce)", "markov", "martingales?",
                          "naive bayes"),
    "particular": ("dice", "die", "coins?", "binomial", "geometric", "gamma", "beta", "constant"),
    "makes conditions": ("if", "when", "where", "suppose", "given that", "since", "because", "as",
                         "assum(?:e|ing)", "such that", "so that", "let", "under"),
}  # fmt: skip


def pattern(meaning: str) -> re.Pattern[str]:
    """What finds a phrase of this meaning anywhere in a text."""
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(PHRASES[meaning])})(?!\w)")
