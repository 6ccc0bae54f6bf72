import {
  type DanglingImport,
  judgeImports,
  suspect,
  type Suspicion,
  suspicionKey,
  type UndecidedImport,
} from '../core/dangling.ts'
import type { AmbientModules } from '../core/dangling-missing.ts'
import { judgeMocks } from '../core/dangling-mocks.ts'
import { type DanglingUse, judgeUses, type UsesContext } from '../core/dangling-uses.ts'
import { dataFolderOf, reachedData } from '../core/dangling-data.ts'
import { PublishedNames } from '../core/dangling-names.ts'
import { OPAQUE, type NameSet, type Outline } from '../core/dangling-outline.ts'
import { decode } from '../core/decode.ts'
import type { ModuleFacts } from '../core/facts.ts'
import { compileGlobs } from '../core/glob.ts'
import type { LanguageId, Manifest } from '../core/migration.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import { OutlinePacker, unpackOutlines } from '../core/outline-pack.ts'
import type { Source } from '../core/source.ts'
import { type EmbeddedDocument, isEmbedding } from '../languages/embedded/document.ts'
import { languageOfPath } from '../languages/registry.ts'
import { createIgnoreRules } from './dangling-ignored.ts'
import { createAmbientModules, type OutlinedFiles } from './dangling-ambient.ts'
import { createModuleDoubts } from './dangling-doubts.ts'
import { createModuleOf } from './dangling-modules.ts'
import { findSuspiciousUses, type SuspiciousUses } from './dangling-uses.ts'
import type { Offers } from './dangling-suggest.ts'
import type { Engine } from './engine.ts'
import type { FactsCache } from './facts-cache.ts'
import { limitHeapGrowth } from './heap-growth.ts'
import { outlineExactly, outlineText } from './outline-text.ts'
import { createPool, type Pool } from './pool.ts'
import type { Vanished } from '../core/dangling-missing.ts'
import { settle } from './dangling-settle.ts'

/** A file with imports that point at nothing. */
export interface DanglingFile {
  readonly path: string
  readonly engine: Engine
  readonly text: string
  readonly writable: boolean
  readonly encoding: string
  readonly code: string
  readonly document: EmbeddedDocument | null
  readonly facts: ModuleFacts
  readonly dangling: readonly DanglingImport[]
  readonly uses: readonly DanglingUse[]
}

export interface DanglingResult {
  /** Sorted by path. */
  readonly files: readonly DanglingFile[]
  /** First-party modules and names that imports asked for. */
  readonly asked: number
  /** Members and strings that were looked at beside. */
  readonly used: number
  readonly undecided: readonly (UndecidedImport & { readonly path: string })[]
  /** Files of test data with imports that look amiss: they are input, not code. */
  readonly setAside: readonly string[]
  /** What the tree offers instead, by language. */
  readonly offers: ReadonlyMap<LanguageId, Offers>
}

export interface DanglingOptions {
  readonly manifest: Manifest | null
  /** Files whose imports are looked at; null: all. */
  readonly only: ((path: string) => boolean) | null
  /** Where no others can pass `only`: they are not searched for in the whole tree. */
  readonly among?: readonly string[]
  /** What the run does not look into at all. */
  readonly excluded?: (path: string) => boolean
  /** What earlier runs found out about the files; absent or null: nothing. */
  readonly facts?: FactsCache | null
  /** Reads the files; absent: this thread alone does. */
  readonly pool?: Pool
  /** What a change took away altogether. */
  readonly hasVanished?: Vanished | null
}

/**
 * First-party imports whose module or name does not exist in the source. Every file is outlined without being parsed;
 * only where an outline's import looks amiss are the importer and the module analysed, and only what the analysis
 * confirms is reported.
 */
export async function findDangling(
  source: Source,
  engines: ReadonlyMap<LanguageId, Engine>,
  options: DanglingOptions,
): Promise<DanglingResult> {
  const files: DanglingFile[] = []
  const undecided: (UndecidedImport & { path: string })[] = []
  const setAside: string[] = []
  const offers = new Map<LanguageId, Offers>()
  let asked = 0
  let used = 0
  for (const engine of engines.values()) {
    const search = new DanglingSearch(source, engine, options)
    offers.set(engine.id, search)
    const result = await search.suspects()
    asked += result.asked
    used += result.used
    if (result.suspects.size === 0) continue
    const excuses = await createExcuses(source, options.manifest)
    for (const [path, suspects] of result.suspects) {
      if (search.isData(path)) {
        setAside.push(path)
        continue
      }
      const file = search.judge(path, suspects, excuses, undecided)
      if (file !== null) files.push(file)
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1))
  return { files, asked, used, undecided, setAside, offers }
}

