"""argv: a directory with cases.json and <id>/<world>/…: imports every consumer of both worlds, says what each computed or how it failed."""
import importlib
import json
import os
import sys
import traceback
import warnings
warnings.simplefilter('ignore')
sys.dont_write_bytecode = True
sys.argv, argv = sys.argv[:1], sys.argv[1:]
root = argv[0]
results = {}
import unittest.mock, typing, pkgutil, asyncio, re
keep = set(sys.modules)
for case in json.load(open(root + '/cases.json')):
    res = results[case['id']] = {}
    for world in ('before', 'fixed'):
        d = os.path.join(root, case['id'].replace(':', '_'), world)
        out = res[world] = {}
        sys.path.insert(0, d)
        for c in case['consumers']:
            for k in list(sys.modules):
                if k not in keep: del sys.modules[k]
            importlib.invalidate_caches()
            try:
                mod = importlib.import_module(c)
                h = importlib.import_module('harness')
                missing = [n for n in getattr(mod, '__all__', []) if not hasattr(mod, n)]
                out[c] = h.OUT[:] + (['missing ' + repr(missing)] if missing else [])
            except BaseException as e:
                tb = traceback.extract_tb(e.__traceback__)
                own = [f for f in tb if d in f.filename]
                out[c] = f'ERROR {type(e).__name__}: {e} at {os.path.relpath(own[-1].filename, d) if own else "?"}:{own[-1].lineno if own else "?"}'
        sys.path.pop(0)
sys.__stdout__.write(json.dumps(results))
