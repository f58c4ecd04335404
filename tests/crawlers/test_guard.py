"""What must not be fetched."""

from __future__ import annotations

import pytest

from crawlers.guard import Guard
from crawlers.resolver import GuardedResolver


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


def test_a_port_in_the_allow_list_opens_that_port_only() -> None:
    guard = Guard(["127.0.0.1:8080", "[::1]:8080", "intranet.local:81", "10.0.0.0/8:8080"])
    for url in ("http://127.0.0.1:8080/", "http://[::1]:8080/x", "http://10.1.1.1:8080/"):
        assert guard.problem(url) is None
    for url in ("http://127.0.0.1/", "http://127.0.0.1:8081/", "https://[::1]/", "http://10.1.1.1/"):
        assert guard.problem(url)
    assert guard.allows_name("Intranet.Local.", 81)
    assert not guard.allows_name("intranet.local", 80)


def test_addresses_that_carry_another_one_are_judged_by_it() -> None:
    for url in (
        "http://[2002:7f00:1::]/",  # 6to4 of 127.0.0.1
        "http://[64:ff9b::a9fe:a9fe]/",  # NAT64 of 169.254.169.254
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2001:0:7f00:1:0:0:80ff:fffe]/",  # Teredo
        "http://[::127.0.0.1]/",
        "http://[fec0::1]/",
        "http://[fe80::1%25eth0]/",
        "http://168.63.129.16/metadata",
    ):
        assert Guard().problem(url), url
    assert Guard().problem("http://[64:ff9b::808:808]/") is None


def test_metadata_names_are_refused_without_resolving_them() -> None:
    assert "credentials" in str(Guard().problem("http://metadata.google.internal/computeMetadata/v1/"))
    assert Guard(["metadata.google.internal"]).problem("http://metadata.google.internal/") is None


def test_the_allow_list_is_asked_at_each_address_of_a_name() -> None:
    resolver = GuardedResolver(None, Guard(["10.0.0.0/8:81", "intra.example"]), 1.0)
    assert resolver.safe("mixed.example", ["8.8.8.8", "127.0.0.1", "2606:4700::1111", "::1"], 80) == [
        "8.8.8.8", "2606:4700::1111",
    ]  # fmt: skip
    assert not resolver.refused
    for address in ("127.0.0.1", "169.254.169.254", "::ffff:192.168.1.1", "fe80::1%eth0", "10.1.1.1"):
        assert resolver.safe("rebind.example", [address], 80) == []
        assert "rebind.example resolves to " in resolver.refused["rebind.example"]
    assert resolver.safe("intra2.example", ["10.1.1.1"], 81) == ["10.1.1.1"]
    assert resolver.safe("intra.example", ["192.168.1.1"], 80) == ["192.168.1.1"]


def test_the_proxy_may_stand_on_a_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://squid.internal.example:3128")
    resolver = GuardedResolver(None, Guard(), 1.0)
    assert resolver.safe("squid.internal.example", ["10.0.0.9"], 3128) == ["10.0.0.9"]
    assert resolver.safe("squid.internal.example", ["10.0.0.9"], 80) == []
