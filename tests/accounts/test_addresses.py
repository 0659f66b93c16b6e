from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from accounts.addresses import client_address, counted_address


def address_of(remote, forwarded=None):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


def test_a_header_from_somebody_who_is_no_proxy_of_ours_is_not_believed(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    assert address_of("203.0.113.7", "198.51.100.1") == "203.0.113.7"


def test_without_trusted_proxies_nobody_is_believed(settings):
    settings.TRUSTED_PROXIES = []
    assert address_of("127.0.0.1", "198.51.100.1") == "127.0.0.1"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("1.2.3.4, 203.0.113.7", "203.0.113.7"),
        ("1.2.3.4, 203.0.113.7, 10.9.9.9", "203.0.113.7"),
        ("10.1.1.1, 10.9.9.9", "10.1.1.1"),
        ("1.2.3.4, nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
        (None, "10.0.0.1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:DB8::1", "2001:db8::1"),
    ],
)
def test_a_trusted_proxy_tells_the_client_and_not_what_the_client_wrote(
    settings, forwarded, expected
):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    assert address_of("10.0.0.1", forwarded) == expected


def test_over_a_socket_file_the_proxy_is_ours(settings):
    settings.TRUSTED_PROXIES = []
    assert address_of("", "1.2.3.4, 203.0.113.7") == "203.0.113.7"
    assert address_of("") == ""


def test_a_new_address_in_the_same_ipv6_network_is_the_same_client_to_a_limit():
    assert counted_address("2001:db8:0:1::5") == counted_address("2001:db8:0:1:ffff::9")
    assert counted_address("203.0.113.7") == "203.0.113.7"
    assert counted_address("") == ""
