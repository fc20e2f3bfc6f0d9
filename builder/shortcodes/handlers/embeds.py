"""What other sites would play or show: a link to it, since a page asks no other site for anything."""

from __future__ import annotations

import re
from urllib.parse import quote

from markupsafe import Markup

from builder.document.fragments import Fragment
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.handlers.links import destination

_TENCENT = {"song": "songDetail", "album": "albumDetail", "playlist": "playlist", "artist": "singer"}
_NETEASE = ("song", "album", "playlist", "artist")


def youtube(context: Context, id: str, class_: str = "", *, title: str = "", start: str = "", **looks: str) -> Fragment:
    """`{{< youtube dQw4w9WgXcQ >}}`: a link to a video."""
    moment = f"&t={quote(start)}" if start else ""
    return _linked(context, "youtube", f"https://www.youtube.com/watch?v={quote(id)}{moment}", title)


def vimeo(context: Context, id: str, class_: str = "", title: str = "", **looks: str) -> Fragment:
    """`{{< vimeo 146022717 >}}`: a link to a video."""
    return _linked(context, "vimeo", f"https://vimeo.com/{quote(id)}", title)


def bilibili(context: Context, id: str, p: str = "1", **looks: str) -> Fragment:
    """`{{< bilibili BV1Sx411T7QQ 3 >}}`: a link to a video, or to a part of it."""
    video = f"av{id}" if id.isdecimal() else id
    part = "" if p == "1" else f"?p={quote(p)}"
    return _linked(context, "bilibili", f"https://www.bilibili.com/video/{quote(video)}{part}")


def gist(context: Context, user: str, id: str, file: str = "") -> Fragment:
    """`{{< gist spf13 7896402 "img.html" >}}`: a link to code on GitHub."""
    part = "#file-" + re.sub(r"[^a-z0-9_]+", "-", file.lower()) if file else ""
    return _linked(context, "gist", f"https://gist.github.com/{quote(user)}/{quote(id)}{part}", file)


def tweet(context: Context, user: str = "", id: str = "", **looks: str) -> Fragment:
    """`{{< x user="SanDiegoZoo" id="1453110110599868418" >}}`, or the number alone as it was: a link to a post."""
    user, id = (user, id) if id and user else ("i", id or user)
    return _linked(context, "x", f"https://x.com/{quote(user)}/status/{quote(id)}")


def instagram(context: Context, id: str, **looks: str) -> Fragment:
    """`{{< instagram CxOWiQNP2MO >}}`: a link to a picture."""
    return _linked(context, "instagram", f"https://www.instagram.com/p/{quote(id)}/")


def mapbox(
    context: Context,
    lng: str,
    lat: str,
    zoom: str = "10",
    marked: str = "true",
    light_style: str = "",
    dark_style: str = "",
    **looks: str,
) -> Fragment:
    """`{{< mapbox -122.252 37.453 12 >}}`: a link to the place on OpenStreetMap."""
    lng, lat, zoom = quote(lng), quote(lat), quote(zoom)
    address = f"https://www.openstreetmap.org/?mlat={lat}&mlon={lng}#map={zoom}/{lat}/{lng}"
    return _linked(context, "mapbox", address, f"{lat}, {lng}")


def music(
    context: Context,
    server: str = "",
    type: str = "",
    id: str = "",
    *,
    url: str = "",
    auto: str = "",
    name: str = "",
    artist: str = "",
    **looks: str,
) -> Fragment:
    """`{{< music url="/music/x.mp3" name=… artist=… >}}`, or `{{< music netease song 1868553 >}}`: a link to it."""
    address = destination(context, url) or auto or (server if "://" in server else "")
    if server == "netease" and type in _NETEASE:
        address = f"https://music.163.com/#/{type}?id={quote(id)}"
    elif server == "tencent" and type in _TENCENT:
        address = f"https://y.qq.com/n/ryqq/{_TENCENT[type]}/{quote(id)}"
    if not address:
        context.warn(f"'music' of '{server or 'nowhere'}' is left out: no page is known that plays it")
        return Fragment(Markup(""), "")
    return _linked(context, "music", address, " – ".join(filter(None, (artist, name))))


def _linked(context: Context, name: str, address: str, words: str = "") -> Fragment:
    """A link to what a shortcode would show, which the author is told of."""
    context.warn(f"'{name}' is shown as a link", "A page asks no other site for anything.")
    words = words or address.removeprefix("https://")
    return Fragment(Markup('<a href="{}">{}</a>').format(address, words), words)


SHORTCODES = {
    "bilibili": Shortcode(bilibili, ()),
    "gist": Shortcode(gist, ()),
    "instagram": Shortcode(instagram, ()),
    "mapbox": Shortcode(mapbox, ()),
    "music": Shortcode(music, ()),
    "tweet": Shortcode(tweet, ()),
    "vimeo": Shortcode(vimeo, ("title",)),
    "x": Shortcode(tweet, ()),
    "youtube": Shortcode(youtube, ("title",)),
}
