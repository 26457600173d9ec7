"""Machine code finds what Python's own engine and the automata find, and where they do."""

import importlib.util
import random
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ahocorasick_rs import AhoCorasick, MatchKind

from tools.expressions import EVERY, Expression, Untold, first
from tools.matching import written

COMPILER = (sysconfig.get_config_var("CC") or "cc").split()[0]
HEADERS = sysconfig.get_path("include")
LETTERS = "省市县东西协作会召开举行捐赠万元，。、；\n 0129年月以来（）a_人"
PARTS = (*LETTERS, "东西协作", "召开", "举行", "捐赠", "以来", "省市", "县年")
ASKED = (
    ("省|市|县", 0),
    ("东西部?协作", 0),
    ("[^，。]{0,6}?(?:召开|举行)(?!会)", 0),
    (r"(?<!\d)\d{1,3}(?:,\d{3})*(?:\.\d+)?万?元", 0),
    (r"(?<=[，。\n])[^，。；\d]{2,8}(?=捐赠|赠)", 0),
    (r"^\s*(?:（[^）]{1,4}）)?$", re.MULTILINE),
    (r"^[^，。]*，", 0),
    (r"[^，。；]*$", 0),
    (r"\A省.|元\Z", 0),
    ("东.西", re.DOTALL),
    ("(?:(?!召开)[^，。])*会", 0),
    ("(?:(?!召开)[^，。])+?会", 0),
    ("(?:省[^市]{0,2}市)*县", 0),
    ("(?:省[^市]*|东+西)+?(?:作|会)", 0),
    ("(?:省[^市]{0,2}市|县){1,3}年", 0),
    ("(?<![，省])(?:省[^市]{0,2}市|东+西)*会", 0),
    ("[^，。]*+，", 0),
    (r"\w+\W\S\s?\D", 0),
    (r"(?P<from>从)?(?:\d年|市)(?(from)以来|[，。])", 0),
    ("(?!(?P<one>省)(?(one)市|县))[省县].", 0),
    ("(?!(?:省[^市]{0,2}市)*县)[省县]", 0),
    ("召开|举行|捐赠|赠(?!元)|东西|协作|省[市县]", 0),
    ("(?=[省市])(?:省|市(?=县))", 0),
    ("(?:以来)?", 0),
    ("[\u3400-\u9fff](?<![省市县东西协作会召开举行捐赠万元年月以来])", 0),
)
LEFT_TO_PYTHON = (
    ("(省)?(?:(?(1)市|.))*+县", 0),
    (r"(省|市)不\1", 0),
    ("ab", re.IGNORECASE),
    ("(?:省?市?)*", 0),
)


