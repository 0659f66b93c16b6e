import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts import throttling
from accounts.models import Attempts
from accounts.throttling import TooMany, give_back, sign_in_limits, take

AWAY = "203.0.113.7"


def tried(limits):
    try:
        take(limits)
    except TooMany:
        return False
    finally:
        connection.close()
    return True


@pytest.mark.django_db(transaction=True)
def test_of_thirty_tries_at_once_ten_are_looked_at():
    limits = sign_in_limits("writer", AWAY)
    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(lambda _: tried(limits), range(30))) == 10


@pytest.mark.django_db
class TestLimits:
    def test_a_name_in_other_letters_is_the_same_name(self):
        for name in ["writer", "WRITER", "\uff57riter"] * 3 + ["Writer"]:
            take(sign_in_limits(name, AWAY))
        with pytest.raises(TooMany):
            take(sign_in_limits("writer", AWAY))

    def test_another_name_each_time_gains_nothing_from_one_address(self):
        for number in range(10):
            take(sign_in_limits(f"person{number}", AWAY))
        with pytest.raises(TooMany):
            take(sign_in_limits("another", AWAY))

    def test_nor_does_another_address_of_ones_own_network(self):
        for number in range(10):
            take(sign_in_limits("writer", f"2001:db8::{number}"))
        with pytest.raises(TooMany):
            take(sign_in_limits("writer", "2001:db8::ffff"))

    def test_a_thousand_tries_from_everywhere_are_all_there_are(self):
        now = time.time()
        everything = sign_in_limits("writer", AWAY)[-1]
        Attempts.objects.create(key=everything.key, times=f"{now} " * 999)
        take(sign_in_limits("writer", AWAY))
        with pytest.raises(TooMany):
            take(sign_in_limits("editor", "198.51.100.1"))

    def test_five_minutes_later_one_may_try_again_and_is_told_so(self, time_machine):
        time_machine.move_to("2026-11-24 10:00:00+00:00", tick=False)
        limits = sign_in_limits("writer", AWAY)
        for _ in range(10):
            take(limits)
            time_machine.shift(6)
        with pytest.raises(TooMany) as refused:
            take(limits)
        assert refused.value.seconds == throttling.WINDOW - 60
        time_machine.shift(throttling.WINDOW - 60)
        take(limits)
        with pytest.raises(TooMany):
            take(limits)

    def test_what_was_right_counts_no_more(self):
        limits = sign_in_limits("writer", AWAY)
        for _ in range(30):
            give_back(limits, take(limits))

    def test_nobodys_name_or_address_is_kept(self):
        take(sign_in_limits("writer", AWAY))
        kept = str(list(Attempts.objects.values()))
        assert "writer" not in kept
        assert AWAY not in kept
