"""The picture at the head of a text, by the names that well-known themes give it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
KEYS = (
    "featuredImage", "featured_image", "featureImage", "featureimage", "feature_image", "cover", "coverImage", "image",
    "thumbnail", "banner", "bannerImage", "hero", "heroImage", "header", "header_img", "header-img", "img", "images",
    "preview", "teaser", "og_image", "featuredImagePreview",
)  # fmt: skip
"""Those of LoveIt, PaperMod, Stack, Blowfish, Ananke, Mainroad, Minimal Mistakes, Beautiful Jekyll and others."""
INNER = ("image", "src", "path", "url", "overlay_image", "teaser", "feature", "thumbnail")
"""Below which key a table has it."""
BESIDE = ("featured", "feature", "cover", "featured-image", "thumbnail", "thumb", "banner")
"""How themes call a file beside the text that is its cover without a word."""


def cover_of(data: Mapping[str, Any], beside: frozenset[str]) -> str:
    """The file or the address of a cover; "" where there is none."""
    found = (_picture(data.get(key)) for key in KEYS if key in data)
    said = next(filter(None, found), "")
    pictures = sorted(name for name in beside if PurePosixPath(name).suffix.lower() in PICTURES)
    stems = {PurePosixPath(name).stem.lower(): name for name in pictures}
    return said or next((stems[name] for name in BESIDE if name in stems), "")


def _picture(value: object) -> str:
    """What a key says, where that is a picture."""
    if isinstance(value, dict):
        return next(filter(None, (_picture(value.get(key)) for key in INNER)), "")
    if isinstance(value, list):
        return _picture(value[0]) if value else ""
    name = value.strip() if isinstance(value, str) else ""
    return name if PurePosixPath(name.partition("?")[0]).suffix.lower() in PICTURES and "{" not in name else ""
