"""Rewriting `match`: before each case, one that never matches and says what the pattern is going to look at.

    case Cup(size=1):   →   case .1 if .cells.looks(.1, ("class", lambda: Cup, (), (("size", ("value", 1)),)), n) …

A pattern as a value, for `seeing.matching` to follow:

    None                                    looks at nothing: a wildcard
    ("name",)                               takes what is there
    ("value", v), ("lookup", f)             compares: with a literal, with what `f` gives (`shop.best`)
    ("or", (p, …))                          tries one after the other
    ("sequence", (p, …), i)                 takes elements; the i-th stands for all that are left, -1: none does
    ("mapping", ((key, p), …), rest)        takes keys (each a "value" or "lookup"), and the rest, if told so
    ("class", f, (p, …), ((name, p), …))    takes attributes, by position and by name
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from copy import deepcopy

from cafe_sim.engine.program.rewriting.bindings import RewritesBindings
from cafe_sim.engine.program.rewriting.syntax import constant

_NO_PARAMETERS = ast.arguments([], [], None, [], [], None, [])


class RewritesPatterns(RewritesBindings):
    """Makes visible what patterns look at."""

    def _looks_at(self, case: ast.match_case, number: ast.Constant) -> list[ast.match_case]:
        """What comes before a case, if its pattern looks at anything. In a class's body names are out of reach."""
        if self._scope.kind == "class" or (isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None):
            return []
        return [self._looked_at(case.pattern, number)]

    def _looked_at(self, pattern: ast.pattern, number: ast.Constant) -> ast.match_case:
        """`case .1 if .cells.looks(.1, …) or (.1 := None): pass`: what was looked at is let go."""
        load, store, _ = self._hidden_name(pattern)
        looks = self._cells("looks", [load, self._told(pattern), number], pattern)
        lets_go = ast.copy_location(ast.NamedExpr(store, constant(None, pattern)), pattern)
        guard = ast.copy_location(ast.BoolOp(ast.Or(), [looks, lets_go]), pattern)
        capture = ast.copy_location(ast.MatchAs(None, load.id), pattern)
        return ast.match_case(capture, guard, [ast.copy_location(ast.Pass(), pattern)])

    def _told(self, pattern: ast.pattern) -> ast.expr:
        """A pattern as a value."""
        match pattern:
            case ast.MatchAs(None, str()) | ast.MatchStar(str()):
                return self._tuple([constant("name", pattern)], pattern)
            case ast.MatchAs(ast.pattern() as inner):
                return self._told(inner)
            case ast.MatchValue(value):
                return self._value_told(value)
            case ast.MatchOr(patterns):
                return self._tuple([constant("or", pattern), self._all_told(patterns, pattern)], pattern)
            case ast.MatchSequence(patterns):
                star = next((n for n, each in enumerate(patterns) if isinstance(each, ast.MatchStar)), -1)
                told = [constant("sequence", pattern), self._all_told(patterns, pattern), constant(star, pattern)]
                return self._tuple(told, pattern)
            case ast.MatchMapping(keys, patterns, rest):
                pairs: list[ast.expr] = [
                    self._tuple([self._value_told(key), self._told(each)], key)
                    for key, each in zip(keys, patterns, strict=True)
                ]
                told = [constant("mapping", pattern), self._tuple(pairs, pattern), constant(bool(rest), pattern)]
                return self._tuple(told, pattern)
            case ast.MatchClass(kind, patterns, names, named):
                pairs = [
                    self._tuple([constant(name, each), self._told(each)], each)
                    for name, each in zip(names, named, strict=True)
                ]
                told = [constant("class", pattern), self._later(kind), self._all_told(patterns, pattern)]
                return self._tuple([*told, self._tuple(pairs, pattern)], pattern)
        return constant(None, pattern)

    def _all_told(self, patterns: Iterable[ast.pattern], like: ast.AST) -> ast.expr:
        return self._tuple([self._told(each) for each in patterns], like)

    def _value_told(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Attribute):
            return self._tuple([constant("lookup", node), self._later(node)], node)
        return self._tuple([constant("value", node), node], node)

    def _later(self, node: ast.expr) -> ast.expr:
        """What a pattern names, to be looked up when its turn comes."""
        return ast.copy_location(ast.Lambda(_NO_PARAMETERS, self.visit(deepcopy(node))), node)

    def _tuple(self, elements: list[ast.expr], like: ast.AST) -> ast.expr:
        return ast.copy_location(ast.Tuple(elements, ast.Load()), like)
