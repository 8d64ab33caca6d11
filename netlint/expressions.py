"""The closed expression language of rules: `op == "conv" and groups > 1`.

Names are columns. There are constants (numbers, text, `True`, `False`, lists of constants after
`in`), `+ - * / // %`, comparisons, `and`, `or`, `not`, and the functions of `FUNCTIONS`. There
is nothing else: what `ast` parses is translated node by node into closures, and a node that is
not named here is refused when the expression is parsed, so no attribute, call by value, power,
subscript or comprehension is ever reached. Kinds (number, text, flag) are checked at the same
time: a filter that yields no flag never runs.

A missing value (None) spreads as in Kleene's logic: `missing and False` is False, `missing or
True` is True, everything else that needs it is missing. A division by zero is missing too.
General evaluators (simpleeval among them) know no missing values, and evaluate by walking the
tree: too slow for tens of rules on thousands of layers.
"""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from netlint.errors import NetlintError
from netlint.suggestions import did_you_mean

Kind = Literal["number", "text", "flag"]
Value = int | float | str | bool | None
Evaluate = Callable[[Mapping[str, Value]], Any]

_LONGEST = 1000
_DEEPEST = 24
_MOST_NODES = 150
_LONGEST_TEXT = 200
_LARGEST = 10**18

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_ORDERED: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_EQUAL: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class ExpressionError(NetlintError):
    """An expression that cannot be followed; the message says what and where in it."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function that expressions may call.

    Attributes:
        takes: the kinds of its arguments; the last one may repeat where `repeats`.
        gives: the kind of its result.
        call: what it does with values that are all known.
        about: one line of documentation.
        repeats: whether the last argument may occur several times.
    """

    takes: tuple[Kind, ...]
    gives: Kind
    call: Callable[..., Any]
    about: str
    repeats: bool = False


