"""The website: pages written by hand and pages generated, put together and built by MkDocs."""

from specgen.api.site.anchors import check_anchors, record_anchors
from specgen.api.site.branch import DeployError
from specgen.api.site.building import Build, SiteError, assemble_site, build, build_site, serve_site
from specgen.api.site.deploying import Deployment, DeployPlan, deploy

__all__ = [
    "Build",
    "DeployError",
    "DeployPlan",
    "Deployment",
    "SiteError",
    "assemble_site",
    "build",
    "build_site",
    "check_anchors",
    "deploy",
    "record_anchors",
    "serve_site",
]
