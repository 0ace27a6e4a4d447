"""Key pairs of an issuer."""

from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from shared.config.auth import Algorithm
from shared.core.ids import new_id

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with the name and the use that its issuer gives it."""

    kid: str
    algorithm: Algorithm
    private: PrivateKey

    @property
    def jwk(self) -> dict[str, Any]:
        """Its public half, as a JWK set has it."""
        match self.private:
            case rsa.RSAPrivateKey():
                public = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
            case ec.EllipticCurvePrivateKey():
                public = ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
            case ed25519.Ed25519PrivateKey():
                public = OKPAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**public, "kid": self.kid, "alg": self.algorithm, "use": "sig"}

    @property
    def public_pem(self) -> bytes:
        """Its public half as a file, which everybody may have."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, form)


def new_key(algorithm: Algorithm, *, bits: int = 2048) -> SigningKey:
    """A new key; `bits` is for RSA."""
    match algorithm:
        case "RS256" | "PS256":
            private = rsa.generate_private_key(65_537, bits)
        case "ES256":
            private = ec.generate_private_key(ec.SECP256R1())
        case "EdDSA":
            private = ed25519.Ed25519PrivateKey.generate()
    return SigningKey(f"key-{new_id().hex[-12:]}", algorithm, private)