type Excuses = Pick<UsesContext, 'excuseOf' | 'isGenerated'>

async function createExcuses(source: Source, manifest: Manifest | null): Promise<Excuses> {
  const generated = compileGlobs(manifest?.generated ?? [])
  const isDeclared = (path: string): boolean => (manifest?.generated.length ?? 0) > 0 && generated(path)
  const isIgnored = await createIgnoreRules(source)
  return {
    isGenerated(paths, fromPath) {
      // `*.js` speaks of what sources are compiled to: of a TypeScript module the source itself must be meant.
      const likeliest = /\.[cm]?tsx?$|\.(?:vue|svelte|astro|mdx)$/.test(fromPath) ? paths.find((path) => /\.tsx?$/.test(path)) : paths[0]
      return paths.some(isDeclared) || (likeliest !== undefined && isIgnored(likeliest))
    },
    excuseOf: (paths) => (paths.some(isIgnored) ? '.gitignore names it: a build makes it' : null),
  }
}

interface Suspects {
  readonly imports: Suspicion
  readonly uses: SuspiciousUses | null
}

/** `.b = …`, also in chains and with an annotation: an expression that begins with a dot is found the quickest. */
const ATTRIBUTE_STORE = /\.([A-Za-z_]\w*)[ \t]*(?::[^=\n]{0,400})?=(?!=)/g
const OBJECT = /\b[A-Za-z_]\w*$/
const LONGEST_NAME = 200
const SETATTR = /(?<![.\w])setattr\(\s*([A-Za-z_]\w*)\s*,\s*["']([A-Za-z_]\w*)["']/g

/** `sys.modules["a.b"] = …`: what importers get is another object. */
const MODULE_STORE = /\bmodules\[\s*["']([\w.]+)["']\s*\]\s*=(?!=)/g

/** A file without them has no `declare module`. */
const AMBIENT_WORDS = ['declare', 'module']

class DanglingSearch implements Offers {
  readonly #source: Source
  readonly #engine: Engine
  readonly #options: DanglingOptions
  readonly #outlines = new Map<string, Outline | null>()
  readonly #exact = new Map<string, Outline | null>()
  readonly #names: PublishedNames
  readonly #exactNames: PublishedNames
  /** As `#names`, but what is asked of it does not count as asked by an import. */
  readonly #offeredNames: PublishedNames
  readonly #pool: Pool
  #ambient: AmbientModules | null = null
  #reached: ReadonlySet<string> | null = null
  #holders: Map<string, string[]> | null = null
  #stems: Map<string, string[]> | null = null
  #setters: Map<string, string> | null = null
  #taken: ReadonlyMap<string, ReadonlySet<string>> | null = null
  readonly #replaced = new Map<string, string>()
  readonly #defined = new Map<string, ReadonlySet<string>>()

  readonly #moduleOf: (module: ModuleAddress, name: string) => ModuleAddress | null
  readonly #doubtModule: ReturnType<typeof createModuleDoubts>

  constructor(source: Source, engine: Engine, options: DanglingOptions) {
    this.#source = source
    this.#engine = engine
    this.#options = options
    this.#pool = options.pool ?? createPool(source)
    const isTakenFrom = ({ key }: ModuleAddress, name: string): boolean => this.#isTakenFrom(key, name)
    this.#names = new PublishedNames(engine.resolver, (path) => (isEmbedding(path) ? OPAQUE : this.#outlineOf(path)), isTakenFrom)
    this.#offeredNames = new PublishedNames(engine.resolver, (path) => (isEmbedding(path) ? OPAQUE : this.#outlineOf(path)))
    this.#exactNames = new PublishedNames(engine.resolver, (path) => this.#exactOutlineOf(path), isTakenFrom)
    this.#moduleOf = createModuleOf(engine, this.#exactNames)
    this.#doubtModule = createModuleDoubts({
      source,
      engine,
      paths: () => this.#paths(),
      outlineOf: (path) => (isEmbedding(path) ? null : this.#sketchOf(path)),
      moduleOf: this.#moduleOf,
    })
  }

  async suspects(): Promise<{ readonly asked: number; readonly used: number; readonly suspects: ReadonlyMap<string, Suspects> }> {
    const { only, among } = this.#options
    const paths = among ? among.filter((path) => this.#isOwn(path)) : this.#paths()
    const wanted = only === null ? paths : paths.filter(only)
    await this.#outlineAll(wanted)
    const suspects = new Map<string, Suspects>()
    let asked = 0
    for (const path of wanted) {
      const outline = this.#outlines.get(path)
      if (!outline) continue
      const result = suspect(path, outline, this.#engine.resolver, this.#names, this.#options.hasVanished ?? null)
      asked += result.asked
      if (result.suspicion.size > 0) suspects.set(path, { imports: result.suspicion, uses: null })
    }
    const uses = findSuspiciousUses(wanted, {
      source: this.#source,
      engine: this.#engine,
      names: this.#names,
      outlineOf: (path) => this.#outlines.get(path) ?? (isEmbedding(path) ? OPAQUE : this.#outlineOf(path)),
    })
    for (const [path, found] of uses.suspects) {
      const imports = new Set(suspects.get(path)?.imports)
      for (const specifier of found.modules) imports.add(suspicionKey(specifier, null))
      suspects.set(path, { imports, uses: found })
    }
    return { asked, used: uses.asked, suspects }
  }

  async #outlineAll(paths: readonly string[]): Promise<void> {
    for (const path of paths) this.#outlines.set(path, null)
    const code = paths.filter((path) => !isEmbedding(path))
    const { facts } = this.#options
    const { id } = this.#engine
    const known = await facts?.recallOutlines(id, code)
    for (const [path, outline] of known?.outlines ?? []) this.#outlines.set(path, outline)
    const left = known?.left ?? code
    if (this.#pool.isWorthIt(left.length)) await limitHeapGrowth()
    for (const packed of await this.#pool.read('outline', { language: id }, left, () => {}))
      for (const [place, outline] of unpackOutlines(packed)) this.#outlines.set(left[place] as string, outline)
    // What the other thread holds is not needed while this one looks closer.
    this.#pool.close()
    await facts?.rememberOutlines(id, code, (path) => this.#outlines.get(path) ?? null)
    this.#source.readEach(
      paths.filter(isEmbedding),
      (path, bytes) => void this.#outlines.set(path, this.#outline(path, bytes)),
      () => {},
    )
  }

  get resolver(): Engine['resolver'] {
    return this.#engine.resolver
  }

  definersOf(name: string, limit: number): readonly string[] | null {
    if (this.#holders === null) {
      this.#holders = new Map()
      for (const path of this.#paths())
        for (const published of this.#sketchOf(path)?.names ?? []) {
          const known = this.#holders.get(published)
          if (known) known.push(path)
          else this.#holders.set(published, [path])
        }
    }
    const holders = this.#holders.get(name) ?? []
    // Most files that have a common name only import it.
    return holders.length > limit * 8 ? null : holders.filter((path) => this.#definedIn(path).has(name))
  }

  #definedIn(path: string): ReadonlySet<string> {
    const known = this.#defined.get(path)
    if (known !== undefined) return known
    const bytes = this.#source.read(path)
    const decoded = bytes === null ? null : decode(path, bytes)
    const facts = decoded === null || decoded.text === null ? null : this.#engine.language.analyze(path, decoded.text)
    const defined = new Set(
      facts?.exports.flatMap(({ name, target }) =>
        target.type === 'binding' && facts.bindings[target.binding]?.kind !== 'import' ? [name] : [],
      ),
    )
    this.#defined.set(path, defined)
    return defined
  }

  filesCalled(stem: string): readonly string[] {
    if (this.#stems === null) {
      this.#stems = new Map()
      for (const path of this.#paths()) {
        const { key } = this.#engine.resolver.addressOfPath(path)
        const last = key.slice(key.lastIndexOf(this.#engine.id === 'python' ? '.' : '/') + 1)
        const known = this.#stems.get(last)
        if (known) known.push(path)
        else this.#stems.set(last, [path])
      }
    }
    return this.#stems.get(stem) ?? []
  }

  namesOf(path: string): NameSet {
    return this.#exactOutlineOf(path)?.names ?? new Set()
  }

  publishes(path: string, name: string): boolean {
    return this.#offeredNames.publishes(this.#engine.resolver.addressOfPath(path), name) === 'yes'
  }

  #paths(): string[] {
    const paths: string[] = []
    for (const { path } of this.#source.list()) if (this.#isOwn(path)) paths.push(path)
    return paths
  }

  #isOwn(path: string): boolean {
    return languageOfPath(path) === this.#engine.id && !this.#options.excluded?.(path)
  }

  /** Test data that nothing outside of its folder imports. */
  isData(path: string): boolean {
    if (dataFolderOf(path) === null) return false
    this.#reached ??= reachedData(this.#paths(), (from) =>
      (this.#sketchOf(from)?.imports ?? []).flatMap(({ specifier, names }) => {
        const { resolver } = this.#engine
        const module = resolver.resolve(specifier, from)
        const below = names.flatMap((name) => resolver.submodule(module, name)?.path ?? [])
        return module.path === null ? below : [module.path, ...below]
      }),
    )
    return !this.#reached.has(path)
  }

  judge(
    path: string,
    suspects: Suspects,
    excuses: Excuses,
    undecided: (UndecidedImport & { path: string })[],
  ): DanglingFile | null {
    const { resolver } = this.#engine
    const missing = { path, resolver, ambient: this.#ambientModules(), ...excuses, hasVanished: this.#options.hasVanished ?? null }
    const addressOfFile = (other: string): ModuleAddress => resolver.addressOfPath(other)
    const hasCalls = (): boolean => /\bimport\s*\(/.test(this.#textOf(path))
    const settled = settle(
      { ...missing, outline: this.#sketchOf(path), names: this.#exactNames, addressOfFile, hasCalls },
      suspects.imports,
    )
    undecided.push(...settled.undecided.map((item) => ({ ...item, path })))
    const { left } = settled
    const uses = this.#settleUses(path, suspects.uses, undecided)
    const bytes = left.size === 0 && uses === null ? null : this.#source.read(path)
    const decoded = bytes === null ? null : decode(path, bytes)
    if (decoded === null || decoded.text === null) return null
    const document = this.#engine.open(path, decoded.text)
    if (isEmbedding(path) && document === null) return null
    const code = document?.text ?? decoded.text
    const facts = this.#engine.analyze(path, code, document)
    const context: UsesContext = {
      ...missing,
      text: code,
      facts,
      names: this.#exactNames,
      asked: this.#names,
      setterOf: (module, name) => this.#setterOf(module, name),
      addressOfFile,
      moduleOf: this.#moduleOf,
      doubtModule: this.#doubtModule,
    }
    const ofImports = judgeImports(context, left)
    const ofMocks = uses === null ? null : judgeMocks(context, uses.modules)
    const ofUses = uses === null ? null : judgeUses(context, uses)
    for (const verdict of [ofImports, ofMocks, ofUses])
      undecided.push(...(verdict?.undecided ?? []).map((item) => ({ ...item, path })))
    const dangling = [...ofImports.dangling, ...(ofMocks?.dangling ?? [])]
    const found = ofUses?.dangling ?? []
    if (dangling.length + found.length === 0) return null
    return { path, engine: this.#engine, ...decoded, code, document, facts, dangling, uses: found }
  }

  #settleUses(path: string, uses: SuspiciousUses | null, undecided: (UndecidedImport & { path: string })[]): SuspiciousUses | null {
    if (uses === null) return null
    const keep = (missing: SuspiciousUses['chains']): SuspiciousUses['chains'] =>
      new Map(
        [...missing].filter(([, { module, name }]) => {
          const answer = this.#exactNames.publishes(module, name)
          const setter = answer === 'no' ? this.#setterOf(module, name) : null
          const reason = answer === 'unknown' ? 'the module may publish more than can be read off it' : setter === null ? null : `${setter} may set it`
          if (reason !== null) undecided.push({ use: true, path, specifier: module.key, name, reason })
          return answer === 'no' && setter === null
        }),
      )
    const [chains, strings] = [keep(uses.chains), keep(uses.strings)]
    return chains.size + strings.size + uses.modules.size === 0 ? null : { chains, strings, modules: uses.modules }
  }

  /** Declarations may stand in any file, but mostly stand in declaration files; the others are only looked into last. */
  #ambientModules(): AmbientModules {
    this.#ambient ??= createAmbientModules(
      this.#engine.id !== 'typescript'
        ? []
        : [() => this.#declaringFiles(/\.d\.(?:\w+\.)?[cm]?tsx?$/), () => this.#declaringFiles(/\.[cm]?tsx?$/)],
      this.#engine.resolver,
      (path) => this.#textOf(path),
    )
    return this.#ambient
  }

  *#declaringFiles(wanted: RegExp): OutlinedFiles {
    const paths = this.#paths().filter((path) => wanted.test(path))
    const isKnown = (path: string): boolean => this.#outlines.has(path)
    for (const path of paths) if (isKnown(path)) yield [path, this.#outlines.get(path) ?? null]
    const spelled = new Map<string, Outline | null>()
    this.#source.readEach(
      paths.filter((path) => !isKnown(path)),
      (path, bytes) => {
        if (AMBIENT_WORDS.every((word) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(word)))
          spelled.set(path, this.#outline(path, bytes))
      },
      () => {},
    )
    yield* spelled
  }

  /** The outline as it was read at first. Where it is loose, its names are candidates. */
  #sketchOf(path: string): Outline | null {
    const known = this.#outlines.get(path)
    if (known !== undefined) return known
    const outline = this.#read(path, (bytes) => this.#outline(path, bytes))
    this.#outlines.set(path, outline)
    return outline
  }

  #outlineOf(path: string): Outline | null {
    const sketch = this.#sketchOf(path)
    return sketch?.isLoose ? this.#exactOutlineOf(path) : sketch
  }

  #outline(path: string, bytes: Uint8Array): Outline | null {
    const decoded = decode(path, bytes)
    if (decoded.text === null) return null
    const { language } = this.#engine
    if (isEmbedding(path)) {
      const document = this.#engine.open(path, decoded.text)
      // What such a file publishes is its compiler's to say; what it imports is in its code.
      return document === null ? OPAQUE : { ...this.#analyse(document.path, document.text), dynamic: true }
    }
    return compact(outlineText(language, path, decoded.text))
  }

  #exactOutlineOf(path: string): Outline | null {
    const known = this.#exact.get(path)
    if (known !== undefined) return known
    const outline = this.#read(path, (bytes) => {
      const decoded = decode(path, bytes)
      return decoded.text === null ? null : this.#analyse(path, decoded.text)
    })
    this.#exact.set(path, outline)
    return outline
  }

  #analyse(path: string, text: string): Outline {
    return outlineExactly(this.#engine.language, path, text)
  }

  /** Names that the files outlined so far take straight from installed modules, by module. */
  #isTakenFrom(key: string, name: string): boolean {
    if (this.#taken === null) {
      const taken = new Map<string, Set<string>>()
      for (const [path, outline] of this.#outlines)
        for (const { specifier, names } of outline?.imports ?? []) {
          if (names.length === 0 || specifier.startsWith('.')) continue
          const module = this.#engine.resolver.resolve(specifier, path)
          if (module.firstParty) continue
          const known = taken.get(module.key) ?? new Set()
          taken.set(module.key, known)
          for (const one of names) known.add(one)
        }
      this.#taken = taken
    }
    return this.#taken.get(key)?.has(name) ?? false
  }

  /** `base.dialect = …` in another file of the tree: a module is an object like others in Python. */
  #setterOf({ key, language }: ModuleAddress, name: string): string | null {
    if (language !== 'python') return null
    if (this.#setters === null) {
      const setters = new Map<string, string>()
      const note = (base: string | undefined, attribute: string | undefined, path: string): void => {
        if (base !== undefined && attribute !== undefined) setters.set(`${base}.${attribute}`, path)
      }
      this.#source.readEach(
        this.#paths(),
        (path, bytes) => {
          const text = decode(path, bytes).text ?? ''
          if (text.includes('modules['))
            for (const match of text.matchAll(MODULE_STORE)) this.#replaced.set(match[1] ?? '', path)
          for (const match of text.matchAll(ATTRIBUTE_STORE))
            note(OBJECT.exec(text.slice(Math.max(0, match.index - LONGEST_NAME), match.index))?.[0], match[1], path)
          if (text.includes('setattr(')) for (const match of text.matchAll(SETATTR)) note(match[1], match[2], path)
        },
        () => {},
      )
      this.#setters = setters
    }
    const replaced = this.#replaced.get(key)
    if (replaced !== undefined) return replaced
    return this.#setters.get(`${key.slice(key.lastIndexOf('.') + 1)}.${name}`) ?? null
  }

  #textOf(path: string): string {
    const bytes = this.#source.read(path)
    return bytes === null ? '' : (decode(path, bytes).text ?? '')
  }

  #read(path: string, make: (bytes: Uint8Array) => Outline | null): Outline | null {
    if (languageOfPath(path) !== this.#engine.id || isEmbedding(path)) return OPAQUE
    const bytes = this.#source.read(path)
    return bytes === null ? null : make(bytes)
  }
}

/** An outline that outlives its file: a slice of a text would keep the whole text alive. */
function compact(outline: Outline): Outline {
  const packer = new OutlinePacker()
  packer.add(0, outline)
  for (const [, packed] of unpackOutlines(packer.finish())) return packed
  return outline
}
