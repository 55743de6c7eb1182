"""Signing in at a real OpenID Connect issuer: what it says, the way there and back, renewal."""

from services.console.openid.remote import (
    Client,
    IssuerUnfit,
    RemoteIssuer,
    SignInRefused,
)
from services.console.openid.renewals import Renewals, due
from services.console.openid.signin import (
    CALLBACK,
    AccessTokenUnfit,
    IdTokenUnfit,
    Pending,
    SignIn,
    SignInNotOurs,
)

__all__ = [
    "CALLBACK",
    "AccessTokenUnfit",
    "Client",
    "IdTokenUnfit",
    "IssuerUnfit",
    "Pending",
    "RemoteIssuer",
    "Renewals",
    "SignIn",
    "SignInNotOurs",
    "SignInRefused",
    "due",
]
