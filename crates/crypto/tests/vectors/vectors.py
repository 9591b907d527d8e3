#!/usr/bin/env python3
"""Makes the vectors in this folder from the formats as they are described, with other people's code.

Nothing here comes from the crate under test: HMAC, HKDF and SHA-256 are Python's, XChaCha20-Poly1305 is
pycryptodomex, Argon2 is the reference implementation (argon2-cffi), Ed25519 is
OpenSSL's (cryptography). A change of a vector is a change of a
format, and needs a new version number in it.

    pip install pycryptodomex argon2-cffi cryptography && python3 vectors.py
"""
import base64
import hashlib
import hmac
import pathlib
import struct

from argon2.low_level import Type, hash_secret_raw
from Cryptodome.Cipher import ChaCha20_Poly1305
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = pathlib.Path(__file__).parent
KEY, NONCE, DATABASE = bytes([9]) * 32, bytes([5]) * 24, bytes([7]) * 16


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def mac(key, *parts):
    return hmac.new(key, b"".join(parts), "sha256").digest()


def derive(secret, *info):
    """HKDF-SHA256, first 32 bytes, with this project's salt (RFC 5869)."""
    return mac(mac(b"strongroom v1", secret), b"".join(info), b"\x01")


def seal(key, nonce, bound, plaintext):
    cipher = ChaCha20_Poly1305.new(key=key, nonce=nonce)
    cipher.update(bound)
    return b"".join(cipher.encrypt_and_digest(plaintext))


def write(name, *lines):
    (HERE / name).write_text("".join(line + "\n" for line in lines))


def subkeys():
    key = bytes(range(32))
    lines = [
        f"{derive(key, b'server key: ', use.encode()).hex()} server {use}"
        for use in "wrapping,directory,blind index,audit text,set digest,signing seed,answers".split(",")
    ]
    lines += [
        f"{derive(key, b'data key: ', DATABASE, use.encode()).hex()} data {use}"
        for use in "summary,secret,header,audit text,attachment,blind index,set digest".split(",")
    ]
    lines.append(f"{derive(key, b'object key: ', DATABASE, b'secret').hex()} object secret")
    both = key + derive(key, b"data key: ", DATABASE, b"attachment")
    lines.append(f"{derive(both, b'object key: ', DATABASE, b'attachment').hex()} object attachment")
    lines.append(f"{derive(key, b'server key fingerprint')[:16].hex()} server fingerprint")
    write("subkeys.txt", *lines)


def envelope():
    text = b"correct horse battery staple"
    padded = (struct.pack("<I", len(text)) + text).ljust(256, b"\0")
    bound = b"SRE1" + bytes([2]) + bytes([1]) * 16 + bytes([2]) * 16 + struct.pack(">Q", 3)
    write("envelope.txt", (b"\x01" + NONCE + seal(KEY, NONCE, bound, padded)).hex())


def wrap():
    bound = b"SRW1" + bytes([1]) + bytes([1]) * 16 + bytes(16) + struct.pack(">I", 1)
    sealing = derive(KEY, b"wrap seal", NONCE, bound)
    commitment = derive(KEY, b"wrap commit", NONCE, bound)
    write("wrap.txt", (b"\x01" + NONCE + commitment + seal(sealing, NONCE, bound, bytes([0x42]) * 32)).hex())


def digest():
    def keyed(label, column, value):
        return mac(KEY, label, struct.pack(">Q", len(column)), column, value)

    rows = [int.from_bytes(keyed(b"set digest\0", b"object", row), "little") for row in (b"one", b"two")]
    total = (sum(rows) % 2**256).to_bytes(32, "little") + struct.pack("<Q", len(rows))
    write(
        "digest.txt",
        f"{keyed(b'blind index' + bytes(1), b'user', b'alice').hex()} blind index",
        f"{total.hex()} set digest",
    )


def chain():
    def start(chain):
        return sha256(b"strongroom audit chain v1\0", chain)

    lines, head = [], start(DATABASE)
    lines.append(f"0 {head.hex()}")
    for number, body in enumerate([b"first", b"", b"third", b"fourth"], 1):
        head = sha256(
            b"strongroom audit record v1\0", DATABASE, struct.pack(">Q", number), head, struct.pack(">Q", len(body)), body
        )
        lines.append(f"{number} {head.hex()}")
    other = bytes([1]) * 16
    heads = b"strongroom audit heads v1\0" + struct.pack(">qQ", 1_700_000_000_000_000, 2)
    heads += other + struct.pack(">Q", 0) + start(other) + DATABASE + struct.pack(">Q", 4) + head
    write("chain.txt", *lines, f"heads {heads.hex()}")


def password():
    salt, account = b"SALTSALTSALTSALT", bytes([1]) * 16
    root = hash_secret_raw("pa\u00dfword".encode(), salt, 2, 19456, 1, 64, Type.ID)
    record = b"\x01" + struct.pack("<III", 19456, 2, 1) + salt + derive(root, b"password verifier", account)
    write(
        "password.txt",
        f"{root.hex()} root",
        f"{derive(root, b'stretched key', bytes([2])).hex()} stretched",
        f"{record.hex()} record",
        f"{derive(root, b'password key', account).hex()} key",
    )


def recovery():
    alphabet = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    symbols = b"ABCDEFGHJKMNPQRSTVWXYZ0123"
    bits = int.from_bytes(sha256(b"strongroom recovery code check v1\0", symbols)[:2], "big") >> 6
    code = (symbols + bytes([alphabet[bits >> 5], alphabet[bits & 31]])).decode()
    groups = "-".join(code[i : i + 4] for i in range(0, 28, 4))
    write("recovery.txt", groups, f"{derive(symbols, b'recovery code', DATABASE).hex()} key")


def signing():
    seed = bytes(range(32))
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()

    def text(data):
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    def sign(purpose, message):
        return text(key.sign(b"strongroom signature v1\0" + bytes([len(purpose)]) + purpose + message))

    label = "strongroom-signing-key-1"
    checksum = sha256(b"strongroom key text checksum\0", label.encode(), b"\0", seed)[:4].hex()
    heads = b"strongroom audit heads v1\0" + struct.pack(">qQ", 1, 1)
    heads += DATABASE + struct.pack(">Q", 0) + sha256(b"strongroom audit chain v1\0", DATABASE)
    write(
        "signing.txt",
        f"{label} {text(seed)} {checksum}",
        f"ed25519:{text(public)}",
        f"{sha256(public)[:8].hex()} id",
        f"{sign(b'audit heads', heads)} audit heads",
        f"{sign(b'licence', b'{}')} licence",
    )


def stream():
    prefix = bytes([5]) * 19
    bound = b"SRA1" + bytes([1]) * 16 + bytes([2]) * 16 + bytes([3]) * 16
    content = bytes(i * 7 % 251 for i in range(65536 + 5))

    def chunk(number, last, data):
        return seal(KEY, prefix + struct.pack(">IB", number, last), bound, data)

    write(
        "stream.txt",
        f"{(bytes([1]) + prefix).hex()} header",
        f"{sha256(chunk(0, 0, content[:65536])).hex()} sha256 of chunk 0",
        f"{chunk(1, 1, content[65536:]).hex()} chunk 1, the last",
        f"{chunk(0, 1, b'').hex()} chunk 0 of an empty attachment",
    )


for make in (subkeys, envelope, wrap, digest, chain, password, recovery, signing, stream):
    make()
