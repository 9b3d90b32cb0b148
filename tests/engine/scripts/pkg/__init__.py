from .mod import NAME
from . import mod
from .mod import helper

CONST = 42
__all__ = ["helper"]
