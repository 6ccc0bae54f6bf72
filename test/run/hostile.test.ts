import { describe, expect, it } from 'vitest'
import { PLAIN_RUN } from '../../bench/plain-run.ts'
import type { RunOptions, RunResult } from '../../src/core/run-options.ts'
import { runOn } from '../../src/run.ts'
import { createMemorySource } from '../../src/sources/memory.ts'

/*
 * Files and trees that nobody wrote in good faith: the run ends, soon, with a report. The sizes are such that a step which
 * costs the square of its input takes minutes and one that recurses runs out of stack; no times are compared.
 */

const SIZE = 80_000
const ENOUGH = 60_000

const OPTIONS: RunOptions = { ...PLAIN_RUN, today: '2026-11-23', dangling: true, writes: false, baseline: 'apply' }

type Tree = Readonly<Record<string, string>>

const manifestOf = (language: 'python' | 'typescript'): string =>
  JSON.stringify({
    version: 1,
    retired: [{ id: 'x', language, from: { module: 'a', name: 'ToolDispatcher' }, to: { module: 'a', name: 'B' } }],
  })

const PYTHON = { 'migrations.json': manifestOf('python'), 'a.py': 'class B: pass\n' }
const TYPESCRIPT = { 'migrations.json': manifestOf('typescript'), 'a.ts': 'export class B {}\n' }

const runTree = (files: Tree): Promise<RunResult> => runOn(createMemorySource(files), OPTIONS)

const repeat = (text: string, size = SIZE): string => text.repeat(Math.floor(size / text.length))
const many = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join('')
const treeOf = (count: number, make: (at: number) => [string, string]): Tree =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => make(at)))

/** One text, again and again, in a file that has the retired name and is imported itself. */
const inPython = (text: string): Tree => ({
  ...PYTHON,
  'h.py': `from a import ToolDispatcher\n${text}`,
  'b.py': 'import h\nfrom h import q\nimport a\n',
})
const inTypeScript = (text: string): Tree => ({
  ...TYPESCRIPT,
  'h.ts': `import {ToolDispatcher} from "./a"\n${text}`,
  'b.ts': 'import * as h from "./h"\nimport {q} from "./h"\nh.z;import "./a"\n',
})

const PYTHON_TEXTS = [
  'import a;',
  'import a\n',
  'from a import b;',
  'if a:',
  'async ',
  'try:\n',
  'lambda ',
  'as ',
  'globals()["a"];',
  'ToolDispatcher()\n',
  'from a import ToolDispatcher\n',
  'import a.ToolDispatcher\n',
  'x: "ToolDispatcher"\n',
  'def f():\n from a import ToolDispatcher\n ToolDispatcher\n',
  'import a as b\nb.ToolDispatcher\n',
  'try:\n from a import ToolDispatcher\nexcept ImportError:\n ToolDispatcher=None\n',
  'patch("a.ToolDispatcher");',
  '# repoint: ignore[x] -- why\nToolDispatcher\n',
  '__all__ += ["ToolDispatcher"]\n',
  '__all__=["a",',
  'x[',
  'f"{',
]

const TYPESCRIPT_TEXTS = [
  '\\"',
  "\\'",
  '\\',
  '\\\n',
  '1_;',
  'const a;',
  '({a=1});',
  '"\\u{zz}",',
  '/[',
  'export*from"a";',
  'import("a");',
  'ToolDispatcher;',
  'f(ToolDispatcher)\nToolDispatcher=1\n',
  'export {ToolDispatcher};',
  'require("./a").ToolDispatcher;',
  'import("./a").then(({ToolDispatcher})=>ToolDispatcher);',
  'type A=ToolDispatcher;',
  'vi.mock("./a");',
  '\u2028',
  '// repoint-ignore-next-line x -- why\nToolDispatcher;',
  '{let ToolDispatcher=1;ToolDispatcher}',
  'a?a:',
  '`${',
]

describe('a text that repeats itself ends in a report', () => {
  for (const text of PYTHON_TEXTS)
    it(`Python: ${JSON.stringify(text)}`, { timeout: ENOUGH }, async () => {
      const { report } = await runTree(inPython(repeat(text)))
      expect(report.findings.some((finding) => finding.path === 'h.py')).toBe(true)
    })
  for (const text of TYPESCRIPT_TEXTS)
    it(`TypeScript: ${JSON.stringify(text)}`, { timeout: ENOUGH }, async () => {
      const { report } = await runTree(inTypeScript(repeat(text)))
      expect(report.findings.some((finding) => finding.path === 'h.ts')).toBe(true)
    })
})

