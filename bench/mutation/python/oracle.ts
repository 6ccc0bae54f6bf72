import { join, posix } from 'node:path'
import {
  applyAll,
  type Broken,
  DRAWN_KINDS,
  type Edit,
  type Files,
  type Inspection,
  type Mutation,
  type Observation,
  type Place,
  type MutationKind,
  type Oracle,
  type Overlay,
  type Site,
} from '../model.ts'
import type { Random } from '../random.ts'
import { Session } from './session.ts'

type Sites = Readonly<Record<string, readonly (readonly [number, number])[]>>

interface ModuleName {
  readonly name: string
  readonly home: string
  /** Importers of that name get this file. */
  readonly unique: boolean
}

/** Mutations and verdicts by CPython's ast and symtable (oracle.py). */
export class PythonOracle implements Oracle {
  readonly #files: Files
  readonly #random: Random
  readonly #session: Session
  readonly #paths: readonly string[]
  readonly #used = new Set<string>()
  #word = ''
  #serial = 0

  private constructor(files: Files, random: Random, session: Session) {
    this.#files = files
    this.#random = random
    this.#session = session
    this.#paths = [...files.keys()].filter((path) => path.endsWith('.py')).sort()
  }

  static async open(files: Files, random: Random): Promise<PythonOracle> {
    const session = new Session(process.env['REPOINT_ORACLE'] ?? join(import.meta.dirname, 'oracle.py'))
    const sources = Object.fromEntries([...files].filter(([path]) => /\.pyi?$|\/py\.typed$/.test(path)))
    await session.ask({ command: 'load', files: sources })
    return new PythonOracle(files, random, session)
  }

