"""Writes small projects as JSON: definitions before and after some migrations, and consumers in as many forms as fit.

argv: seed, count. A consumer collects what it computes in harness.OUT; that must be the same before and after.
"""
import json, random, sys

def definition(kind, name, tag):
    if kind == 'class':
        return f'class {name}(Exception):\n    tag = {tag!r}\n    __match_args__ = ("v",)\n\n    def __init__(self, v=0):\n        super().__init__(v)\n        self.v = v\n\n    def get(self):\n        return ({tag!r}, self.v)\n'
    if kind == 'func':
        return f'def {name}(v=0):\n    if callable(v):\n        v.tag = {tag!r}\n        return v\n    return ({tag!r}, v)\n'
    return f'{name} = {tag!r}\n'

class World:
    def __init__(self): self.modules = {}   # name -> {symbol: (kind, tag)}
    def copy(self):
        w = World(); w.modules = {m: dict(s) for m, s in self.modules.items()}; return w

def path_of(mod, packages): return mod.replace('.', '/') + ('/__init__.py' if mod in packages else '.py')

class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.n = 0
    def pick(self, xs): return self.r.choice(list(xs))
    def chance(self, p): return self.r.random() < p

    def case(self):
        r = self.r
        w = World()
        packages = {'app', 'app.sub', 'tools'}
        mods = ['app.impl', 'app.other', 'app.sub.deep', 'lib', 'app.sub.leaf', 'tools.kit']
        names = iter(r.sample(['Thing','Widget','Gadget','helper','maker','LIMIT','Base','Node','run_it','VALUE','Error','Config','load','Impl','deep','impl','leaf','Zed','alpha','Mixin','fmt','Util','parse','Alpha'], 16))
        for m in mods:
            w.modules[m] = {}
            for _ in range(r.randint(2, 3) if m not in ('lib', 'tools.kit') else 2):
                nm = next(names, None)
                if nm is None: break
                kind = 'class' if nm[0].isupper() and not nm.isupper() else 'const' if nm.isupper() else 'func'
                w.modules[m][nm] = (kind, f't{self.n}'); self.n += 1
        self.before = w
        after = w.copy()
        manifest = []
        moves = {}     # (mod, name) -> (mod, name)
        modmoves = {}
        taken = set()
        for _ in range(r.choice([1, 1, 1, 2, 2, 3])):
            op = r.choice(['rename', 'rename', 'move', 'move', 'both', 'both', 'module', 'module', 'builtin', 'attr', 'split', 'member'])
            m = self.pick([x for x in after.modules if x in w.modules and x not in taken and after.modules[x]] or ['none'])
            if m == 'none': continue
            syms = [s for s in w.modules[m] if s in after.modules[m] and (m, s) not in moves]
            if not syms: continue
            s = self.pick(syms)
            kind, tag = after.modules[m][s]
            newname = self.pick(['Renamed', 'out', 'typing', 'fn', 'q', 'x', s + '2', 'New' + s, s.lower() if s.lower() != s else s.upper(), 'k', 'deep', 'other', 'harness', 'result', 'Fresh', 'impl', 'app', 'lib'])
            target = self.pick([x for x in ('app.impl', 'app.other', 'app.sub.deep', 'app.sub.fresh', 'fresh', 'app.fresh', 'lib', 'tools.kit', 'tools.more') if x != m and x not in modmoves and x not in taken])
            if op == 'module':
                if any(a == m for a, _ in moves) or any(b == m for b, _ in moves.values()) : continue
                new = self.pick(['app.moved', 'moved', 'app.sub.moved', 'tools.' + m.split('.')[-1], 'app.' + m.split('.')[-1], 'app.sub.' + m.split('.')[-1], 'app.' + m.split('.')[-1] + '_v2', m.split('.')[-1]])
                if new in after.modules or new in w.modules or new in packages: continue
                after.modules[new] = after.modules.pop(m); modmoves[m] = new; taken.add(m); taken.add(new)
                manifest.append({'from': {'module': m}, 'to': {'module': new}, 'language': 'python'})
                continue
            if op == 'split':
                for s2, t2 in zip(syms, ['app.part_one', 'app.sub.part_two', 'part_three']):
                    after.modules.setdefault(t2, {})[s2] = after.modules[m].pop(s2); moves[(m, s2)] = (t2, s2)
                    manifest.append({'from': {'module': m, 'name': s2}, 'to': {'module': t2, 'name': s2}, 'language': 'python'})
                continue
            if op == 'builtin':
                if kind != 'const': continue
                # the constant becomes a builtin: same value through the harness
                w.modules[m][s] = ('alias', 'str'); 
                after.modules[m].pop(s); moves[(m, s)] = ('builtins', 'str')
                manifest.append({'from': {'module': m, 'name': s}, 'to': {'module': 'builtins', 'name': 'str'}, 'language': 'python'})
                continue
            if op == 'attr':
                if kind == 'const': continue
                holder = self.pick(['Holder', 'timezone', 'harness', 'Box'])
                tm = target if self.chance(.7) else m
                if holder in after.modules.get(tm, {}): continue
                after.modules[m].pop(s); 
                after.modules.setdefault(tm, {})[holder] = ('holder', (s, kind, tag)); moves[(m, s)] = (tm, holder + '.' + s)
                manifest.append({'from': {'module': m, 'name': s}, 'to': {'module': tm, 'name': holder + '.' + s}, 'language': 'python'})
                continue
            if op == 'member':
                if kind == 'const': continue
                holder = self.pick(['Holder', 'Namespace'])
                if holder in after.modules[m]: continue
                w.modules[m].pop(s); after.modules[m].pop(s)
                w.modules[m][holder] = ('holder', (s, kind, tag))
                how = r.choice(['member', 'free', 'freemove'])
                if how == 'member':
                    after.modules[m][holder] = ('holder', (newname if newname != s else 'nn', kind, tag)); to = (m, holder + '.' + (newname if newname != s else 'nn'))
                else:
                    tm = m if how == 'free' else target
                    if newname in after.modules.get(tm, {}): continue
                    after.modules[m][holder] = ('holder', ('unused', 'func', 'unused'))
                    after.modules.setdefault(tm, {})[newname] = (kind, tag); to = (tm, newname)
                moves[(m, holder + '.' + s)] = to
                manifest.append({'from': {'module': m, 'name': holder + '.' + s}, 'to': {'module': to[0], 'name': to[1]}, 'language': 'python'})
                continue
            nn = s if op == 'move' else newname
            tm = m if op == 'rename' else target
            if nn in after.modules.get(tm, {}) or (tm, nn) == (m, s) or nn in w.modules.get(tm, {}): continue
            after.modules[m].pop(s); after.modules.setdefault(tm, {})[nn] = (kind, tag)
            moves[(m, s)] = (tm, nn)
            manifest.append({'from': {'module': m, 'name': s}, 'to': {'module': tm, 'name': nn}, 'language': 'python'})
        if not manifest: return self.case()
        # façades
        facade = {}
        init = ''
        if self.chance(.5):
            chosen = [(m, s) for m in w.modules for s in w.modules[m] if m.startswith('app.')]
            r.shuffle(chosen)
            listed = []
            for m, s in chosen[:r.randint(1, 3)]:
                if s in (x.split('.')[-1] for x in list(w.modules) + list(after.modules) + list(packages)): continue
                style = r.choice(['rel', 'abs', 'as'])
                tail = m[len('app.'):]
                if style == 'rel': init += f'from .{tail} import {s}\n'
                elif style == 'abs': init += f'from {m} import {s}\n'
                else: init += f'from .{tail} import {s} as {s}\n'
                facade[s] = (m, s); listed.append(s)
            if listed and self.chance(.5):
                init += '\n__all__ = [' + ', '.join(f'"{s}"' for s in listed) + ']\n'
        files = {'app/__init__.py': init, 'app/sub/__init__.py': '', 'tools/__init__.py': '', 'harness.py': 'OUT = []\n\n\ndef out(*values):\n    OUT.append(repr(values))\n\n\ndef deco(*args, **options):\n    return lambda target: target\n'}
        consumers = ['app.use_a', 'app.sub.use_b', 'use_c', 'tests.test_d'][:r.randint(2, 4)]
        interesting = list(moves) + [(m, s) for m in modmoves for s in w.modules[m]]
        for c in consumers:
            files[c.replace('.', '/') + '.py'] = self.consumer(c, w, interesting, facade)
        files['tests/__init__.py'] = ''
        defs_before, defs_after = {}, {}
        for world, into in ((w, defs_before), (after, defs_after)):
            for m, syms in world.modules.items():
                text = ''
                for s, (kind, tag) in syms.items():
                    if kind == 'holder':
                        inner, ik, it = tag
                        body = definition(ik, inner, it)
                        if ik == 'func': body = '@staticmethod\n' + body
                        text += f'class {s}:\n' + ''.join('    ' + l + '\n' if l else '\n' for l in body.rstrip('\n').split('\n')) + '\n\n'
                    elif kind == 'alias': text += f'{s} = {tag}\n\n\n'
                    else: text += definition(kind, s, tag) + '\n\n'
                into[path_of(m, packages)] = text or '"""Empty."""\n'
        return {'manifest': manifest, 'files': files, 'before': defs_before, 'after': defs_after, 'consumers': consumers + ['app']}

    def consumer(self, mod, w, interesting, facade):
        r = self.r
        self.i = 0
        head, body = [], []
        self.bound = {}
        self.hard = self.chance(.35)   # forms that may be left for a person
        head.append(self.pick(['', '', '"""A consumer."""\n', '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n"""Doc."""\n', '# a licence\n\n']))
        if self.chance(.2): head.append('from __future__ import annotations\n')
        pool = ['import typing\n', 'import sys\n', 'from unittest import mock\n', 'from harness import deco, out\n']
        r.shuffle(pool); pool_at = r.randint(0, 1)
        lines = list(pool)
        # the wanted symbols
        targets = [self.pick(interesting) for _ in range(r.randint(1, 3))]
        for _ in range(r.randint(0, 2)):
            m = self.pick(w.modules)
            if w.modules[m]: targets.append((m, self.pick(w.modules[m])))
        used = {'typing', 'sys', 'mock', 'deco', 'out', 'harness'}
        tail = []
        for m, s in targets:
            style = r.choice(['from', 'from', 'from', 'alias', 'paren', 'mod', 'modas', 'parent', 'parentas', 'rel', 'relparent', 'local', 'localmod', 'try', 'if1', 'class', 'typechecking', 'facade', 'dyn', 'semi', 'back', 'twice', 'star'])
            first = s.split('.')[0]
            rest = s[len(first):]
            parent, _, leaf = m.rpartition('.')
            i = self.next()
            sibling = self.pick([x for x in w.modules[m]])
            if style == 'facade':
                if first not in facade or facade[first] != (m, first): style = 'from'
            relm, relp = self.relative(mod, m), self.relative(mod, parent) if parent else None
            if style == 'star' and (len(w.modules[m]) == 0 or any(x in used for x in w.modules[m])): style = 'from'
            if style in ('parent', 'parentas', 'relparent') and not parent: style = 'mod'
            if style == 'rel' and relm is None: style = 'from'
            if style == 'relparent' and relp is None: style = 'parent'
            def free(*ns):
                ok = all(n not in used for n in ns)
                if ok: used.update(ns)
                return ok
            nd = None
            if style in ('from', 'paren', 'back', 'try', 'if1', 'semi', 'rel', 'facade', 'twice'):
                if not free(first): style = 'alias'
            if style in ('from', 'paren', 'back', 'try', 'if1', 'semi', 'rel', 'facade', 'twice'):
                src = relm if style == 'rel' else ('app' if style == 'facade' else m)
                other = sibling if sibling != first and sibling not in used and style not in ('facade',) and self.chance(.6) else None
                if other: used.add(other)
                pair = [first] + ([other] if other else [])
                if self.chance(.5): pair.reverse()
                if style == 'paren': lines.append(f'from {src} import (\n' + ''.join(f'    {p},' + ('  # noqa\n' if self.chance(.3) else '  # keep\n' if self.chance(.3) else '\n') for p in pair) + ')\n')
                elif style == 'back': lines.append(f'from {src} import ' + ', \\\n    '.join(pair) + '\n')
                elif style == 'try': lines.append(f'try:\n    from {src} import {", ".join(pair)}\nexcept ImportError:\n' + ''.join(f'    {p} = None\n' for p in pair))
                elif style == 'if1': lines.append(f'if sys: from {src} import {", ".join(pair)}\n'); 
                elif style == 'semi': lines.append(f'import os; from {src} import {", ".join(pair)}; import re\n')
                elif style == 'twice':
                    lines.append(f'from {src} import {first}\n'); lines.append(f'from {src} import {first} as again{i}\n')
                    body.append(f'out(again{i} is {first})\n')
                    if other: pair = [first]
                else: lines.append(f'from {src} import {", ".join(pair)}\n')
                if other and other in pair: body.append(f'out({other} is not None)\n')
                body += self.uses(mod, first + rest, first, m, s, w, toplevel=True)
            elif style == 'alias':
                a = self.pick([f'alias{i}', f'{first}_{i}', f'_{first}{i}'])
                src = relm if relm and self.chance(.3) else m
                lines.append(f'from {src} import {first} as {a}\n')
                body += self.uses(mod, a + rest, a, m, s, w, toplevel=True)
            elif style == 'mod':
                top = m.split('.')[0]
                if top in used and self.bound.get(top) != 'pkg': continue
                used.add(top); self.bound[top] = 'pkg'
                more = self.pick(['', '', ', os', ', app.sub.leaf' if 'app.sub.leaf' in w.modules else '']) 
                if more == ', app.sub.leaf' and top != 'app': more = ''
                lines.append(f'import {m}{more}\n')
                body += self.uses(mod, f'{m}.{s}', None, m, s, w, top=top)
                if self.chance(.4): body.append(f'out(sorted(x for x in dir({m}) if x == "__name__"))\n')
            elif style == 'modas':
                a = f'm{i}'
                lines.append(f'import {m} as {a}\n')
                body += self.uses(mod, f'{a}.{s}', None, m, s, w, modexpr=a)
            elif style in ('parent', 'parentas', 'relparent'):
                src = relp if style == 'relparent' else parent
                if style == 'parent' or style == 'relparent':
                    if not free(leaf): continue
                    a = leaf; lines.append(f'from {src} import {leaf}\n')
                else:
                    a = f'p{i}'; lines.append(f'from {src} import {leaf} as {a}\n')
                body += self.uses(mod, f'{a}.{s}', None, m, s, w, modexpr=a)
            elif style == 'local':
                ind = self.uses(mod, first + rest, first, m, s, w, toplevel=False)
                src = relm if relm and self.chance(.3) else m
                fn = f'def local{i}():\n    from {src} import {first}\n' + self.indent(''.join(ind)) + f'\n\nlocal{i}()\n'
                body.append(fn)
            elif style == 'localmod':
                ind = self.uses(mod, f'{m}.{s}', None, m, s, w)
                body.append(f'def local{i}():\n    import {m}\n' + self.indent(''.join(ind)) + f'\n\nlocal{i}()\n')
            elif style == 'class':
                body.append(f'class Holder{i}:\n    from {m} import {first}\n    kept = {first}{rest}\n\n    def go(self):\n        return self.kept, self.{first}\n\n\nout(Holder{i}.kept is not None)\n')
            elif style == 'typechecking':
                if not free(first): continue
                lines.append(f'if typing.TYPE_CHECKING:\n    from {m} import {first}\n')
                body.append(f'def tc{i}(v: "{first}{rest}", w: "typing.Optional[{first}{rest}]" = None) -> "{first}{rest}":\n    z: "{first}{rest}" = v\n    return z\n\n\nout(tc{i}(1))\n')
            elif style == 'star':
                used.update(w.modules[m])
                lines.append(f'from {m} import *\n')
                body += self.uses(mod, first + rest, first, m, s, w, toplevel=True, star=True)
            elif style == 'dyn':
                d = r.choice([f'__import__("{m}", fromlist=["{first}"]).{s}', f'importlib.import_module("{m}").{s}', f'importlib.import_module("{m}").{s}', f'pkgutil.resolve_name("{m}:{s}")', f'pkgutil.resolve_name("{m}.{s}")'])
                if 'importlib' in d and 'importlib' not in used: lines.append('import importlib\n'); used.add('importlib')
                if 'pkgutil' in d and 'pkgutil' not in used: lines.append('import pkgutil\n'); used.add('pkgutil')
                body.append(f'out({d} is not None)\n')
        if self.chance(.4): r.shuffle(lines)
        # typing/sys needed first by some forms
        need = [l for l in lines if l in ('import typing\n', 'import sys\n')]
        lines = need + [l for l in lines if l not in need]
        r.shuffle(body)
        text = ''.join(head) + ('\n' if head[0] else '') + ''.join(lines) + '\n\n' + '\n'.join(body)
        if self.chance(.1): text = text.rstrip('\n')
        if self.chance(.1): text = text.replace('\n', '\r\n')
        if self.chance(.05): text = '\ufeff' + text if not text.startswith('#!') else text
        if self.chance(.1): text = text.replace('    ', '\t')
        return text

    def next(self): self.i += 1; return self.i
    def indent(self, t): return ''.join('    ' + l + '\n' if l else '\n' for l in t.rstrip('\n').split('\n'))

    def relative(self, mod, m):
        if m is None: return None
        pkg = mod.split('.')[:-1]
        parts = m.split('.')
        if not pkg or parts[0] != pkg[0]: return None
        common = 0
        while common < len(pkg) and common < len(parts) and pkg[common] == parts[common]: common += 1
        return '.' * (len(pkg) - common + 1) + '.'.join(parts[common:])

    def uses(self, mod, E, H, m, s, w, toplevel=False, modexpr=None, top=None, star=False):
        r = self.r
        first = s.split('.')[0]
        kind, tag = w.modules[m][first]
        if kind == 'holder': kind = tag[1] if '.' in s else 'plain'
        if kind == 'alias': kind = 'plain'
        S = s.split('.')[-1]
        N = H or E.split('.')[0]     # the name at the head of the expression
        forms = []
        def add(t, weight=1):
            forms.extend([t] * weight)
        # any kind
        add(lambda i: f'out({E} is not None)\n', 2)
        add(lambda i: f'out([x is None for x in ({E}, {E})], "{S}")\n')
        add(lambda i: f'out((lambda z={E}: z is None)())\n')
        add(lambda i: f'out(f"{{{E} is None!r:>8}} {{{{{S}}}}} {S}")\n')
        add(lambda i: f'def sh{i}({N}):\n    return {N} + 1\n\n\nout(sh{i}(1))\n')
        add(lambda i: f'def ls{i}():\n    {N} = 7\n    return [{N} for _ in range(1)]\n\n\nout(ls{i}())\n')
        add(lambda i: f'out([{N} for {N} in range(2)])\n')
        add(lambda i: f'out(dict({N}_a=1, {S}=2), dict({N}=1))\n')
        add(lambda i: f'class At{i}:\n    {S} = 5\n    {N} = 6\n\n    def me(self):\n        return self.{S}, {E} is None\n\n\nout(At{i}.{S}, At{i}().me())\n')
        add(lambda i: f'def an{i}(x: "{E}", y: "typing.List[{E}]" = 1, *, z: {E} = 2) -> "typing.Literal[\'{S}\']":\n    a: {E} = x\n    return a\n\n\nout(an{i}(3))\n')
        add(lambda i: f'out(typing.cast("{E}", 3))\n')
        add(lambda i: f'def nl{i}():\n    {N} = 1\n\n    def inner():\n        nonlocal {N}\n        {N} += 1\n        return {N}\n\n    return inner()\n\n\nout(nl{i}())\n')
        add(lambda i: f'def ex{i}():\n    try:\n        raise ValueError("{S}")\n    except ValueError as {N}:\n        return str({N})\n\n\nout(ex{i}())\n')
        add(lambda i: f'def wi{i}():\n    import os.path as {N}\n    return {N}.sep\n\n\nout(wi{i}())\n')
        add(lambda i: f'def lo{i}(fn=None, *, q={E}):\n    for k in range(1):\n        x = {E}\n        yield x is q, k\n\n\nout(list(lo{i}()))\n')
        add(lambda i: f'out((w{i} := {E}) is not None, w{i} is None)\n')
        add(lambda i: f'@deco({E}, {N}_={i})\ndef de{i}(*args: {E}, **kw: {E}):\n    return args, kw\n\n\nout(de{i}(1, {S}=2))\n')
        add(lambda i: f'out(\n    {E}  # {S}\n    is not None\n)\n')
        add(lambda i: f'ty{i} = {E}  # type: {E}\nout(ty{i} is None)\n')
        add(lambda i: f'def fu{i}():\n    result = {E}\n    out = result\n    typing = 1\n    return out is None, typing\n\n\nout(fu{i}())\n')
        add(lambda i: f'def doc{i}():\n    """Uses {S} of {m}: `{m}.{s}`."""\n    # {E}\n    return {E} is None\n\n\nout(doc{i}())\n')
        add(lambda i: f'ob{i} = type("Ob", (), {{}})()\nob{i}.{S} = {E} is None\nob{i}.{N} = 2\nout(ob{i}.{S}, ob{i}.{N})\n')
        add(lambda i: f'out("{S}", "{S} x", ["{S}"])\n')
        add(lambda i: f'def ge{i}[{N}X, {N}](a: {N}) -> {N}:\n    return a\n\n\nout(ge{i}(1))\n')
        add(lambda i: f'def gf{i}[T: {E}](a: T, b: {E} = {E}):\n    return b is None\n\n\nout(gf{i}(1))\n')
        add(lambda i: f'out(f"{{(lambda: f\'{{{E} is None}} {S}\')()}}")\n')
        add(lambda i: f'x{i} = {{"{S}": {E}, **{{"{N}": 1}}}}\nout(sorted(x{i}))\n')
        add(lambda i: f'assert {E} is not None; out({E} is None); del_{i} = {E}; del del_{i}\n')
        add(lambda i: f'if {E} is not None: out(1)\nelse: out({E})\n')
        add(lambda i: f'async def co{i}():\n    async with {E}() as {N}x, b:\n        async for {N}y in {E}():\n            await {E}()\n\n\nout(co{i}.__name__)\n')
        if '.' in E and N != E:
            a, b = E.rsplit('.', 1)
            add(lambda i: f'out({a} \\\n    .{b} is None)\n')
            add(lambda i: f'out((\n    {a}\n    .{b}\n) is None)\n')
        if H is not None and E == H:
            add(lambda i: f'class Cl{i}:\n    {H} = {H}\n    val = {H}\n\n\nout(Cl{i}.val is None, Cl{i}.{H} is None)\n')
            if toplevel:
                add(lambda i: f'def gl{i}():\n    global {H}\n    return {H} is None\n\n\nout(gl{i}())\n')
                add(lambda i: f'out(globals()["{H}"] is None)\n')
                add(lambda i: f'__all__ = ["{H}"]\n') if not star else None
                add(lambda i: f'with mock.patch("{mod}.{H}", 5):\n    out({H})\n') if not star else None
                add(lambda i: f'with mock.patch(f"{{__name__}}.{H}", 5):\n    out({H})\n') if not star else None
                add(lambda i: f'with mock.patch.object(sys.modules[__name__], "{H}", 5):\n    out({H})\n') if not star else None
                add(lambda i: f'def setter{i}():\n    global {H}\n    keep, {H} = {H}, 4\n    out({H})\n    {H} = keep\n\n\nsetter{i}()\n') if not star else None
                if self.hard:
                    add(lambda i: f'out({H} is None)\nif {H} is None:\n    {H} = 1\n')
            else:
                add(lambda i: f'if {H} is None:\n    {H} = 1\n')
                add(lambda i: f'def cl{i}():\n    nonlocal {H}\n    return {H} is None\n\n\nout(cl{i}())\n')
        if modexpr and '.' not in modexpr:
            add(lambda i: f'out(getattr({modexpr}, "{first}") is None)\n')
            add(lambda i: f'with mock.patch.object({modexpr}, "{first}", 5):\n    out({modexpr}.{first})\n')
            add(lambda i: f'out(hasattr({modexpr}, "{first}"))\n')
            add(lambda i: f'keep{i} = {modexpr}.{first}\n{modexpr}.{first} = 3\nout({modexpr}.{first})\n{modexpr}.{first} = keep{i}\n')
            add(lambda i: f'mo{i} = {modexpr}\nout(mo{i}.{s} is None)\n')
        if H is None:
            add(lambda i: f'with mock.patch("{m}.{first}", 5):\n    out({E.rsplit("." + s, 1)[0]}.{first})\n')
            add(lambda i: f'with mock.patch.multiple("{m}", {first}=6):\n    out({E.rsplit("." + s, 1)[0]}.{first})\n')
            add(lambda i: f'@mock.patch("{m}.{first}")\ndef pa{i}(x):\n    return x is {E.rsplit("." + s, 1)[0]}.{first}\n\n\nout(pa{i}())\n')
            add(lambda i: f'out(sys.modules["{m}"].{s} is {E})\n')
        if kind == 'class':
            add(lambda i: f'out({E}(1).get())\n', 2)
            add(lambda i: f'class Su{i}({E}):\n    def get(self):\n        return "K", super().get()\n\n\nout(Su{i}(3).get())\n')
            add(lambda i: f'match {E}(6):\n    case {E}(v=q) if q:\n        out(q)\n    case _:\n        out("no")\n')
            add(lambda i: f'def ma{i}(k):\n    match k:\n        case [{E}(), *{N}rest]:\n            return 1\n        case {{"a": {E}(v) as fn}}:\n            return v\n        case {E}(5) | {E}(6):\n            return 2\n\n\nout(ma{i}({E}(6)), ma{i}({{"a": {E}(3)}}))\n')
            add(lambda i: f'try:\n    raise {E}(3)\nexcept (KeyError, {E}) as err:\n    out(err.get())\n')
            add(lambda i: f'T{i} = typing.TypeVar("T{i}", bound="{E}")\nout(eval(T{i}.__bound__.__forward_arg__).tag)\n')
            add(lambda i: f'def hi{i}(v: "{E}"):\n    pass\n\n\nout(typing.get_type_hints(hi{i})["v"].tag)\n') if toplevel or H is None else None
            add(lambda i: f'out(isinstance({E}(), {E}), issubclass({E}, (int, {E})))\n')
            add(lambda i: f'type Al{i} = {E} | None\nout(Al{i}.__value__.__args__[0].tag)\n')
            add(lambda i: f'out([{N}.get() for {N} in [{E}(1)]])\n')
            add(lambda i: f'class Gen{i}[T: {E}]:\n    a: T\n    b: {E}\n\n\nout(typing.get_type_hints(Gen{i})["b"].tag)\n')
            add(lambda i: f'Nt{i} = typing.NamedTuple("Nt{i}", [("{S}", "{E}")])\nout(Nt{i}(1).{S})\n')
            add(lambda i: f'out(f"{{{E}(v=f"{{1}}").get()!r}}", f\'{{ {E}.tag = }}\'.split("=")[1])\n')
        if kind == 'func':
            add(lambda i: f'out({E}(1))\n', 2)
            add(lambda i: f'@{E}\ndef ta{i}():\n    pass\n\n\nout(ta{i}.tag)\n')
            add(lambda i: f'out(list(map({E}, [1, 2])), sorted([3], key={E}))\n')
        if kind == 'const':
            add(lambda i: f'out({E} + "x", {E}[0])\n')
            if '.' in E: add(lambda i: f'match "a":\n    case {E}:\n        out(1)\n    case _:\n        out(2)\n')
        result = []
        for _ in range(r.randint(2, 5)):
            result.append(self.pick(forms)(self.next()))
        if not any(E in x for x in result): result.append(f'out({E} is None)\n')
        return result

if __name__ == '__main__':
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    print(json.dumps([dict(Gen(f'{seed}:{k}').case(), id=f'{seed}:{k}') for k in range(count)]))
