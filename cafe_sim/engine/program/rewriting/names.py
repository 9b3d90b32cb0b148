"""What names of Python's own mean to the rewriting, where a program leaves them as they are."""

from __future__ import annotations

READS_ELEMENTS = frozenset({"bytearray", "bytes", "frozenset", "list", "set", "tuple"})
"""Builtins that go through a container given to them: of a dictionary they see the keys alone."""

READS_DEEP_ELEMENTS = frozenset({"all", "any", "sum"})
"""Those that ask what they find there whether it is true, or add it up …"""

ORDERS = frozenset({"max", "min", "sorted"})
"""… and those that compare it, unless they have a `key` to compare."""

ORDERS_BY = ORDERS | {
    "bisect", "bisect_left", "bisect_right", "groupby", "insort", "insort_left", "insort_right", "merge", "nlargest", "nsmallest", "sort",
}  # fmt: skip
"""Whatever is called so calls its `key` at once."""

READS_DEEP = frozenset({"ascii", "format", "print", "repr", "str"})
"""Builtins that make text of what is given to them."""

READS_ON = frozenset({"enumerate", "filter", "map", "zip"})
"""Builtins that read it bit by bit."""

HOW_READ = {
    **dict.fromkeys(READS_ELEMENTS, "elements"),
    **dict.fromkeys(READS_DEEP_ELEMENTS, "deep_elements"),
    **dict.fromkeys(ORDERS, "ordered"),
    "dict": "pairs",
    **dict.fromkeys(READS_DEEP, "deep"),
    **dict.fromkeys(READS_ON, "walk"),
    "len": "shape",
    "bool": "shape",
}
"""By name of a builtin: how it reads a container given to it (a method of `Eyes`)."""

READS_NOTHING = frozenset(
    {
        "__import__", "abs", "callable", "chr", "classmethod", "complex", "delattr", "dir",
        "divmod", "eval", "exec", "exit", "float", "getattr", "globals", "hasattr", "hash", "hex", "id", "input", "int",
        "isinstance", "issubclass", "locals", "next", "object", "oct", "open", "ord", "pow", "property",
        "quit", "range", "round", "setattr", "slice", "staticmethod", "super", "type", "vars",
    }
)  # fmt: skip
"""Builtins to which a container's items don't matter."""

ASK_FOR_KIND = frozenset({"isinstance", "issubclass"})
"""Of those: what asks for attributes, where it is asked for a protocol."""

ATTRIBUTES = frozenset({"delattr", "getattr", "hasattr", "setattr"})
"""Builtins that have stand-ins of their own, because they reach an attribute by its name …"""

BY_NAME = ATTRIBUTES | {"compile", "dir", "eval", "exec", "iter", "locals", "memoryview", "next", "reversed", "vars"}
"""… or step through a container, or can't be seen."""

LOOKED_INTO = frozenset({"__kwdefaults__", "_member_map_", "_value2member_map_", "keywords"})
"""Attributes with dictionaries into which Python's own code looks, for calls and for members of enumerations."""
REFLECTS = LOOKED_INTO | {
    "__closure__", "__dict__", "__globals__", "co_cellvars", "co_freevars", "co_names", "co_varnames", "f_globals",
}  # fmt: skip
"""Attributes that lead to what is kept elsewhere, or tell its names."""

ROOTS = frozenset({"__bases__", "__class__", "__code__", "__defaults__", "__dict__", "__kwdefaults__"})
"""Attributes on which it hangs what all others are, or what a call does."""

RAISED = ("__cause__", "__context__", "__traceback__")
"""Attributes that an error gets when it is raised."""

LEADS_TO_GLOBALS = frozenset({"__globals__", "f_globals", "globals", "import_module", "modules"})
"""Attributes by which a program may come to its own variables: `sys.modules[__name__]`."""

CALLS_AT_ONCE = frozenset({"filter", "map"})
"""Builtins that call the function given to them while they go through the rest."""

PASS_ON = frozenset(
    {
        "Thread", "Timer", "add_done_callback", "call_at", "call_later", "call_soon", "call_soon_threadsafe", "callback", "finalize",
        "map", "partial", "push_async_callback", "run", "run_in_executor", "submit", "to_thread", "wait_for",
    }
)  # fmt: skip
"""What is called so calls later what it is given."""

LOGS = frozenset({"critical", "debug", "error", "exception", "info", "log", "warn", "warning"})
"""Methods that make text of what is given to them, and look at the frame they are called from."""

