"""The typed client of the services' HTTP APIs: for the web console and the command line.

It sends a token, an idempotency key and the positions to wait for, and raises `ApiProblem`.
"""

from services.console.client.answers import ApiProblem, Page, Written
from services.console.client.awards import AwardsClient
from services.console.client.bloc import BlocClient
from services.console.client.covenant import CovenantClient
from services.console.client.notify import NotifyClient
from services.console.client.services import Services, answering
from services.console.client.transport import Transport

__all__ = [
    "ApiProblem",
    "AwardsClient",
    "BlocClient",
    "CovenantClient",
    "NotifyClient",
    "Page",
    "Services",
    "Transport",
    "Written",
    "answering",
]
