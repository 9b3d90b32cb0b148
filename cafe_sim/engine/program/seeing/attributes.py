"""Seeing attributes: those that hold state have a cell; methods, properties and other descriptors are code."""

from __future__ import annotations

from collections.abc import Callable
from re import Match
from types import (
    CellType,
    FunctionType,
    GeneratorType,
    GetSetDescriptorType,
    MappingProxyType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any

from cafe_sim.engine.kernel.actor import Actor
from cafe_sim.engine.kernel.shared.cells import Cell, Shadow
from cafe_sim.engine.program.methods import TEXTS
from cafe_sim.engine.program.rewriting.names import ROOTS
from cafe_sim.engine.program.seeing.kinds import (
    CALLED_BY_PLACE,
    CONTAINERS,
    DESCRIBED,
    STATELESS,
    Kind,
    behind,
    described,
    is_rewritten,
    is_users,
    kind_of,
)
from cafe_sim.engine.program.seeing.peeking import NOTHING, SLOTS, contents_of, instance_dict, own_dict, peek
from cafe_sim.engine.program.seeing.places import AttributeTarget, Box, RootTarget
from cafe_sim.engine.program.seeing.watching import Watching

_PLAIN_LOOKUP: Any = object.__getattribute__
_BY_THE_FIRST = frozenset({"__bound__", "__constraints__", "__default__", "__value__"})
"""Attributes of types that are evaluated by whoever asks first."""
UNDER_WAY = _BY_THE_FIRST | {"ag_frame", "ag_running", "cr_await", "cr_frame", "cr_running", "gi_running"}
"""Besides: those that tell how far something has come that goes on elsewhere."""
LOOKS = {"_qsize": "look", "_state": "is-set", "unfinished_tasks": "look"}
"""Attributes of queues and futures that change, and by which operation one looks at them."""
OF_LOOPS = frozenset({"_value", "empty", "full", "is_set", "locked", "qsize"})
"""Attributes by which one looks at what belongs to an event loop: from another thread, nothing says when."""
INSIDE = UNDER_WAY | {"daemon", "name", "queue"} | LOOKS.keys() | OF_LOOPS
"""Attributes that a program may read of a thread, or of a queue: of one, nobody sees what is done with it."""
_REACHES_ON = frozenset({"method", "super", "cell"})
"""Kinds of what stands for something else."""
_PUT_IN_PLACE = (FunctionType, staticmethod, classmethod, type)
"""What a class may have instead of a method, if anything is put there."""
_ATTRIBUTES_OF_CLASSES = frozenset({"__annotations__", "__doc__", "__name__"})
"""Of the names that are special: what nobody looks at but by that name."""
_GO_ON = frozenset({"__next__", "close", "send", "throw"})
"""Methods by which a generator goes on."""


class SeesAttributes(Watching):
    """Reports what happens to attributes."""

    def whole(self, obj: Any, number: int, method: str = "next") -> Any:
        """All of an object is about to be read by code that only Python sees."""
        raise NotImplementedError

    def elements(self, obj: Any, number: int) -> Any:
        """All that going through a container gives is about to be read: of a dictionary, its keys."""
        raise NotImplementedError

    def compared(self, obj: Any, number: int) -> Any:
        """All that a value is compared by is about to be read."""
        raise NotImplementedError

    def touch(self, obj: Any, number: int, method: str) -> None:
        """Something is about to be done with an object whose state only its own code sees."""
        raise NotImplementedError

    def ends(self, number: int) -> None:
        """Somebody looks whether an object is still there."""
        raise NotImplementedError

    def ask(self, obj: Any, name: str, number: int) -> None:
        """The program's own code may be about to give a value that will be reckoned with."""
        raise NotImplementedError

    def give(self, store: Callable[[], None], numbers: tuple[int, ...]) -> None:
        """The program's own code is about to store a value that derives from those accesses."""
        raise NotImplementedError

    def see(self, obj: Any, name: str, number: int) -> Any:
        """An attribute is about to be loaded from `obj`, which is given back."""
        if type(obj) is ModuleType:
            if id(obj) in self.boxes:
                self.see_attribute(obj, name, number)
        elif self.live or self.watched() is not None:
            if kind_of(type(obj)) != "nothing":
                self.see_attribute(obj, name, number)
            elif name in INSIDE and len(self.execution.actors) > 1:
                self.see_inside(obj, name, number)
        return obj

    def see_inside(self, obj: Any, name: str, number: int) -> None:
        """One of those attributes that change unseen is about to be loaded of what the engine made."""
        raise NotImplementedError

    def see_attribute(self, obj: Any, name: str, number: int) -> int:
        """Report the load of an attribute; the read event's index, or -1."""
        actor = self.execution.running if self.live else self.watched()
        kind = kind_of(type(obj))
        if actor is None or kind in STATELESS:
            return self._see_of_frozen(obj, name, number) if kind == "frozen" and actor is not None else -1
        if kind == "object" and type(obj).__getattribute__ is _PLAIN_LOOKUP:
            namespace = instance_dict(obj)
            if namespace is not None and name in namespace:
                names = DESCRIBED.get(id(type(obj)))
                if name not in (described(type(obj)) if names is None else names):
                    return self._see_own(actor, obj, namespace, name, number)
        if kind == "module":
            box = self.session.boxes.get(id(obj))
            if box is None:
                return -1
            if isinstance(box.values.get(name), (FunctionType, type, ModuleType)) and name not in self.session.stored:
                return -1  # none is put in its place anywhere
            cell = box.cell(name)
            self.pause(actor, "read", cell, number)
            return self.read(actor, cell, number, box.values.get(name, NOTHING))
        if name == "__dict__" and kind in ("object", "class"):
            self.owned(own_dict(obj), obj)
            return -1
        if kind in _REACHES_ON:
            return self._see_beyond(actor, obj, name, number)
        if kind in CONTAINERS or kind in ("view", "opaque"):
            return self._see_of_container(obj, name, number)
        if kind == "object" and is_rewritten(type(obj).__getattribute__):
            return -1  # the program's own code decides
        return self.see_own_attribute(obj, name, number)

    def _see_of_frozen(self, obj: Any, name: str, number: int) -> int:
        """What never changes has its attributes for good; what its class has may change all the same."""
        if type(obj) is Match:
            self.compared(obj, number)
        if name not in self.session.stored or name in (instance_dict(obj) or ()):
            return -1
        return self.see_own_attribute(type(obj), name, number)

    def _see_own(self, actor: Actor, obj: Any, namespace: dict[str, Any], name: str, number: int) -> int:
        """The most frequent of all: an attribute that an object has itself."""
        cell = self.shadow(obj).cells.get(name) or self.attribute_cell(obj, name)
        if self.execution.policy is not None:
            self.pause(actor, "read", cell, number)
        value = namespace.get(name, NOTHING)
        if type(value) in CALLED_BY_PLACE:
            self.come_to(value, cell, number)
        return self.read(actor, cell, number, value)

    def see_own_attribute(self, obj: Any, name: str, number: int) -> int:
        """The same of an object or a class, found as Python itself finds it."""
        actor = self.watched()
        kind = kind_of(type(obj))
        holder = self._holder(obj, name, kind)
        if actor is None or holder is None:
            if number in self.reckoned:
                self.ask(obj, name, number)
            return -1
        cell = self.attribute_cell(obj, name)
        self.pause(actor, "read", cell, number)
        value = peek(obj, name, kind)
        if holder is not obj or ((value is None or value is NOTHING) and name not in (own_dict(obj) or ())):
            # a default of a class, or none: neither the object nor any class on the way has one, which a store changes
            for base in (*obj.__mro__, *type(obj).__mro__) if kind == "class" else type(obj).__mro__:
                if is_users(base) and base is not obj:
                    self._default(actor, base, name, number, cell)
                if base is holder and base is not obj:
                    break
            if number in self.reckoned:
                self.ask(obj, name, number)  # `__getattr__` may give one
        if type(value) in CALLED_BY_PLACE:
            self.come_to(value, cell, number)
        return self.read(actor, cell, number, value)

    def _see_of_container(self, obj: Any, name: str, number: int) -> int:
        kind, own = kind_of(type(obj)), is_users(type(obj))
        if name in self.session.stored and isinstance(getattr(type(obj), name, None), MemberDescriptorType):
            return self.see_own_attribute(obj, name, number)
        if own and self._holder(obj, name, kind) is not None:
            return self.see_own_attribute(obj, name, number)
        if own and is_rewritten(getattr(type(obj), name, None)):
            return -1  # the program's own code, which is seen
        if kind in CONTAINERS and not own and type(obj) not in CALLED_BY_PLACE:
            self.whole(obj, number)  # a method of a class of the standard library's, written in Python
        if type(obj) in TEXTS or kind == "opaque" or (kind == "view" and type(obj) is not MappingProxyType):
            steps = type(obj) is GeneratorType
            if steps and name not in _GO_ON:
                self.touch(obj, number, name)
            else:
                self.whole(obj, number, "next" if steps or name == "__next__" else "use")
            if name in UNDER_WAY and len(self.execution.actors) > 1:
                self.session.uncover(f"what {type(obj).__name__}.{name} tells", self.site(number))
            if number in self.kept and (actor := self.watched()) is not None:  # something is going to be reckoned
                return self.read(actor, self.attribute_cell(obj, name), number, None)
        return -1

    def _see_beyond(self, actor: Actor, obj: Any, name: str, number: int) -> int:
        """An attribute of what stands for something else: of a method, a function's variable, `super()`."""
        if type(obj) is MethodType:
            return self.see_attribute(obj.__func__, name, number)
        if type(obj) is super:
            return self._see_above(actor, obj, name, number)
        cell = self.variable_cell(obj)
        self.pause(actor, "read", cell, number)
        return self.read(actor, cell, number, contents_of(obj))

    def _see_above(self, actor: Actor, above: Any, name: str, number: int) -> int:
        """`super().name`: what the first class above has by that name."""
        order: tuple[type, ...] = above.__self_class__.__mro__
        for base in order[order.index(above.__thisclass__) + 1 :]:
            if name in base.__dict__:
                value = base.__dict__[name]
                if not is_users(base) or self._is_code(name, value):
                    break
                cell = self.attribute_cell(base, name)
                self.pause(actor, "read", cell, number)
                return self.read(actor, cell, number, base.__dict__.get(name, NOTHING))
        return -1

    def variable_cell(self, variable: CellType) -> Cell:
        """The cell of a function's variable, found through a closure."""
        _, box, name = self.session.variables.get(id(variable), (None, None, ""))
        return self.attribute_cell(variable, "cell_contents") if box is None else box.cell(name)

    def stored_variable(self, variable: CellType, value: Any, number: int) -> None:
        """A variable was bound through a closure: by the functions themselves it may be read unseen."""
        known = self.session.variables.get(id(variable))
        if known is not None and known[1] is not None:
            known[1].values[known[2]] = value
        elif known is not None and len(self.execution.actors) > 1:
            self.session.uncover(f"who reads {known[2]}, bound through a closure", self.site(number))

    def _default(self, actor: Actor, owner: type, name: str, number: int, heir: Cell) -> None:
        """The class's attribute is read, if the program treats it as state; if it does so later, `heir` is told."""
        shadow = self.shadow(owner)
        cell = shadow.cells.get(name)
        if cell is not None:
            self.read(actor, cell, number, owner.__dict__.get(name, NOTHING))
        else:
            shadow.heirs.setdefault(name, {})[heir.serial] = heir

    def inherited(self, actor: Actor, obj: Any, name: str, number: int, cell: Cell) -> None:
        """Of an attribute that was read: if the object has it from its class alone, that was read, too."""
        own = instance_dict(obj)
        if own is not None and name not in own:
            for base in type(obj).__mro__:
                if is_users(base):
                    self._default(actor, base, name, number, cell)

    def owned(self, namespace: Any, owner: Any) -> Any:
        """The dictionary in which `owner` keeps its attributes or variables was loaded: its items are those."""
        items = behind(namespace)
        if isinstance(items, dict):
            kept = owner if isinstance(owner, Box) else self.shadow(owner)
            name = "globals()" if isinstance(kept, Box) else f"{kept.name}.__dict__"
            self.cells.shadow(items, lambda: name).owner = kept
            self.session.owns = True
        return namespace

    def reshapes_owned(self, actor: Actor, obj: Any, name: str, number: int, deleted: bool) -> None:
        """An attribute's store or deletion is one in the dictionary behind it, should the program have that."""
        namespace = own_dict(obj) if self.session.owns else None
        if namespace is not None and (deleted or name not in namespace):
            self.update(actor, self.attribute_cell(obj, "__dict__"), number, "[]=")
            shadow = self.cells.known(namespace)
            if shadow is not None:
                self.update(actor, self.shape_cell(shadow), number, "[]=")

    def owned_cell(self, owner: Box | Shadow, name: str) -> Cell:
        """The cell of an item of such a dictionary."""
        return owner.cell(name) if isinstance(owner, Box) else self._cell_of(owner, name)

    def attribute_cell(self, holder: Any, name: str) -> Cell:
        """The cell of one attribute of the object that holds it."""
        return self._cell_of(self.shadow(holder), name)

    def _cell_of(self, shadow: Shadow, name: str) -> Cell:
        cell = shadow.cells.get(name)
        if cell is None:
            cell = self.cells.attribute(shadow, name)
            cell.atomic = cell.atomic or name in self.session.atomic_fields
        return cell

    def _holder(self, obj: Any, name: str, kind: Kind) -> Any:
        """The object whose state a load of `obj.name` reads, or None where it reads no state.

        Where there is no such attribute, it is `obj` itself: a store would change that.
        """
        if kind == "class":
            for base in (*obj.__mro__, *type(obj).__mro__):
                if name in base.__dict__:
                    value = base.__dict__[name]
                    if self._is_kept(name, value):
                        return obj
                    is_member = name in base.__dict__.get("_member_map_", ())  # of an enumeration
                    return base if is_users(base) and not (is_member or self._is_code(name, value)) else None
            return obj if is_users(obj) else None
        namespace = instance_dict(obj)
        if namespace is not None and name in namespace and name not in described(type(obj)):
            return obj
        for base in type(obj).__mro__:
            if name in base.__dict__:
                value = base.__dict__[name]
                if isinstance(value, MemberDescriptorType) or self._is_kept(name, value):
                    return obj
                return base if is_users(base) and not self._is_code(name, value) else None
        return obj

    def _is_kept(self, name: str, value: Any) -> bool:
        """Is what a class has by that name a way to what Python itself keeps for each object, and might it change?"""
        return isinstance(value, GetSetDescriptorType) and name in self.session.stored and name not in ROOTS

    def _is_code(self, name: str, value: Any) -> bool:
        """Is what a class has by that name no state? A method is none, unless another is put in its place somewhere."""
        if name in self.session.stored and isinstance(value, _PUT_IN_PLACE):
            return False
        return hasattr(type(value), "__get__") or isinstance(value, type)

    def written_attribute(self, obj: Any, name: str) -> Cell | None:
        """The cell that a store to `obj.name` writes."""
        kind = kind_of(type(obj))
        if kind == "module":
            box = self.session.boxes.get(id(obj))
            return None if box is None else box.cell(name)
        if kind in STATELESS:
            return None
        if kind == "cell":
            return self.variable_cell(obj)
        if kind == "opaque" and not is_users(type(obj)):
            return self.shape_cell(self.shadow(obj))
        if kind == "class":
            return self.attribute_cell(obj, name) if is_users(obj) else None
        if is_rewritten(type(obj).__setattr__):
            return None
        for base in type(obj).__mro__:
            value = base.__dict__.get(name, NOTHING)
            if value is not NOTHING:
                if hasattr(type(value), "__set__") and not isinstance(value, SLOTS):
                    return None
                break
        return self.attribute_cell(obj, name)

    def tell_heirs(self, actor: Actor, owner: type, name: str, number: int, value: object) -> None:
        """A class's own attribute was written: so is what was read of objects that have none of their own."""
        for cell in self.shadow(owner).heirs.pop(name, {}).values():
            self.write(actor, cell, number, value, ())

    def special(self, obj: Any, name: str, number: int) -> None:
        """A class, or a member of an enumeration, gets something that Python's own code may look at: a method by which
        an operator is done, what an object is told by. Or something of which nobody knew that it might change.
        """
        if len(self.execution.actors) < 2:
            return
        is_class = issubclass(type(obj), type)
        is_one = len(name) > 2 and name[0] == name[-1] == "_" and name not in _ATTRIBUTES_OF_CLASSES
        if is_one or (is_class and self._holder(obj, name, "class") is None):
            owner = obj if is_class else type(obj)
            self.session.uncover(f"what is kept in {owner.__name__}.{name}", self.site(number))

    def rooted(self, obj: Any, name: str, value: Any, number: int) -> None:
        """An object is about to get another class, or another dictionary; a function other code."""
        raise NotImplementedError

    def at(self, obj: Any, name: str, number: int, derived: tuple[int, ...] = ()) -> AttributeTarget:
        """The target `obj.name`."""
        return AttributeTarget(self, obj, name, number, derived)

    def at_root(self, obj: Any, name: str, number: int, derived: tuple[int, ...] = ()) -> RootTarget:
        """The same, where all else hangs on it."""
        return RootTarget(self, obj, name, number, derived)
