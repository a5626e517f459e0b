"""Security headers of every page, for the service and for the static host alike. Pure data."""

from webhook.catalogue import Shop


def page_headers(shop: Shop) -> dict[str, str]:
    """Headers for HTML pages: nothing is loaded from elsewhere, nothing inline runs, no page can be framed."""
    service = f" {shop.service}" if shop.service else ""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": f"'self'{service}",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": f"'self'{service}",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


ASSET_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
"""Headers for addresses that carry a content hash."""
