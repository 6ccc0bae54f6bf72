import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from '../../src/core/decode.ts'
import type { LanguageId } from '../../src/core/migration.ts'
import type { Source } from '../../src/core/source.ts'
import { loadDocumentOpener } from '../../src/languages/embedded/document.ts'
import { languageOfPath, loadLanguage } from '../../src/languages/registry.ts'
import { findDangling } from '../../src/run/dangling.ts'
import { Engine } from '../../src/run/engine.ts'
import { overlaySource } from '../../src/sources/memory.ts'
import { openWorktree } from '../../src/sources/worktree.ts'

/*
 * Breaks definitions and modules of a real repository at random and compares what is then reported with an oracle:
 * CPython's `ast` with a resolution of its own, or TypeScript's checker. Not a test: it needs a repository and minutes.
 *
 *   node <bundle> <repository> <python|typescript> <definitions> <modules> <seed> [<tsconfig, below the repository> [<moves>]]
 */

const [
  root = '',
  id = 'python',
  definitions = '100',
  modules = '20',
  seed = '1',
  config = 'tsconfig.json',
  moves = '30',
] = process.argv.slice(2)

/** mulberry32 */
function createRandom(state: number): () => number {
  let at = state >>> 0
  return () => {
    at = (at + 0x6d2b79f5) >>> 0
    let t = Math.imul(at ^ (at >>> 15), 1 | at)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const language = await loadLanguage(id as LanguageId)
const opener = await loadDocumentOpener()

/** A module as the oracles call it: its path without the extension. */
const placeOf = ({ path, key }: { path: string | null; key: string }): string =>
  (path ?? key.replaceAll('.', '/'))
    .replace(/(?:\.d)?\.\w+$/, '')
    .replace(id === 'python' ? /\/__init__$/ : /\/index$/, '')

async function look(
  source: Source,
): Promise<{ found: Set<string>; undecided: Map<string, string>; aside: Set<string> }> {
  const engine = new Engine(language, source, null, [], opener)
  const result = await findDangling(source, new Map([[language.id, engine]]), { manifest: null, only: null })
  const found = new Set<string>()
  for (const file of result.files)
    for (const item of file.dangling) {
      const fact = file.facts.imports[item.import]
      const names =
        item.name === null
          ? ['*', ...(fact?.names.map((name) => name.imported) ?? [])]
          : [fact?.names[item.name]?.imported ?? '']
      for (const name of names) found.add(`${file.path} ${fact?.specifier} ${name}`)
    }
  for (const file of result.files)
    for (const { module, name } of file.uses) found.add(`${file.path} @${placeOf(module)} ${name}`)
  const undecided = new Map(
    result.undecided.map((item) => [
      item.use ? `${item.path} @ ${item.name}` : `${item.path} ${item.specifier} ${item.name ?? '*'}`,
      item.reason,
    ]),
  )
  return { found, undecided, aside: new Set(result.setAside) }
}

const source = await openWorktree(root)
const random = createRandom(Number(seed))
const paths = source
  .list()
  .map(({ path }) => path)
  .filter((path) => languageOfPath(path) === id && !/\.(?:vue|svelte|astro|mdx|ipynb|d\.ts)$/.test(path))
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const changed = new Map<string, Uint8Array | null>()
for (let made = 0, tries = 0; made < Number(definitions) && tries < 20_000; tries++) {
  const path = pick(paths)
  const bytes = changed.has(path) ? null : source.read(path)
  const decoded = bytes && decode(path, bytes)
  if (!decoded || decoded.text === null) continue
  const facts = language.analyze(path, decoded.text)
  const own = facts.exports.flatMap((item) => {
    const binding = item.target.type === 'binding' ? facts.bindings[item.target.binding] : undefined
    return binding && binding.kind !== 'import' && binding.declarations.length === 1 && binding.name === item.name
      ? [binding]
      : []
  })
  const span = facts.problem || own.length === 0 ? undefined : pick(own).declarations[0]
  if (!span) continue
  changed.set(path, Buffer.from(`${decoded.text.slice(0, span.end)}__gone${decoded.text.slice(span.end)}`))
  made++
}
/** A definition's lines, decorators and documentation comments left where they are; null where they cannot be told. */
function cutDefinition(text: string, start: number): { rest: string; block: string } | null {
  const from = text.lastIndexOf('\n', start) + 1
  const head = text.slice(from, text.indexOf('\n', start))
  if (!/^(?:export )?(?:async )?(?:def|class|function|interface|enum)\b/.test(head)) return null
  const lines = text.slice(from).split('\n')
  const last =
    id === 'python'
      ? lines.findIndex((line, at) => at > 0 && /^[^\s#)\]}]/.test(line))
      : lines.findIndex((line) => /^}/.test(line)) + 1
  if (last < 2 || /^@/.test(text.slice(text.lastIndexOf('\n', from - 2) + 1, from))) return null
  const block = `${lines.slice(0, last).join('\n')}\n`
  return { rest: text.slice(0, from) + lines.slice(last).join('\n'), block }
}
const moved = new Map<string, string>()
for (let made = 0, tries = 0; made < Number(moves) && tries < 20_000; tries++) {
  const path = pick(paths)
  const bytes = changed.has(path) ? null : source.read(path)
  const decoded = bytes && decode(path, bytes)
  const facts = decoded?.text ? language.analyze(path, decoded.text) : null
  const own = facts?.exports.flatMap((item) => {
    const binding = item.target.type === 'binding' ? facts.bindings[item.target.binding] : undefined
    return binding && (binding.kind === 'class' || binding.kind === 'function') && binding.declarations.length === 1
      ? [binding]
      : []
  })
  const binding = own && own.length > 0 ? pick(own) : undefined
  const cut =
    binding?.declarations[0] && decoded?.text ? cutDefinition(decoded.text, binding.declarations[0].start) : null
  if (!cut || !binding || language.analyze(path, cut.rest).problem || language.analyze(path, cut.block).problem)
    continue
  const target = path.replace(/((?:__init__|index)?\.\w+)$/, (end) =>
    /^\w/.test(end) ? `moved_${made}${end.replace(/^\w+/, '')}` : `_moved_${made}${end}`,
  )
  changed.set(path, Buffer.from(cut.rest))
  changed.set(target, Buffer.from(cut.block))
  moved.set(binding.name, target)
  made++
}
for (let made = 0, tries = 0; made < Number(modules) && tries < 20_000; tries++) {
  const path = pick(paths)
  if (changed.has(path) || /(?:^|\/)__init__\.pyi?$/.test(path)) continue
  changed.set(path, null)
  made++
}

const before = await look(source)
const after = await look(overlaySource(source, changed))
const fresh = [...after.found].filter((item) => !before.found.has(item))

const folder = mkdtempSync(join(tmpdir(), 'dangling-'))
const overlay = Object.fromEntries(
  [...changed].map(([path, bytes]) => [path, bytes === null ? null : Buffer.from(bytes).toString('utf8')]),
)
writeFileSync(join(folder, 'overlay.json'), JSON.stringify(overlay))
const [program, script] =
  id === 'python' ? ['python3', 'dangling_oracle.py'] : [process.execPath, 'dangling-oracle.mjs']
const oracle = spawnSync(
  program,
  [join(process.cwd(), 'test/run', script), root, join(folder, 'overlay.json'), config],
  {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  },
)
rmSync(folder, { recursive: true })
if (oracle.status !== 0) throw new Error(oracle.stderr)
const expected = oracle.stdout.split('\n').filter((line) => line !== '')

/** `a.gone.x` asks again what `import a.gone` asks, where that is undecided. */
const isAskedByImport = (path: string, name: string): boolean =>
  [...after.undecided.keys()].some((item) => {
    const [from = '', specifier = '', taken = ''] = item.split(' ')
    return from === path && (taken === name || (taken === '*' && specifier.split('.').includes(name)))
  })
const reasonOf = (item: string): string | null => {
  const [path = '', specifier = ''] = item.split(' ')
  const use = item.split(' ')
  return (
    after.undecided.get(item) ??
    (use[1]?.startsWith('@') ? after.undecided.get(`${path} @ ${use[2]}`) : undefined) ??
    after.undecided.get(`${path} ${specifier} *`) ??
    (use[1]?.startsWith('@') && isAskedByImport(path, use[2] ?? '') ? 'its import is undecided' : undefined) ??
    (after.aside.has(path) ? 'test data' : changed.get(path) === null ? 'deleted itself' : null)
  )
}
/** `a.gone.x` says again what `import a.gone` says. */
const isSaidByImport = (item: string): boolean => {
  const [path = '', place = '', name = ''] = item.split(' ')
  if (!place.startsWith('@')) return false
  return [...after.found].some((one) => {
    const [from = '', specifier = '', taken = ''] = one.split(' ')
    return from === path && (specifier.split('.').includes(name) || taken === name)
  })
}
const isFound = (item: string): boolean =>
  after.found.has(item) ||
  isSaidByImport(item) ||
  (item.endsWith(' *') && fresh.some((one) => one.startsWith(item.slice(0, -1))))
const missed = expected.filter((item) => !isFound(item) && reasonOf(item) === null)
const open = expected.filter((item) => !isFound(item) && reasonOf(item) !== null)
const known = new Set(expected)
const extra = fresh.filter(
  (item) =>
    !known.has(item) &&
    !known.has(`${item.split(' ').slice(0, 2).join(' ')} *`) &&
    !(item.endsWith(' *') && expected.some((one) => one.startsWith(item.slice(0, -1)))),
)
console.log(
  `${root}: ${changed.size} mutations; oracle ${expected.length}, found ${expected.length - missed.length - open.length}, undecided ${open.length}, missed ${missed.length}, beyond the oracle ${extra.length}`,
)
for (const item of missed.slice(0, 40)) console.log(`  missed ${item}`)
for (const item of extra.slice(0, 40)) console.log(`  beyond ${item}`)
for (const item of open.slice(0, 15)) console.log(`  undecided ${item}: ${reasonOf(item)}`)
