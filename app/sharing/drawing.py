"""QR codes, drawn here as SVG: the picture of a link asks nobody for anything."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(address: str) -> Markup:
    """Return the QR code of an address as inline SVG, black on white with its quiet zone.

    Error correction M survives a fold and a fingerprint; 20 mm in print are enough for every link of ours.
    """
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=4, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    # Made of the numbers of a drawing: nothing of the address stands in it as text.
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" width="176" height="176" ', 1))  # noqa: S704
