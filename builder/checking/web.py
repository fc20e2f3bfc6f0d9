"""Asking other servers: politely, with a time limit, and never raising what the network may bring."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import Request, urlopen

from builder import __version__

SECONDS = 10.0
"""How long a server may be silent."""
LARGEST = 50 * 2**20
"""Bytes of a picture that are still copied."""
AGENT = f"Mozilla/5.0 (compatible; sitegen/{__version__}; link check)"
"""Some servers refuse whoever does not call himself a browser."""


@dataclass(frozen=True)
class Answer:
    """What came of asking: the HTTP status, 0 where there was no answer; in words, what was wrong, if anything."""

    status: int
    wrong: str = ""
    body: bytes = b""


def ask(address: str, *, method: str = "GET", body: bool = False) -> Answer:
    """What a server answers, after redirections; with `body`, what it sends."""
    try:
        request = Request(_quoted(address), method=method, headers={"User-Agent": AGENT, "Accept": "*/*"})
        with urlopen(request, timeout=SECONDS) as response:
            data = response.read(LARGEST + 1) if body else b""
            if len(data) > LARGEST:
                return Answer(response.status, f"sends more than {LARGEST // 2**20} MiB")
            return Answer(response.status, "", data)
    except HTTPError as error:
        with error:
            return Answer(error.code, " ".join(f"answers {error.code} {error.reason}".split()))
    except URLError as error:
        reason = error.reason
        silent = isinstance(reason, TimeoutError)
        return Answer(0, f"does not answer within {SECONDS:g} seconds" if silent else f"cannot be reached: {reason}")
    except TimeoutError:
        return Answer(0, f"does not answer within {SECONDS:g} seconds")
    except (OSError, http.client.HTTPException) as error:
        return Answer(0, f"does not answer as a web server does: {error or type(error).__name__}")
    except ValueError:  # https://[foo, a host name that IDNA refuses
        return Answer(0, "is no address")


def _quoted(address: str) -> str:
    """The address as HTTP wants it: letters with accents and blanks as per cent signs and digits, the host in ASCII."""
    parts = urlsplit(address)
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    path, query = (quote(part, safe="/%:@!$&'()*+,;=~?") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host, path, query, ""))
