"""Pieces of the standard library with a token taken out, put in or exchanged, and whether CPython can parse them.

Usage: python3 mutate_sources.py SEED COUNT DIRECTORY. Prints one JSON array of [source, parses].
"""
import ast
import glob
import io
import json
import random
import sys
import tokenize
import warnings

WORDS = """( ) [ ] { } , : ; . = == @ -> := ... ~ + - * ** / % | in not is and or if else elif for while lambda yield
await async def class return import from as with try except finally raise del global pass x y 1 0 "s" b"s" None True
match case type _ *= print 1.5 0x1f 012 1_0 ! $ ?""".split() + ["\n", "\n    ", "\n        ", " \\\n x"]


def mutate(source):
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        tokens = []
    lines = source.split("\n")
    if not tokens or random.random() < 0.2:
        at = random.randrange(len(source) + 1)
        return source[:at] + random.choice(WORDS) + source[at:]
    token = random.choice(tokens)
    row, start = token.start
    if row > len(lines):
        return source
    line = lines[row - 1]
    end = token.end[1] if token.end[0] == row else len(line)
    word = " " + random.choice(WORDS) + " "
    lines[row - 1] = random.choice([line[:start] + line[end:], line[:start] + word + line[start:], line[:start] + word + line[end:]])
    return "\n".join(lines)


def piece(text):
    lines = text.split("\n")
    first = random.randrange(len(lines))
    chosen = lines[first : first + random.randint(1, 12)]
    indent = len(chosen[0]) - len(chosen[0].lstrip())
    return "\n".join(line[indent:] if not line[:indent].strip() else line for line in chosen) + "\n"


def parses(source):
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


def main():
    warnings.simplefilter("ignore")
    random.seed(int(sys.argv[1]))
    files = sorted(glob.glob(sys.argv[3] + "/**/*.py", recursive=True))
    cases = []
    while len(cases) < int(sys.argv[2]):
        try:
            with open(random.choice(files), encoding="utf8") as file:
                source = piece(file.read())
        except UnicodeDecodeError:
            continue
        for _ in range(random.randint(0, 2)):
            source = mutate(source)
        cases.append([source, parses(source)])
    json.dump(cases, sys.stdout)


main()