  async mutate(): Promise<Mutation | null> {
    const kind = this.#random.pick(DRAWN_KINDS) ?? 'rename'
    const path = this.#random.pick(this.#paths)
    if (path === undefined) return null
    const module = await this.#session.ask<ModuleName>({ command: 'module', path })
    if (!module.unique || module.name === '' || !/^[\w.]+$/.test(module.name)) return null
    if (kind === 'module') return this.#moveModule(path, module)
    const name = this.#random.pick(await this.#session.ask<string[]>({ command: 'candidates', path }))
    if (name === undefined || name.length < 3 || this.#used.has(`${path}#${name}`)) return null
    this.#used.add(`${path}#${name}`)
    if (!this.#paths.some((other) => other !== path && this.#files.get(other)?.includes(name))) return null
    return this.#changeSymbol(kind, path, module, name)
  }

  async #changeSymbol(kind: MutationKind, path: string, module: ModuleName, name: string): Promise<Mutation | null> {
    const sites = await this.#session.ask<Sites>({ command: 'sites', path, name })
    const own = sites[path] ?? []
    const others = Object.entries(sites).filter(([other, found]) => other !== path && found.length > 0)
    if (others.length === 0 || own.length === 0) return null
    this.#word = `\\b${name}\\b`
    const taken = kind !== 'move' && this.#random.next() < 0.3 ? await this.#takenName(path, others) : null
    const renamed = kind === 'move' ? name : (taken ?? `${name}_renamed${++this.#serial}`)
    const symbol = (after: string): NonNullable<Mutation['symbol']> => ({
      before: { path, name },
      after: { path: after, name: renamed },
    })
    const rename = (file: string, found: readonly (readonly [number, number])[], text: string): string =>
      applyAll(
        this.#files.get(file) ?? '',
        found.map(([start, end]): Edit => ({ path: file, start, end, text })),
      )
    const overlay = new Map<string, string | null>([
      [path, rename(path, own, kind === 'rename' ? renamed : `${name}_kept`)],
    ])
    const concerned = Object.keys(sites).filter((item) => item !== path)
    const all = others.flatMap(([file, found]) => found.map(([start, end]) => ({ path: file, start, end })))
    if (kind === 'rename') {
      const rewritten = new Map(others.map(([file, found]) => [file, rename(file, found, renamed)] as const))
      const entry = { from: { module: module.name, name }, to: { name: renamed }, language: 'python' }
      return {
        kind,
        title: `${module.name}#${name} → ${renamed}${taken === null ? '' : ' (taken)'}`,
        entry,
        overlay,
        sites: all.filter((site) => !this.#isAlias(site)),
        spelled: all,
        // Where the new name is taken, a person would not write it everywhere.
        rewritten: taken === null ? rewritten : null,
        concerned,
        symbol: symbol(path),
      }
    }
    const target = this.#newPath(path, module)
    if (target === null) return null
    overlay.set(target.path, `${renamed} = object()\n`)
    const entry = {
      from: { module: module.name, name },
      to: { module: target.name, name: renamed },
      language: 'python',
    }
    return {
      kind,
      title: `${module.name}#${name} → ${target.name}#${renamed}`,
      entry,
      overlay,
      sites: null,
      spelled: all,
      rewritten: null,
      concerned: [...concerned, target.path],
      symbol: symbol(target.path),
    }
  }

  /** A name that one of the files concerned binds to something else; the definition's own file does not know it. */
  async #takenName(path: string, others: readonly (readonly [string, unknown])[]): Promise<string | null> {
    const other = this.#random.pick(others)?.[0]
    if (other === undefined) return null
    const names = await this.#session.ask<string[]>({ command: 'names', path: other })
    const own = this.#files.get(path) ?? ''
    const free = names.filter((item) => /^[A-Za-z]\w{2,}$/.test(item) && !new RegExp(`\\b${item}\\b`).test(own))
    return this.#random.pick(free) ?? null
  }

  async #moveModule(path: string, module: ModuleName): Promise<Mutation | null> {
    if (/(?:^|\/)(?:__init__|__main__|conftest|setup)\.py$/.test(path) || this.#used.has(`module ${path}`)) return null
    this.#used.add(`module ${path}`)
    const target = this.#newPath(path, module)
    if (target === null) return null
    const stem = posix.basename(path, '.py')
    this.#word = `\\b${stem}\\b`
    const text = this.#files.get(path) ?? ''
    const moved = await this.#makeAbsolute(text, module.name)
    if (moved === null) return null
    const overlay = new Map<string, string | null>([
      [path, null],
      [target.path, moved],
    ])
    const stub = path.replace(/\.py$/, '.pyi')
    if (this.#files.has(stub)) return null
    const broken = (await this.findBroken(overlay)).filter((item) => !overlay.has(item.path))
    if (broken.length === 0) return null
    const mentions = await this.#session.ask<Sites>({ command: 'mentions', name: module.name })
    const spelled = Object.entries(mentions).flatMap(([file, found]) =>
      found.map(([start, end]) => ({ path: file, start, end })),
    )
    const entry = { from: { module: module.name, submodules: false }, to: { module: target.name }, language: 'python' }
    return {
      kind: 'module',
      title: `${module.name} → ${target.name}`,
      entry,
      overlay,
      sites: null,
      spelled,
      rewritten: null,
      module: { before: { path, name: module.name }, after: target },
      concerned: [target.path],
    }
  }

  /** The moved file's own relative imports, made absolute. */
  async #makeAbsolute(text: string, name: string): Promise<string | null> {
    const imports = await this.#session.ask<[string, number, number][]>({ command: 'imports', text })
    if (!imports.some(([, level]) => level > 0)) return text
    let failed = false
    const result = text.replace(
      /^([ \t]*from\s+)(\.+)([\w.]*)(?=\s+import\b)/gm,
      (_, head: string, dots: string, rest: string) => {
        const parts = name.split('.')
        if (dots.length > parts.length) failed = true
        const base = parts.slice(0, parts.length - dots.length)
        if (base.length === 0 && rest === '') failed = true
        return head + [...base, ...(rest === '' ? [] : [rest])].join('.')
      },
    )
    const again = await this.#session.ask<[string, number, number][]>({ command: 'imports', text: result })
    return failed || again.some(([, level]) => level > 0) ? null : result
  }

  async findBroken(overlay: Overlay): Promise<readonly Broken[]> {
    return this.#session.ask<Broken[]>({ command: 'broken', overlay: Object.fromEntries(overlay), word: this.#word })
  }

  async inspect(texts: Files): Promise<ReadonlyMap<string, Inspection>> {
    return new Map(
      Object.entries(
        await this.#session.ask<Record<string, Inspection>>({ command: 'inspect', files: Object.fromEntries(texts) }),
      ),
    )
  }

  async observe(overlay: Overlay, paths: readonly string[], place: Place): Promise<ReadonlyMap<string, Observation>> {
    const request = { command: 'observe', overlay: Object.fromEntries(overlay), paths, ...place }
    const seen = await this.#session.ask<Record<string, Observation | null>>(request)
    return new Map(Object.entries(seen).flatMap(([path, item]) => (item === null ? [] : [[path, item] as const])))
  }

  async confirms({ symbol, entry }: Mutation, path: string, line: number): Promise<boolean> {
    const module = (entry as { readonly from: { readonly module: string } }).from.module
    const wanted = { target: symbol?.before.path ?? null, name: symbol?.before.name ?? null, module }
    return this.#session.ask<boolean>({ command: 'confirms', path, line, ...wanted })
  }

  /** `X as X`: who is told of the first needs not be told of the second. */
  #isAlias(site: Site): boolean {
    return /\sas\s+$/.test((this.#files.get(site.path) ?? '').slice(Math.max(0, site.start - 12), site.start))
  }

  close(): void {
    this.#session.close()
  }

  /** A new module beside the old one, or in another package of the same root. */
  #newPath(path: string, module: ModuleName): { path: string; name: string } | null {
    const directory = posix.dirname(path)
    const packages = this.#paths
      .filter((item) => item.endsWith('/__init__.py') && (module.home === '' || item.startsWith(`${module.home}/`)))
      .map((item) => posix.dirname(item))
      .filter(
        (item) => item.split('/')[0] === directory.split('/')[0] && /^[\w/]+$/.test(item.slice(module.home.length)),
      )
    const chosen = this.#random.next() < 0.5 ? directory : (this.#random.pick(packages) ?? directory)
    const stem = posix.basename(path, '.py') === '__init__' ? 'package' : posix.basename(path, '.py')
    const target = posix.join(chosen, `${stem}_moved${++this.#serial}.py`)
    const inner = module.home === '' ? target : target.slice(module.home.length + 1)
    return { path: target, name: inner.slice(0, -3).split('/').join('.') }
  }
}
