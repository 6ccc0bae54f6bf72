// Trees with known answers: packages of modules that import each other, some of which import what is retired.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { spawnSync } from 'node:child_process'

/** Repeatable numbers in [0, 1) (mulberry32). */
function createRandom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const WORDS =
  'account balance cache driver engine filter gateway handler index journal kernel ledger manager network order parser queue router session token user vault worker'.split(
    ' ',
  )

const dialects = {
  typescript: {
    path: (at) => `src/pack${Math.floor(at / 100)}/mod${at}.ts`,
    head: (_at, other) => `import { make${other} } from '../pack${Math.floor(other / 100)}/mod${other}'\n`,
    body: (at, name, random, other) =>
      `\n/** The ${name} of part ${at}. */\nexport function make${at}(${name}: number, rest: readonly string[]): string {\n  const total = rest.length * ${Math.floor(random() * 1000)} + ${name}\n  return total > 10 ? make${other}(total - 1, rest) : \`${name}:\${total}\`\n}\n`,
    fill: (name, line) => `export const ${name}${line} = { key: '${name}-${line}', size: ${line}, tags: ['a', 'b'] }\n`,
    stale: (name) => `import { ${name} } from '../legacy/retired'\n`,
    use: (name, times) =>
      Array.from({ length: times }, (_, at) => `export const used${at} = new ${name}(${at})\n`).join(''),
    entry: (name, at) => ({ id: `m${at}`, from: `src/legacy/retired#${name}`, to: `src/fresh/current#Fresh${name}` }),
    barrel: (at, last) => [
      `src/barrels/b${at}.ts`,
      last ? `export { Retired0 } from '../legacy/retired'\n` : `export * from './b${at + 1}'\n`,
    ],
  },
  python: {
    path: (at) => `app/pack${Math.floor(at / 100)}/mod${at}.py`,
    head: (_at, other) => `from app.pack${Math.floor(other / 100)}.mod${other} import make${other}\n`,
    body: (at, name, random, other) =>
      `\n\ndef make${at}(${name}: int, rest: list[str]) -> str:\n    """The ${name} of part ${at}."""\n    total = len(rest) * ${Math.floor(random() * 1000)} + ${name}\n    return make${other}(total - 1, rest) if total > 10 else f"${name}:{total}"\n\n\n`,
    fill: (name, line) => `${name}${line} = {"key": "${name}-${line}", "size": ${line}, "tags": ["a", "b"]}\n`,
    stale: (name) => `from app.legacy.retired import ${name}\n`,
    use: (name, times) => Array.from({ length: times }, (_, at) => `used${at} = ${name}(${at})\n`).join(''),
    entry: (name, at) => ({
      id: `m${at}`,
      from: { module: 'app.legacy.retired', name },
      to: { module: 'app.fresh.current', name: `Fresh${name}` },
    }),
    barrel: (at, last) => [
      `app/barrels/b${at}.py`,
      last ? 'from app.legacy.retired import Retired0\n' : `from app.barrels.b${at + 1} import *\n`,
    ],
  },
}

/**
 * Write a tree and commit it.
 * @param options files, hits (files with a stale import), uses (of the retired name, in each), migrations, barrels (depth)
 * @returns how many findings there must be: for each hit its import, and its uses.
 */
export function generateTree(root, language, { files, hits = 40, uses = 2, migrations = 1, barrels = 0, lines = 40 }) {
  const dialect = dialects[language]
  const random = createRandom(7)
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const step = Math.max(1, Math.floor(files / Math.max(1, hits)))
  let stale = 0
  for (let at = 0; at < files; at++) {
    const other = Math.floor(random() * files)
    const name = WORDS[Math.floor(random() * WORDS.length)]
    const isHit = stale < hits && at % step === 0
    const retired = `Retired${stale % migrations}`
    let text = dialect.head(at, other)
    if (isHit) text += dialect.stale(retired)
    text += dialect.body(at, name, random, other)
    for (let line = 0; line < lines * random() * 2; line++) text += dialect.fill(name, line)
    if (isHit) {
      text += dialect.use(retired, uses)
      stale++
    }
    write(dialect.path(at), text)
  }
  if (barrels > 0) {
    for (let at = 0; at < barrels; at++) write(...dialect.barrel(at, at === barrels - 1))
    const base =
      language === 'python' ? 'from app.barrels.b0 import Retired0\n' : "import { Retired0 } from '../barrels/b0'\n"
    write(language === 'python' ? 'app/consumers/c.py' : 'src/consumers/c.ts', base + dialect.use('Retired0', 1))
  }
  const retired = Array.from({ length: migrations }, (_, at) => dialect.entry(`Retired${at}`, at))
  write('migrations.json', `${JSON.stringify({ version: 1, retired }, null, 1)}\n`)
  const git = (...args) =>
    spawnSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], {
      cwd: root,
      stdio: 'ignore',
    })
  git('init', '-q')
  git('add', '-A')
  git('commit', '-q', '-m', 'tree')
  return { findings: stale * (1 + uses) + (barrels > 0 ? 3 : 0), symbol: 'Retired0' }
}
