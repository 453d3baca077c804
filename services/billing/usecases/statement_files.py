"""A bank's file in whichever format it is: told by its first bytes, read by that format's reader (R14.2, R14.4)."""

from __future__ import annotations

import re
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from services.billing.domain import camt, mt940, one_c
from services.billing.domain.reasons import Reason
from services.billing.domain.statements import Reading

_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([\w.-]+)["']""")
_BLANKS = b"\xef\xbb\xbf\xff\xfe\xfe\xff\0 \t\r\n"


def read(content: bytes) -> Reading:
    """A statement, or every problem at once. What is neither XML nor MT940 is held to be the banks' text file."""
    if content.lstrip(_BLANKS)[:1] == b"<":
        return _xml(content)
    return mt940.read(content) if mt940.looks_like_it(content) else one_c.read(content)


def _xml(content: bytes) -> Reading:
    """Entities and external references are refused before anything is read: nobody's statement needs them."""
    declared = _DECLARED.search(content[:200])
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        return camt.read(fromstring(content), encoding)
    except ParseError as error:
        row, column = error.position
        return Reading(None, (Reason("xml_broken", "R14.4", {"row": str(row), "column": str(column)}),), encoding)
    except (DefusedXmlException, LookupError, ValueError):
        return Reading(None, (Reason("xml_refused", "R14.4"),), encoding)