const COUNT = 3_000
const TREES: Readonly<Record<string, () => Tree>> = {
  'star imports in a chain': () => ({
    ...PYTHON,
    ...treeOf(COUNT, (at) => [`m${at}.py`, `from ${at === COUNT - 1 ? 'a' : `m${at + 1}`} import *\n`]),
    'u.py': 'from m0 import ToolDispatcher, Gone\nfrom a import ToolDispatcher as T\nT()\n',
  }),
  'star imports in circles': () => ({
    ...PYTHON,
    ...treeOf(COUNT, (at) => [`m${at}.py`, `from m${(at + 1) % COUNT} import *\nfrom m${(at * 7) % COUNT} import *\n`]),
    'u.py': 'from m0 import ToolDispatcher, Gone\nfrom a import ToolDispatcher as T\nT()\n',
  }),
  'diamonds of stars': () => ({
    ...TYPESCRIPT,
    ...treeOf(COUNT, (at) => [`m${at}.ts`, `export * from './m${at + 1}';export * from './n${at + 1}'\n`]),
    ...treeOf(COUNT, (at) => [`n${at}.ts`, `export * from './m${at + 1}';export * from './n${at + 1}'\n`]),
    [`m${COUNT}.ts`]: "export * from './a'",
    'u.ts': "import {ToolDispatcher} from './a'\nimport {Gone} from './m0'\n",
  }),
  'barrels behind barrels': () => ({
    ...TYPESCRIPT,
    ...treeOf(500, (at) => [`${'p/'.repeat(at + 1)}index.ts`, "export * from './p'\n"]),
    'u.ts': "import {ToolDispatcher} from './p'\nimport {ToolDispatcher as T} from './a'\n",
  }),
  'configurations that extend each other': () => ({
    ...TYPESCRIPT,
    'tsconfig.json': '{"extends":"./t0.json"}',
    ...treeOf(200, (at) => [`t${at}.json`, `{"extends":["./t${at + 1}.json","./t${at + 2}.json","./tsconfig.json"]}`]),
    'u.ts': "import {ToolDispatcher} from './a'\n",
  }),
  'thousands of patterns': () => ({
    ...TYPESCRIPT,
    'package.json': `{"name":"q","exports":{${many(COUNT, (at) => `"./x${at}/*":"./src/${at}/*.ts",`)}"./a":"./a.ts"}}`,
    'tsconfig.json': `{"compilerOptions":{"paths":{${many(COUNT, (at) => `"x${at}/*":["./src/${at}/*"],`)}"y":["./a"]}}}`,
    'u.ts': "import {ToolDispatcher} from './a'\nimport 'q/x1/a'\nimport 'x2/b'\n",
  }),
  'brackets that nest': () => ({
    ...PYTHON,
    'package.json': '['.repeat(SIZE) + ']'.repeat(SIZE),
    'pyproject.toml': `a=${'['.repeat(SIZE)}`,
    'h.ipynb': `{"cells":${'['.repeat(SIZE)}"ToolDispatcher"${']'.repeat(SIZE)}}`,
    'i.py': `ToolDispatcher${'['.repeat(SIZE)}`,
    'u.py': 'from a import ToolDispatcher\n',
  }),
  'directories that nest': () => ({
    ...PYTHON,
    [`${'d/'.repeat(500)}u.py`]: 'from a import ToolDispatcher\n',
  }),
  'replacements that are replaced': () => ({
    'u.py': 'from m0 import T\n',
    'migrations.json': JSON.stringify({
      version: 1,
      retired: Array.from({ length: COUNT }, (_, at) => ({
        id: `x${at}`,
        language: 'python',
        from: { module: `m${at}`, name: 'T' },
        to: { module: `m${at + 1}`, name: 'T' },
      })),
    }),
  }),
}

describe('a tree that leads in circles, or ever deeper, ends in a report', () => {
  for (const [name, make] of Object.entries(TREES))
    it(name, { timeout: ENOUGH }, async () => {
      const { report } = await runTree(make())
      expect(report.findings.length).toBeGreaterThan(0)
    })
})
