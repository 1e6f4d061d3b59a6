"""Rules of memories: what backs them, what windows show, what connects instances."""

from specgen.source import Severity, define

define(
    "memory-window",
    Severity.ERROR,
    "A window shows the memories of all instances, as they are.",
    """
    Its bytes are those of another memory that every instance has: its size, its byte order and what backs it follow.
    What is shared is reached by everybody anyhow, and a window of a window would give one byte a third address.
    """,
    wrong="""
    memories:
      ram: {size: 4 KiB, address: u32, shared: true, out_of_range: bad_address}
      peers: {window: ram, stride: 4 KiB, address: u32}
    """,
    right="""
    instances: {tile: {count: 4}}
    memories:
      ram: {size: 4 KiB, address: u32, out_of_range: bad_address}
      peers: {window: ram, stride: 4 KiB, address: u32}
    """,
)
define(
    "memory-backing",
    Severity.ERROR,
    "Behind a memory lies another one, further out.",
    "A hierarchy has an outermost level; memories that back each other in a circle have none.",
    wrong="""
    memories:
      near: {size: 4 KiB, address: u32, backing: far, out_of_range: bad_address}
      far: {size: 1 MiB, address: u32, backing: near, out_of_range: bad_address}
    """,
    right="""
    memories:
      near: {size: 4 KiB, address: u32, backing: far, out_of_range: bad_address}
      far: {size: 1 MiB, address: u32, out_of_range: bad_address}
    """,
)
define(
    "links-shape",
    Severity.ERROR,
    "The extents of a mesh multiply to the number of instances.",
    "Where an instance lies, and how many hops another one is away, follows from its number and the extents.",
    wrong="""
    instances: {tile: {count: 8}}
    links: {noc: {between: tile, topology: mesh, shape: [3, 3]}}
    """,
    right="""
    instances: {tile: {count: 8}}
    links: {noc: {between: tile, topology: mesh, shape: [2, 4]}}
    """,
)
