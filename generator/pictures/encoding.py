"""The lighter copies of a picture themselves: opened, made small, and written as AVIF or WebP."""

import io
from contextlib import suppress

from PIL import Image, ImageCms, ImageOps

from generator.pictures.images import Photo
from generator.pictures.variants import SETTINGS, WIDTHS


def opened(photo: Photo) -> Image.Image:
    """The picture upright, in sRGB and without anything its camera wrote into it; as large as any copy needs it."""
    with Image.open(photo.source) as image:
        share = min(WIDTHS[-1] / photo.width, 1)
        image.draft(None, (round(image.width * share), round(image.height * share)))
        image.load()
        upright = ImageOps.exif_transpose(image) if image.format != "PNG" else image.copy()
    plain = _in_srgb(upright)
    plain.info = {}
    return plain


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # sixteen bits of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if profile and image.mode in ("RGB", "RGBA", "L", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError):  # a damaged profile: the colours as they are written
            told = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, told, ImageCms.createProfile("sRGB"), outputMode=mode)
            return turned or image
    return image.convert(mode)


def shrunk(image: Image.Image, width: int) -> Image.Image:
    """The picture at most so many pixels wide."""
    if image.width <= width:
        return image
    height = max(round(image.height * width / image.width), 1)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def encoded(image: Image.Image, kind: str) -> bytes:
    """The file, ``avif`` or ``webp``."""
    out = io.BytesIO()
    image.save(out, kind, **SETTINGS[kind])
    return out.getvalue()
