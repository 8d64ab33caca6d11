"""Mutants of a rule: one limit moved, one operator or constant changed, one condition dropped."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from netlint.decks.rule import Level, Limits, Rule
from netlint.expressions import Expression, parse
from netlint.facts.registry import columns_of

_SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
}


def mutants(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """Every mutant with a word on what was changed."""
    for limits, what in _limits(rule.limits):
        yield f"limits {what}", replace(rule, limits=limits)
    yield from _expressions(rule, "measure")
    if rule.where is not None:
        yield "where left out", replace(rule, where=None)
        yield from _expressions(rule, "where")


def moved(number: float) -> tuple[float, float]:
    """A number a little lower and a little higher: whole numbers by 1, others by 5 %."""
    if float(number).is_integer():
        return number - 1, number + 1
    return number * 0.95, number * 1.05


def _limits(limits: Limits) -> Iterator[tuple[Limits, str]]:
    for level in Level:
        limit = limits.of(level)
        if limit is not None:
            for other in moved(limit):
                yield replace(limits, **{level.key: other}), f"{level.key} = {other:g}"
            yield replace(limits, **{level.key: None}), f"without {level.key}"


def _expressions(rule: Rule, key: str) -> Iterator[tuple[str, Rule]]:
    expression: Expression = getattr(rule, key)
    kinds = {name: column.kind for name, column in columns_of(rule.scope).items()}
    for text in dict.fromkeys(_texts(expression.text)):
        mutant = parse(text, kinds, expression.kind)
        yield f"{key} = {text}", replace(rule, **{key: mutant})


def _texts(text: str) -> Iterator[str]:
    tree = ast.parse(text, mode="eval")
    for position, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            copied = copy.deepcopy(tree)
            change(list(ast.walk(copied))[position])
            yield ast.unparse(copied)


def _changes(node: ast.AST) -> Iterator[Callable[[Any], None]]:
    """What can be changed in place at a node."""
    match node:
        case ast.BoolOp(op=op, values=values):
            yield from (_setting("op", other()) for other in _SWAPS[type(op)])
            if len(values) > 1:
                yield from (_dropping("values", index) for index in range(len(values)))
        case ast.BinOp(op=op):
            yield from (_setting("op", other()) for other in _SWAPS[type(op)])
        case ast.Compare(ops=[op]):
            yield from (_setting("ops", [other()]) for other in _SWAPS[type(op)])
        case ast.UnaryOp(op=ast.Not()):
            yield _without_not
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            yield from (_dropping("elts", index) for index in range(len(elements)))
        case ast.Constant(value=str(value)):
            yield _setting("value", value + "!")
        case ast.Constant(value=bool()):
            return
        case ast.Constant(value=int(value) | float(value)):
            yield from (_setting("value", other) for other in moved(value))


def _setting(name: str, value: object) -> Callable[[Any], None]:
    return lambda node: setattr(node, name, value)


def _dropping(name: str, index: int) -> Callable[[Any], None]:
    def change(node: Any) -> None:
        del getattr(node, name)[index]

    return change


def _without_not(node: Any) -> None:
    """`not x` becomes `x and True`: in place, what it stands in does not matter."""
    operand = node.operand
    node.__class__ = ast.BoolOp
    node.op, node.values = ast.And(), [operand, ast.Constant(True)]