@pytest.fixture(scope="module")
def matching(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The module of the compiled reader, made of the expressions of these tests."""
    if not shutil.which(COMPILER) or not Path(HEADERS, "Python.h").exists():
        pytest.skip("no C compiler: the reader runs as Python")
    place = tmp_path_factory.mktemp("matching")
    source, made = place / "matching.c", place / "matching.so"
    source.write_text(written((*ASKED, *LEFT_TO_PYTHON)))
    command = [COMPILER, "-shared", "-fPIC", "-w", f"-I{HEADERS}", str(source), "-o", str(made)]
    subprocess.run(command, check=True)
    spec = importlib.util.spec_from_file_location("matching", made)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def expression(matching: Any) -> Callable[..., Any]:
    """What makes an expression of one of Python's."""
    return matching.expression  # type: ignore[no-any-return]


def _spans(found: Any) -> list[tuple[Any, ...]]:
    return [(one.span(), one.groups()) for one in found if one]


@pytest.mark.parametrize(("pattern", "flags"), ASKED)
def test_machine_code_finds_what_the_engine_finds(
    pattern: str, flags: int, expression: Callable[..., Any]
) -> None:
    real = re.compile(pattern, flags)
    ours = expression(pattern, flags, real)
    assert type(ours) is not re.Pattern
    order, found = random.Random(pattern), 0
    for _ in range(400):
        text = "".join(order.choices(PARTS, k=order.randrange(40))) + order.choice("会省，\n")
        low, high = sorted(order.choices(range(-1, len(text) + 2), k=2))
        for given in ((text,), (text, low), (text, low, high), (text, high, low)):
            assert _spans([ours.search(*given)]) == _spans([real.search(*given)]), given
            assert _spans([ours.match(*given)]) == _spans([real.match(*given)]), given
            told = _spans(ours.finditer(*given))
            assert told == _spans(real.finditer(*given)), given
            found += len(told)
        assert ours.sub("·", text) == real.sub("·", text)
        assert ours.split(text) == real.split(text) and ours.pattern == pattern
    assert found > 5


@pytest.mark.parametrize(("pattern", "flags"), LEFT_TO_PYTHON)
def test_what_machine_code_is_not_made_for_stays_pythons(
    pattern: str, flags: int, expression: Callable[..., Any]
) -> None:
    real = re.compile(pattern, flags)
    with pytest.raises(Untold):
        Expression(pattern, flags)
    assert expression(pattern, flags, real) is real


@pytest.mark.parametrize("text", ["", "plain", "a\U0001f600省", "省" * 5])
def test_texts_of_any_width_are_read_alike(text: str, expression: Callable[..., Any]) -> None:
    for pattern, flags in ASKED:
        real = re.compile(pattern, flags)
        ours = expression(pattern, flags, real)
        assert _spans(ours.finditer(text)) == _spans(real.finditer(text)), pattern
        assert _spans([ours.fullmatch(text)]) == _spans([real.fullmatch(text)]), pattern


def test_what_is_no_text_is_refused_as_by_the_engine(expression: Callable[..., Any]) -> None:
    ours = expression("省|市|县", 0, re.compile("省|市|县"))
    for given in ((None,), (3,), ("省", "x"), (), ("省", 0, 1, 2)):
        with pytest.raises(TypeError):
            ours.search(*given)


def test_a_part_that_comes_again_without_end_does_not_go_deep(
    expression: Callable[..., Any],
) -> None:
    pattern = "(?:省[^市]*|东+西)+?(?:作|会)"
    real = re.compile(pattern)
    text = "东西" * 100_000 + "会"
    ours = expression(pattern, 0, real)
    assert ours.search(text).span() == real.search(text).span() == (0, len(text))


def test_the_characters_that_must_come_first_are_known() -> None:
    def told(pattern: str) -> str | None:
        points = first(Expression(pattern, 0).parts)
        return None if points is None else "".join(c for c in LETTERS if points >> ord(c) & 1)

    assert told("省?市|县") == "省市县"
    assert told("(?=[省市])[市县]") == "市"
    assert told("(?<!东)(?!西).") == told(r"[^\n]") == LETTERS.replace("\n", "")
    assert told("省*") is None
    assert first(Expression(r"[\s\S]", 0).parts) == EVERY


def test_words_are_found_as_the_automaton_finds_them(matching: Any) -> None:
    order = random.Random(5)
    for _ in range(60):
        words = ["".join(order.choices(PARTS, k=order.randrange(1, 5))) for _ in range(30)]
        words += [words[0], "\U0001f600", "\U0001f600省"]
        ours = matching.Names(words, matchkind=None)
        real = AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)
        for _ in range(20):
            text = "".join(order.choices((*PARTS, "\U0001f600", *words), k=order.randrange(30)))
            for one in (text, text.encode("ascii", "ignore").decode()):
                told = real.find_matches_as_indexes(one)
                assert ours.find_matches_as_indexes(one) == told, (words, one)


def test_words_of_no_letter_and_what_is_no_text_are_refused(matching: Any) -> None:
    for words in ([""], [3], None):
        with pytest.raises((TypeError, ValueError)):
            matching.Names(words)
    assert matching.Names([]).find_matches_as_indexes("省") == []
    with pytest.raises(TypeError):
        matching.Names(["省"]).find_matches_as_indexes(3)
