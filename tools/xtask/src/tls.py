"""Takes TLS off connections and passes them on: tls.py ROOTS PORT TO [PORT TO …]

Writes the certificate of its own authority to ROOTS, listens at each PORT of 127.0.0.1 and connects to
the port TO of it."""

import asyncio
import datetime
import ipaddress
import ssl
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(subject, key, issuer, issuer_key, extension):
    name = lambda text: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder(name(issuer), name(subject), key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(hours=1))
    builder = builder.not_valid_after(now + datetime.timedelta(days=1)).add_extension(extension, critical=False)
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def context(roots):
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    is_authority = x509.BasicConstraints(ca=True, path_length=None)
    authority = certificate("benchmark", authority_key, "benchmark", authority_key, is_authority)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    own = certificate("server", key, "benchmark", authority_key, address)
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    with open(roots + ".server", "wb") as file:
        file.write(own + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(roots + ".server")
    with open(roots, "wb") as file:
        file.write(authority)
    return server


async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    writer.close()


async def serve(tls, port, to):
    async def connected(reader, writer):
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", to)
        await asyncio.gather(copy(reader, upstream_writer), copy(upstream_reader, writer))

    server = await asyncio.start_server(connected, "127.0.0.1", port, ssl=tls)
    await server.serve_forever()


async def main(roots, *ports):
    tls = context(roots)
    await asyncio.gather(*(serve(tls, port, to) for port, to in zip(ports[::2], ports[1::2])))


asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
