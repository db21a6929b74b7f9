"""How fast one server is asked: a token bucket; after each refusal a pause, and from then on a slower pace.

Pure: times are seconds of any steady clock, and come in as values.
"""

from __future__ import annotations

import math

from domaudit.model import Limits

FIRST_PAUSE = 5.0
"""Seconds for which a server is left alone when it first declines; each time that it declines again doubles them."""

LONGEST_PAUSE = 3600.0
"""Where the doubling ends."""

LONGEST_WANTED = 86400.0
"""Seconds for which a server that names a time itself is left alone at most."""

SLOWEST = 0.1
"""Questions per second below which no refusal brings a server's pace: one that declines every other question must not stop the run."""

_STEPS = 50  # answers after which the pace is back at its ceiling (additive increase)
_UNLIMITED = 2.0  # questions per second that a server without any limit is taken to have borne when it declines


class Pace:
    """The turns of one server's questions.

    The bucket is kept as a theoretical arrival time (the generic cell rate algorithm, ITU-T I.371): one number instead of a timer, and the
    rate may change on the way. After a refusal the rate is halved and climbs back by small steps, never to where it was refused: additive
    increase, multiplicative decrease.
    """

    def __init__(self, limits: Limits) -> None:
        self._rate = self._ceiling = limits.rate if limits.rate > 0 else math.inf
        self._slowest = min(SLOWEST, self._rate)
        self._burst = limits.at_once
        self._due = -math.inf
        self.pause = 0.0
        """Seconds of the last pause; zero where the server has answered since."""
        self.paused_until = -math.inf

    def turn(self, now: float) -> float:
        """Take the next turn, and give the time at which it is."""
        step = 1 / self._rate
        at = max(now, self.paused_until, self._due - (self._burst - 1) * step)
        self._due = max(at, self._due) + step
        return at

    def ahead(self, now: float, turns: int) -> float:
        """The seconds until so many more turns are over (none: those that were taken)."""
        begins = max(now, self.paused_until)
        return max(begins, max(begins, self._due) + (turns - self._burst) / self._rate) - now

    def answered(self) -> None:
        """The server gave an answer that is no refusal."""
        self.pause = 0.0
        self._rate = min(self._ceiling, self._rate + self._ceiling / _STEPS)

    def declined(self, asked: float, now: float, wanted: float | None = None) -> float:
        """The server declined a question that was ``asked`` then; gives the seconds of the pause, ``wanted`` by it or our own doubling.

        Questions that were under way together and are all declined open one pause. What the server wants is doubled too, where it declines
        again after having been left alone as long as it said: its word is then not to be counted on.
        """
        if asked >= self.paused_until:
            doubled = min(LONGEST_PAUSE, self.pause * 2)
            self.pause = doubled or FIRST_PAUSE if wanted is None else max(doubled, _bounded(wanted))
            self._ceiling = max(self._slowest, (_UNLIMITED if math.isinf(self._rate) else self._rate) * 0.75)
            self._rate = max(self._slowest, self._ceiling * 2 / 3)
            self._burst = 1
        elif wanted is not None:
            self.pause = max(self.pause, _bounded(wanted))
        self.leave(now + self.pause)
        self._due = self.paused_until  # turns that were given for the time of the pause are taken anew
        return self.pause

    def leave(self, until: float) -> None:
        """Ask nothing before that time."""
        self.paused_until = max(self.paused_until, until)


def _bounded(wanted: float) -> float:
    return min(LONGEST_WANTED, max(1.0, wanted))
