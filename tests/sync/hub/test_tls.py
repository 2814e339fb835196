"""What goes to a hub elsewhere is encrypted, and the hub is who its certificate says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.desks import ADMIN, copy_as, open_case
from tests.postgres import Server
from tests.proxy import proxied
from tests.support import assert_sound
from window_desk.domain.errors import Unusable
from window_desk.storage.desk import Desk
from window_desk.sync.hub import codes, joining, keeping
from window_desk.sync.hub.address import Joined, open_link, read_addresses, tls_of
from window_desk.sync.hub.exchange import run_round
from window_desk.sync.hub.link import Link

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
PEM = serialization.Encoding.PEM


class Authority:
    """Signs certificates, as whoever looks after a hall's servers does."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        builder = self._builder(self._name, self._key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        self.certificate = builder.sign(self._key, hashes.SHA256()).public_bytes(PEM)

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(BEGIN)
            .not_valid_after(BEGIN + timedelta(days=3650))
        )

    def sign(self, host: str) -> tuple[bytes, bytes]:
        """A certificate for a host with its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
        builder = self._builder(name, key.public_key()).add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False
        )
        secret = key.private_bytes(
            PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(PEM), secret


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("hall")


@pytest.fixture(scope="module")
def url(
    postgres: Server, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database that is reached over TLS alone; the certificate is for `localhost`.

    By its number it is somebody else. The server of the tests is made without TLS: the proxy
    before it does what a server with a certificate does.
    """
    paths = [tmp_path_factory.mktemp("tls") / name for name in ("server.crt", "server.key")]
    for path, content in zip(paths, authority.sign("localhost"), strict=True):
        path.write_bytes(content)
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paths[0], paths[1])
    database = postgres.make_database()
    with proxied("127.0.0.1", postgres.port, context) as proxy:
        address = postgres.url(database)
        yield address.replace(f"127.0.0.1:{postgres.port}", f"localhost:{proxy.port}")
    postgres.drop_database(database)


@pytest.fixture
def ca(authority: Authority, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    path.write_bytes(authority.certificate)
    return path


def failure(joined: Joined) -> str:
    with pytest.raises(Unusable) as caught:
        Link(joined, lambda: BEGIN).query("SELECT 1")
    return caught.value.code


def test_a_desk_joins_and_exchanges_over_tls_with_the_certificate_in_its_code(
    url: str, ca: Path, bare: Path, tmp_path: Path
) -> None:
    keeper, desk = (copy_as(bare, tmp_path / f"{n}.db", f"h1/desk{n}") for n in (1, 2))
    made = keeping.init_hub(keeper, ADMIN, url, "hub1", ca=ca)
    text = keeping.invite(keeper, ADMIN, "hub1", keeping.Wanted("h1/desk2")).code
    code = codes.read_code(text)
    assert len(text) < 1200
    joined = joining.join(desk, ADMIN, code)
    open_case(desk)
    for each in (keeper, desk):
        exchange(each)
    link = open_link(desk)
    assert link is not None
    link.query("SELECT 1")
    assert link._connection is not None
    assert link._connection.pgconn.ssl_in_use
    link.close()
    # Another name than the certificate's, another signer, and none at all.
    assert failure(msgspec.structs.replace(joined, host="127.0.0.1")) == "hub.tls"
    stranger = tmp_path / "stranger.pem"
    stranger.write_bytes(Authority("stranger").certificate)
    assert failure(msgspec.structs.replace(joined, ca=str(stranger))) == "hub.tls"
    elsewhere = msgspec.structs.replace(made, host="hub.example", ca="")
    with pytest.raises(Unusable) as caught:
        _ = elsewhere.connection
    assert caught.value.code == "hub.plain"
    for each in (keeper, desk):
        assert_sound(each)
        each.close()


def exchange(desk: Desk) -> None:
    link = open_link(desk)
    assert link is not None
    run_round(desk, link)
    link.close()


def test_a_server_that_does_not_encrypt_is_not_spoken_to(
    postgres: Server, ca: Path, bare: Path, tmp_path: Path
) -> None:
    desk = copy_as(bare, tmp_path / "desk.db", "h1/desk9")
    with pytest.raises(Unusable) as caught:
        keeping.init_hub(desk, ADMIN, postgres.url(), "hub1", ca=ca)
    assert caught.value.code == "hub.tls"
    assert read_addresses(desk.place).hubs == {}
    desk.close()


@pytest.mark.parametrize(
    ("host", "ca", "plain", "mode"),
    [
        ("hub.example", "/ca.pem", False, "verify-full"),
        ("hub.example", "/ca.pem", True, "verify-full"),
        ("localhost", "", False, "prefer"),
        ("/run/postgresql", "", False, "prefer"),
        ("", "", False, "prefer"),
        ("10.1.2.3", "", True, "prefer"),
    ],
)
def test_how_a_connection_is_protected(host: str, ca: str, plain: bool, mode: str) -> None:
    assert tls_of(host, ca, plain)["sslmode"] == mode


@pytest.mark.parametrize("host", ["hub.example", "10.1.2.3", "127.0.0.2", "localhost.example"])
def test_nothing_goes_to_another_machine_in_clear_unasked(host: str) -> None:
    with pytest.raises(Unusable) as caught:
        tls_of(host, "", plain=False)
    assert caught.value.code == "hub.plain"
