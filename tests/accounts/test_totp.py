import pytest

from accounts import sealing, totp

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds, code):
    assert totp.code_at(SECRET, seconds // totp.SECONDS, digits=8) == code


def test_a_clock_may_be_half_a_minute_off_and_no_more(time_machine):
    time_machine.move_to(1_000_000_020, tick=False)
    now = totp.step_now()
    found = [totp.step_of(SECRET, totp.code_at(SECRET, now + off)) for off in range(-2, 3)]
    assert found == [None, now - 1, now, now + 1, None]


@pytest.mark.parametrize("code", ["", "1", "é", "1234567"])
def test_what_is_no_code_is_wrong(code):
    assert totp.step_of(SECRET, code) is None


def test_an_app_is_told_the_secret_whoever_it_belongs_to():
    address = totp.address(SECRET, "newsbase", "a/b é")
    assert address.startswith("otpauth://totp/newsbase:a%2Fb%20%C3%A9?secret=GEZDGNBVGY3TQOJQ")


class TestSealing:
    def test_a_secret_is_read_again_with_the_key_and_with_a_former_one(self, settings):
        sealed = sealing.seal(SECRET)
        assert sealing.unseal(sealed) == SECRET
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another"
        assert sealing.unseal(sealed) == SECRET

    def test_with_no_key_it_tells_nothing(self, settings):
        sealed = sealing.seal(SECRET)
        settings.SECRET_KEY = "another"
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(sealed)

    def test_no_two_seals_look_alike(self):
        assert sealing.seal(SECRET) != sealing.seal(SECRET)
