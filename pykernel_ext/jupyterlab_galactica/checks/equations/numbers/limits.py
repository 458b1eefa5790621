"""Limits that several kinds of evaluation share."""

STEPS_BETWEEN_LOOKS = 64  # the clock is looked at so rarely that looking costs nothing

MOST_TERMS = 2000
"""Of a finite sum or product: they are evaluated one by one, at every point."""

DIRECT_TERMS = 160
"""Of an infinite sum, added up one by one; what falls as a power needs thousands."""
FALLING = 0.95
"""Ratio of terms up to which the rest is no larger than twenty times the last one."""
QUIET_TERMS = 4
"""Terms in a row that must count for nothing: some series have zeros among their terms."""
EARLY_TERMS = 6  # before these no series has ended, however small its first terms are

SMALL = 1e-3
"""Tolerances of integrals and limits do not fall with smaller values: they come from size 1."""
STAYS = 0.9
"""Distance from the end of a range times value there, as a share of what it was farther away: a
tail that falls as slowly as one over the distance keeps all, one with an integral far less."""