MAKES_CLASSES = frozenset({"Enum", "Flag", "IntEnum", "IntFlag", "NamedTuple", "StrEnum", "TypedDict", "namedtuple"})
"""What is called so makes a class of what is given to it, and looks at the frame it is called from."""

MAKES_THINGS = frozenset(
    {
        "Barrier", "BoundedSemaphore", "Condition", "Event", "LifoQueue", "Lock", "PriorityQueue", "Queue", "RLock",
        "Semaphore", "SimpleQueue",
    }
)  # fmt: skip
"""What makes objects that the trace speaks of, and that the program knows by the name they are bound to."""

UNHEARD_LOOKS = frozenset(
    {
        "access", "disk_usage", "exists", "fstat", "getatime", "getctime", "getmtime", "getsize", "glob", "iglob", "is_dir", "is_file",
        "is_symlink", "isdir", "isfile", "islink", "iterdir", "lexists", "lstat", "pread", "read", "readlink", "realpath",
        "resolve", "rglob", "samefile", "stat", "statvfs", "walk",
    }
)  # fmt: skip
UNHEARD_CHANGES = frozenset({"ftruncate", "mkfifo", "mmap", "pwrite", "sendfile", "write", "writev"})
"""Functions of the standard library that look at files, or change them, and tell no audit hook."""
WRITES = frozenset({"close", "flush", "truncate", "write", "writelines"})
"""Methods of a file that is open."""

SETTINGS = {
    "_codecs": frozenset({"register", "register_error", "unregister"}),
    "_csv": frozenset({"field_size_limit", "register_dialect", "unregister_dialect"}),
    "_weakref": frozenset({"getweakrefcount", "getweakrefs"}),
    "abc": frozenset({"register"}),
    "calendar": frozenset({"setfirstweekday"}),
    "contextlib": frozenset({"chdir"}),
    "copyreg": frozenset({"add_extension", "constructor", "pickle", "remove_extension"}),
    "functools": frozenset({"register"}),
    "gc": frozenset(
        {"collect", "disable", "enable", "freeze", "get_count", "get_objects", "get_referrers", "set_threshold", "unfreeze"}
    ),
    "importlib": frozenset({"invalidate_caches", "reload"}),
    "gettext": frozenset({"bindtextdomain", "install", "textdomain"}),
    "locale": frozenset({"setlocale"}),
    "logging": frozenset(
        {
            "addFilter", "addHandler", "addLevelName", "basicConfig", "captureWarnings", "disable", "removeFilter", "removeHandler",
            "setFormatter", "setLevel", "setLogRecordFactory", "setLoggerClass", "setStream", "shutdown",
        }
    ),
    "mimetypes": frozenset({"add_type", "init"}),
    "nt": frozenset({"chdir", "umask"}),
    "posix": frozenset({"chdir", "chroot", "fchdir", "nice", "putenv", "setpriority", "umask", "unsetenv"}),
    "resource": frozenset({"setrlimit"}),
    "sys": frozenset(
        {
            "_current_exceptions", "_current_frames", "getrefcount", "set_asyncgen_hooks", "set_coroutine_origin_tracking_depth",
            "set_int_max_str_digits", "setdlopenflags", "setprofile", "setrecursionlimit", "settrace",
        }
    ),
    "warnings": frozenset({"catch_warnings", "filterwarnings", "resetwarnings", "simplefilter"}),
    "tracemalloc": frozenset({"clear_traces", "reset_peak", "start", "stop"}),
    "urllib.request": frozenset({"install_opener"}),
    "zoneinfo": frozenset({"clear_cache"}),
    "zoneinfo._tzpath": frozenset({"reset_tzpath"}),
}  # fmt: skip
"""By module: functions with which one thread changes what holds for all, or sees what all of them have."""

ENVIRONMENT = frozenset({"expanduser", "expandvars", "getenv", "getenvb"})
"""Functions that look at the environment."""

REACHES = (
    UNHEARD_LOOKS | UNHEARD_CHANGES | WRITES | ENVIRONMENT | {"__setstate__"}
    | frozenset().union(*SETTINGS.values())
)  # fmt: skip
"""Calls of anything called so are looked at, whatever is given to them."""

UNMISTAKABLE = frozenset(
    {
        "_current_frames", "chdir", "chroot", "fchdir", "get_objects", "get_referrers", "getmtime", "getsize", "set_int_max_str_digits",
        "setlocale", "setrecursionlimit", "setrlimit", "umask",
    }
)  # fmt: skip
"""Those of them that nothing else is called."""
