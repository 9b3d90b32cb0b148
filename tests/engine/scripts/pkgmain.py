import pkg, pkg.mod as m, pkg.sub.deep
from pkg import helper, CONST, mod2
from pkg.sub import deep as d
from helpers_of_pkgmain import *
import importlib

print(
    m.NAME,
    helper(),
    CONST,
    mod2.V,
    d.up(),
    pkg.sub.deep is d,
    pub,
    pkg.__name__,
    m.__package__,
    m.__file__.endswith("mod.py"),
)
mm = importlib.import_module("pkg.mod")
print(mm is m, importlib.import_module(".mod2", "pkg").V)
try:
    from pkg import nothere
except ImportError as e:
    print(type(e).__name__, str(e).partition(" (")[0])
try:
    import nosuchmod_zz
except ModuleNotFoundError as e:
    print(e, e.name)
try:
    _hidden
except NameError as e:
    print(e)
import sys

print("pkg.mod" in sys.modules, sys.path[0] == __import__("os").path.dirname(__import__("os").path.abspath(__file__)))
import threading

ts = [threading.Thread(target=m.bump) for _ in range(4)]
[t.start() for t in ts]
[t.join() for t in ts]
print(m.count)
