"""Discount factors of one scenario."""

import math


class Discounting:
    """Factors by projection year, from 0; `spread` is added to every short rate."""

    def __init__(self, rates, spread):
        self.start, self.mid, self.end = [], [], []
        factor = 1.0
        for rate in rates:
            growth = 1.0 + (rate + spread)
            self.start.append(factor)
            self.mid.append(factor / math.sqrt(growth))
            factor /= growth
            self.end.append(factor)

    def factor(self, timing, t):
        return getattr(self, timing)[t]
