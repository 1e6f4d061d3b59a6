"""The website: pages written by hand and pages generated, put together and built by MkDocs."""

from specgen.api.site.building import Build, SiteError, assemble_site, build, build_site, serve_site

__all__ = ["Build", "SiteError", "assemble_site", "build", "build_site", "serve_site"]
