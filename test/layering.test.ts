import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'

/*
 * The house: cli → run → {languages, sources, reporters, config} → core. Siblings never import each other, core imports
 * nothing but core, and there are no circles. Parsers, schema and rewriters are never imported by the light entry.
 */

const SRC = join(import.meta.dirname, '../src')

/** Which layers each layer may import. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  'languages/python': ['languages/python', 'languages', 'core'],
  'languages/typescript': ['languages/typescript', 'languages', 'core'],
  'languages/embedded': ['languages/embedded', 'core'],
  languages: ['languages', 'languages/python', 'languages/typescript', 'core'],
  sources: ['sources', 'core'],
  config: ['config', 'core'],
  reporters: ['reporters', 'core'],
  run: ['run', 'languages', 'languages/embedded', 'sources', 'config', 'reporters', 'core'],
  cli: ['cli', 'run', 'reporters', 'config', 'sources', 'core'],
}

/** What only these layers may import. */
const GUARDED: readonly (readonly [pattern: RegExp, layers: readonly string[]])[] = [
  [/^node:(fs|child_process)/, ['sources', 'config']],
  [/^(oxc-parser|@typescript-eslint\/|ts-morph)/, ['languages/typescript']],
  [/^zod/, ['config']],
]

function layerOf(path: string): string {
  const parts = path.split('/')
  if (parts.length === 1) return path === 'index.ts' ? 'cli' : 'run'
  if (parts[0] === 'languages' && parts.length > 2) return `languages/${parts[1]}`
  return parts[0] ?? ''
}

interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
  readonly lazy: boolean
}

function readImports(path: string): Import[] {
  const { module } = parseSync(path, readFileSync(join(SRC, path), 'utf8'))
  const text = readFileSync(join(SRC, path), 'utf8')
  const ofStatements = module.staticImports.map((item) => ({
    specifier: item.moduleRequest.value,
    typeOnly: /^import\s+type\b/.test(text.slice(item.start, item.end)),
    lazy: false,
  }))
  const ofExports = module.staticExports.flatMap((item) =>
    item.entries.flatMap((entry) =>
      entry.moduleRequest ? [{ specifier: entry.moduleRequest.value, typeOnly: entry.isType, lazy: false }] : [],
    ),
  )
  const ofCalls = module.dynamicImports.map((item) => ({
    specifier: text.slice(item.moduleRequest.start + 1, item.moduleRequest.end - 1),
    typeOnly: false,
    lazy: true,
  }))
  return [...ofStatements, ...ofExports, ...ofCalls]
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split('\\').join('/'))
  .filter((path) => path.endsWith('.ts'))
const imports = new Map(files.map((path) => [path, readImports(path)]))

const targetOf = (path: string, specifier: string): string => posix.join(dirname(path), specifier)

describe('layering', () => {
  it.each(files)('%s imports downwards only', (path) => {
    const layer = layerOf(path)
    for (const { specifier } of imports.get(path) ?? []) {
      if (specifier.startsWith('.')) {
        const target = targetOf(path, specifier)
        expect(files, `${path} imports ${specifier}`).toContain(target)
        expect(ALLOWED[layer], `${path} (${layer}) imports ${target}`).toContain(layerOf(target))
      } else {
        if (layer === 'core') expect.fail(`core is pure, but ${path} imports ${specifier}`)
        for (const [pattern, layers] of GUARDED)
          if (pattern.test(specifier)) expect(layers, `${path} imports ${specifier}`).toContain(layer)
      }
    }
  })

  it('has no circles', () => {
    const state = new Map<string, 'open' | 'done'>()
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done') return
      if (state.get(path) === 'open') expect.fail(`circle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`)
      state.set(path, 'open')
      for (const { specifier, typeOnly, lazy } of imports.get(path) ?? [])
        if (specifier.startsWith('.') && !typeOnly && !lazy) visit(targetOf(path, specifier), [...trail, path])
      state.set(path, 'done')
    }
    for (const path of files) visit(path, [])
  })

  it('loads nothing heavy from the entry of the command line', () => {
    const heavy =
      /^(zod|ts-morph|typescript|oxc-parser|@typescript-eslint\/|fast-glob|diff|junit-report-builder|xmlbuilder2|ignore|smol-toml)/
    const reached = new Set<string>()
    const visit = (path: string): void => {
      if (reached.has(path)) return
      reached.add(path)
      for (const { specifier, typeOnly, lazy } of imports.get(path) ?? []) {
        if (typeOnly || lazy) continue
        if (specifier.startsWith('.')) visit(targetOf(path, specifier))
        else expect(heavy.test(specifier), `${path} loads ${specifier} at start-up`).toBe(false)
      }
    }
    visit('cli/main.ts')
    visit('run.ts')
    expect(reached.size).toBeGreaterThan(10)
  })
})