FUNCTIONS: dict[str, Function] = {
    "min": Function(("number", "number"), "number", min, "the smallest of numbers", repeats=True),
    "max": Function(("number", "number"), "number", max, "the largest of numbers", repeats=True),
    "abs": Function(("number",), "number", abs, "a number without its sign"),
    "sqrt": Function(("number",), "number", math.sqrt, "the square root"),
    "round": Function(("number",), "number", round, "the nearest whole number"),
    "matches": Function(
        ("text", "text"), "flag", fnmatchcase, "whether a text matches a pattern of `*`, `?`, `[]`"
    ),
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression.

    Attributes:
        text: as written.
        kind: what it yields.
        names: the columns it uses.
        evaluate: its value for a row of columns; None where a column it needs is missing.
    """

    text: str
    kind: Kind
    names: frozenset[str]
    evaluate: Evaluate


def parse(text: str, columns: Mapping[str, Kind], wanted: Kind) -> Expression:
    """Parses an expression over columns.

    Args:
        text: the expression.
        columns: the kind of every column that it may name.
        wanted: the kind that it has to yield.

    Raises:
        ExpressionError: it is no expression of this language, names an unknown column or
            function, mixes kinds, yields another kind than wanted, or is too large.
    """
    parser = _Parser(columns, text.strip())
    kind, evaluate = parser.node(_tree(text), 0)
    if kind != wanted:
        raise ExpressionError(f"{_quoted(text)} yields a {kind}, not a {wanted}")
    return Expression(text, kind, frozenset(parser.names), evaluate)


def _tree(text: str) -> ast.expr:
    if len(text) > _LONGEST:
        raise ExpressionError(f"is longer than {_LONGEST:,} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `1 is 1` warns before it is refused
            return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        place = f" at character {error.offset}" if error.offset else ""
        raise ExpressionError(f"{_quoted(text)} is no expression: {error.msg}{place}") from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError(f"{_quoted(text)} is no expression") from None


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 120 else f"{text[:117]}...")


class _Parser:
    """Translates a tree into closures, node by node."""

    def __init__(self, columns: Mapping[str, Kind], text: str) -> None:
        self.columns = columns
        self._text = text
        self.names: set[str] = set()
        self._nodes = 0

    def node(self, node: ast.expr, depth: int) -> tuple[Kind, Evaluate]:
        self._nodes += 1
        if depth > _DEEPEST or self._nodes > _MOST_NODES:
            raise ExpressionError(
                f"is too large: at most {_MOST_NODES} terms, nested {_DEEPEST} deep"
            )
        match node:
            case ast.Constant(value=value):
                return self._constant(node, value)
            case ast.Name(id=name):
                return self._column(node, name)
            case ast.BoolOp(op=op, values=values):
                parts = [self._of_kind(value, "flag", depth) for value in values]
                return "flag", _either(parts, decides=isinstance(op, ast.Or))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return "flag", _known(operator.not_, [self._of_kind(operand, "flag", depth)])
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return "number", _known(operator.neg, [self._of_kind(operand, "number", depth)])
            case ast.BinOp(op=op, left=left, right=right) if type(op) in _ARITHMETIC:
                parts = [self._of_kind(side, "number", depth) for side in (left, right)]
                return "number", _known(_ARITHMETIC[type(op)], parts)
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                return self._comparisons(node, [left, *comparators], ops, depth)
            case ast.Call(func=ast.Name(id=name) as called, args=arguments, keywords=[]):
                self._check_letters(called, name)
                return self._call(node, name, arguments, depth)
        raise _refusal(node, "is not part of the rule language")

    def _of_kind(self, node: ast.expr, wanted: Kind, depth: int) -> Evaluate:
        kind, evaluate = self.node(node, depth + 1)
        if kind != wanted:
            raise _refusal(node, f"is a {kind} where a {wanted} is needed")
        return evaluate

    def _constant(self, node: ast.expr, value: object) -> tuple[Kind, Evaluate]:
        kind: Kind
        if isinstance(value, bool):
            kind = "flag"
        elif isinstance(value, int | float) and abs(value) <= _LARGEST:
            kind = "number"
        elif isinstance(value, str) and len(value) <= _LONGEST_TEXT:
            kind = "text"
        else:
            raise _refusal(node, "is not a constant of the rule language")
        return kind, lambda _row: value

    def _column(self, node: ast.expr, name: str) -> tuple[Kind, Evaluate]:
        self._check_letters(node, name)
        if name not in self.columns:
            hint = did_you_mean(name, [*self.columns, *FUNCTIONS])
            raise _refusal(node, f"is no column of this scope{hint}")
        self.names.add(name)
        return self.columns[name], operator.itemgetter(name)

    def _check_letters(self, node: ast.expr, name: str) -> None:
        """Refuses other letters that Python folds into these, such as full-width ones."""
        if ast.get_source_segment(self._text, node) != name:
            raise _refusal(node, "is written in letters that only look like these")

    def _comparisons(
        self, node: ast.expr, sides: Sequence[ast.expr], ops: Sequence[ast.cmpop], depth: int
    ) -> tuple[Kind, Evaluate]:
        tests = [
            self._comparison(node, left, op, right, depth)
            for left, op, right in zip(sides[:-1], ops, sides[1:], strict=True)
        ]
        return "flag", tests[0] if len(tests) == 1 else _either(tests, decides=False)

    def _comparison(
        self, node: ast.expr, left: ast.expr, op: ast.cmpop, right: ast.expr, depth: int
    ) -> Evaluate:
        kind, first = self.node(left, depth + 1)
        if isinstance(op, ast.In | ast.NotIn):
            members = self._members(right, kind)
            negated = isinstance(op, ast.NotIn)
            return _known(lambda value: (value in members) is not negated, [first])
        test = _EQUAL.get(type(op)) or (_ORDERED.get(type(op)) if kind == "number" else None)
        if test is None:
            raise _refusal(node, "does not compare in a way that the rule language knows")
        return _known(test, [first, self._of_kind(right, kind, depth)])

    def _members(self, node: ast.expr, kind: Kind) -> frozenset[Value]:
        if not isinstance(node, ast.Tuple | ast.List):
            raise _refusal(node, "must be a list of constants")
        members: set[Value] = set()
        for element in node.elts:
            found, evaluate = self.node(element, 0)
            if not isinstance(element, ast.Constant) or found != kind:
                raise _refusal(element, f"must be a constant {kind}")
            members.add(evaluate({}))
        return frozenset(members)

    def _call(
        self, node: ast.expr, name: str, arguments: Sequence[ast.expr], depth: int
    ) -> tuple[Kind, Evaluate]:
        if name == "known" and len(arguments) == 1:
            _, evaluate = self.node(arguments[0], depth + 1)
            return "flag", lambda row: evaluate(row) is not None
        function = FUNCTIONS.get(name)
        if function is None:
            raise _refusal(node, f"calls no function there is: {', '.join([*FUNCTIONS, 'known'])}")
        takes, extra = function.takes, len(arguments) - len(function.takes)
        if extra and not (function.repeats and extra > 0):
            raise _refusal(node, f"has {len(arguments)} arguments, {name} takes {len(takes)}")
        kinds = [*takes, *[takes[-1]] * extra]
        parts = [self._of_kind(a, kind, depth) for a, kind in zip(arguments, kinds, strict=True)]
        return function.gives, _known(function.call, parts)


def _refusal(node: ast.expr, problem: str) -> ExpressionError:
    try:
        text = ast.unparse(node)
    except RecursionError:
        text = "..."
    return ExpressionError(f"{_quoted(text)} at character {node.col_offset + 1} {problem}")


def _known(function: Callable[..., Any], parts: Sequence[Evaluate]) -> Evaluate:
    """Calls a function with values; missing where one of them is, or where it has no result."""

    def evaluate(row: Mapping[str, Value]) -> Any:
        values = []
        for part in parts:
            value = part(row)
            if value is None:
                return None
            values.append(value)
        try:
            result = function(*values)
        except (ArithmeticError, ValueError):  # x / 0, the root of -1, an overflow
            return None
        return result if not isinstance(result, float) or math.isfinite(result) else None

    return evaluate


def _either(parts: Sequence[Evaluate], *, decides: bool) -> Evaluate:
    """`or` where True decides, `and` where False does; left to right, as far as needed."""

    def evaluate(row: Mapping[str, Value]) -> bool | None:
        result: bool | None = not decides
        for part in parts:
            value: bool | None = part(row)
            if value is decides:
                return decides
            if value is None:
                result = None
        return result

    return evaluate
