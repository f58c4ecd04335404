"""What must not be fetched."""

from __future__ import annotations

import pytest
from twisted.internet.error import DNSLookupError

from crawlers.guard import Guard, GuardedResolver


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://localhost:9200/",
        "http://a.localhost/",
        "http://localhost./",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://172.16.0.1/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://224.0.0.1/",
        "ftp://paper.example/",
        "file:///etc/passwd",
        "http://user:pw@paper.example/",
        "http:///nohost",
    ],
)
def test_refused(url: str) -> None:
    assert Guard().problem(url)


@pytest.mark.parametrize(
    "url", ["http://paper.example/", "https://8.8.8.8/x", "http://[2606:4700::1111]/", "http://3com.com/"]
)
def test_public(url: str) -> None:
    assert Guard().problem(url) is None


def test_the_allow_list_opens_names_addresses_and_networks() -> None:
    guard = Guard(["127.0.0.1", "10.0.0.0/8", "LocalHost", "[::1]"])
    for url in ("http://127.0.0.1:81/", "http://10.9.8.7/", "http://localhost/", "http://[::1]/"):
        assert guard.problem(url) is None
    assert guard.problem("http://192.168.0.1/")
    assert guard.problem("http://127.0.0.2/")
    assert "COMMENTARIAT_ALLOWED_HOSTS" in str(guard.problem("http://192.168.0.1/"))


def test_a_name_that_resolves_to_a_private_address_is_refused_by_the_resolver() -> None:
    resolver = GuardedResolver.__new__(GuardedResolver)  # without a reactor: only the check of its answer is asked for
    resolver.guard = Guard(["10.0.0.0/8"])
    for address in ("127.0.0.1", "169.254.169.254", "192.168.1.1"):
        with pytest.raises(DNSLookupError, match=f"rebind.example resolves to {address}"):
            resolver._checked(address, "rebind.example")
    assert resolver._checked("8.8.8.8", "paper.example") == "8.8.8.8"
    assert resolver._checked("10.1.1.1", "intra.example") == "10.1.1.1"
