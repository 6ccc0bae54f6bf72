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
import type { UsesContext } from '../core/dangling-use.ts'
import { type DanglingUse, judgeUses } from '../core/dangling-uses.ts'
import { dataFolderOf, reachedData } from '../core/dangling-data.ts'
import { PublishedNames } from '../core/dangling-names.ts'
import { OPAQUE, type Outline } from '../core/dangling-outline.ts'
import { decode } from '../core/decode.ts'
import type { ModuleFacts } from '../core/facts.ts'
import type { LanguageId, Manifest } from '../core/migration.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import type { Source } from '../core/source.ts'
import { type EmbeddedDocument, isEmbedding } from '../languages/embedded/document.ts'
import { languageOfPath } from '../languages/registry.ts'
import { createAmbientModules } from './dangling-ambient.ts'
import { createModuleDoubts } from './dangling-doubts.ts'
import { createExcuses, type Excuses } from './dangling-excuses.ts'
import { createModuleAttributes, type ModuleAttributes } from './dangling-modules.ts'
import { createOffers } from './dangling-offers.ts'
import { OutlineStore } from './dangling-outlines.ts'
import { withoutOwnNames } from './dangling-own-names.ts'
import { createSetters, type Setters } from './dangling-setters.ts'
import { createModuleOf, moduleCalled } from './dangling-sketched.ts'
import { findSuspiciousUses, type SuspiciousUses } from './dangling-uses.ts'
import type { Offers } from './dangling-suggest.ts'
import type { Engine } from './engine.ts'
import type { FactsCache } from './facts-cache.ts'
import type { OutlinesAhead } from './outlines-ahead.ts'
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
  /** What was outlined already; absent or null: nothing. */
  readonly outlines?: OutlinesAhead | null
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
    offers.set(engine.id, search.offers)
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

interface Suspects {
  readonly imports: Suspicion
  readonly uses: SuspiciousUses | null
}

class DanglingSearch {
  readonly offers: Offers
  readonly #source: Source
  readonly #engine: Engine
  readonly #options: DanglingOptions
  readonly #outlines: OutlineStore
  readonly #names: PublishedNames
  readonly #closeNames: PublishedNames
  readonly #exactNames: PublishedNames
  readonly #pool: Pool
  #ambient: AmbientModules | null = null
  #reached: ReadonlySet<string> | null = null
  readonly #setters: Setters
  readonly #attributes: ModuleAttributes
  readonly #doubtModule: ReturnType<typeof createModuleDoubts>

  constructor(source: Source, engine: Engine, options: DanglingOptions) {
    this.#source = source
    this.#engine = engine
    this.#options = options
    this.#pool = options.pool ?? createPool(source)
    const outlines = new OutlineStore(source, engine)
    this.#outlines = outlines
    const sketchedModuleOf = createModuleOf(engine.resolver, (path) => outlines.sketchOf(path))
    this.#setters = createSetters({
      source,
      paths: () => this.#paths(),
      settingOf: (path) => outlines.peek(path)?.skimmed,
      readSetting: engine.language.readSetting,
      moduleCalled(name, path) {
        const outline = outlines.sketchOf(path)
        return outline && moduleCalled(name, path, outline, engine.resolver, sketchedModuleOf)
      },
      collectionsOf: (path) => outlines.closeOf(path)?.collections ?? [],
    })
    const isTakenFrom = (module: ModuleAddress, name: string): boolean => outlines.isTakenFrom(module, name)
    const { isListedBy } = this.#setters
    const readOutline = (path: string): Outline | null => (isEmbedding(path) ? OPAQUE : outlines.outlineOf(path))
    this.#names = new PublishedNames(engine.resolver, readOutline, isTakenFrom)
    this.#closeNames = new PublishedNames(engine.resolver, (path) => outlines.closeOf(path), isTakenFrom, isListedBy)
    this.#exactNames = new PublishedNames(engine.resolver, (path) => outlines.exactOf(path), isTakenFrom, isListedBy)
    this.offers = createOffers({ engine, outlines, paths: () => this.#paths() })
    this.#attributes = createModuleAttributes(engine, this.#closeNames)
    this.#doubtModule = createModuleDoubts({
      source,
      engine,
      paths: () => this.#paths(),
      outlineOf: (path) => (isEmbedding(path) ? null : outlines.sketchOf(path)),
      moduleOf: this.#attributes.moduleOf,
    })
  }

  async suspects(): Promise<{
    readonly asked: number
    readonly used: number
    readonly suspects: ReadonlyMap<string, Suspects>
  }> {
    const { only, among } = this.#options
    const paths = among ? among.filter((path) => this.#isOwn(path)) : this.#paths()
    const wanted = only === null ? paths : paths.filter(only)
    const { facts = null, outlines = null } = this.#options
    await this.#outlines.readAll(wanted, this.#pool, facts, outlines)
    const suspects = new Map<string, Suspects>()
    let asked = 0
    for (const path of wanted) {
      const outline = this.#outlines.peek(path)
      if (!outline) continue
      const result = suspect(path, outline, this.#engine.resolver, this.#names, this.#options.hasVanished ?? null)
      asked += result.asked
      if (result.suspicion.size > 0) suspects.set(path, { imports: result.suspicion, uses: null })
    }
    const uses = findSuspiciousUses(wanted, {
      source: this.#source,
      engine: this.#engine,
      names: this.#names,
      outlineOf: (path) => this.#outlines.peek(path) ?? (isEmbedding(path) ? OPAQUE : this.#outlines.outlineOf(path)),
    })
    for (const [path, found] of uses.suspects) {
      const imports = new Set(suspects.get(path)?.imports)
      for (const specifier of found.modules) imports.add(suspicionKey(specifier, null))
      suspects.set(path, { imports, uses: found })
    }
    return { asked, used: uses.asked, suspects }
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
      (this.#outlines.sketchOf(from)?.imports ?? []).flatMap(({ specifier, names }) => {
        const { resolver } = this.#engine
        const module = resolver.resolve(specifier, from)
        if (!module.firstParty) return []
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
    const missing = {
      path,
      resolver,
      ambient: this.#ambientModules(),
      ...excuses,
      hasVanished: this.#options.hasVanished ?? null,
    }
    const addressOfFile = (other: string): ModuleAddress => resolver.addressOfPath(other)
    const hasCalls = (): boolean => /\bimport\s*\(/.test(this.#textOf(path))
    const settled = settle(
      { ...missing, outline: this.#outlines.sketchOf(path), names: this.#closeNames, addressOfFile, hasCalls },
      suspects.imports,
    )
    undecided.push(...settled.undecided.map((item) => ({ ...item, path })))
    const { left } = settled
    const settledUses = this.#settleUses(path, suspects.uses, undecided)
    const bytes = left.size === 0 && settledUses === null ? null : this.#source.read(path)
    const decoded = bytes === null ? null : decode(path, bytes)
    if (decoded === null || decoded.text === null) return null
    const document = this.#engine.open(path, decoded.text)
    if (isEmbedding(path) && document === null) return null
    const code = document?.text ?? decoded.text
    const uses = settledUses && this.#withoutOwnNames(path, code, settledUses)
    if (left.size === 0 && uses === null) return null
    const facts = this.#engine.analyze(path, code, document)
    const context: UsesContext = {
      ...missing,
      text: code,
      facts,
      names: this.#closeNames,
      asked: this.#names,
      setterOf: this.#setters.setterOf,
      addressOfFile,
      ...this.#attributes,
      isGlobalName: (name) => this.#engine.language.isGlobalName(name),
      doubtModule: this.#doubtModule,
    }
    let verdict = lookClosely(context, left, uses)
    // What would be reported is told by whole analyses, of the modules as well.
    if (verdict.dangling.length + verdict.uses.length > 0)
      verdict = lookClosely({ ...context, names: this.#exactNames }, left, uses)
    undecided.push(...verdict.undecided.map((item) => ({ ...item, path })))
    if (verdict.dangling.length + verdict.uses.length === 0) return null
    return {
      path,
      engine: this.#engine,
      ...decoded,
      code,
      document,
      facts,
      dangling: verdict.dangling,
      uses: verdict.uses,
    }
  }

  #settleUses(
    path: string,
    uses: SuspiciousUses | null,
    undecided: (UndecidedImport & { path: string })[],
  ): SuspiciousUses | null {
    if (uses === null) return null
    const keep = (missing: SuspiciousUses['chains']): SuspiciousUses['chains'] =>
      new Map(
        [...missing].filter(([, { module, name }]) => {
          const answer = this.#closeNames.publishes(module, name)
          const setter = answer === 'no' ? this.#setters.setterOf(module, name) : null
          const reason =
            answer === 'unknown'
              ? 'the module may publish more than can be read off it'
              : setter === null
                ? null
                : `${setter} may set it`
          if (reason !== null) undecided.push({ use: true, path, specifier: module.key, name, reason })
          return answer === 'no' && setter === null
        }),
      )
    const [chains, strings] = [keep(uses.chains), keep(uses.strings)]
    return whereAny({ chains, strings, modules: uses.modules })
  }

  #withoutOwnNames(path: string, code: string, uses: SuspiciousUses): SuspiciousUses | null {
    const imports = this.#outlines.sketchOf(path)?.imports ?? []
    const imported = (name: string): boolean =>
      imports.some(({ names, locals, whole }) => whole?.local === name || (locals ?? names).includes(name))
    return whereAny({ ...uses, chains: withoutOwnNames(uses.chains, code, this.#engine.language, imported) })
  }

  /** Declarations may stand in any file, but mostly stand in declaration files; the others are only looked into last. */
  #ambientModules(): AmbientModules {
    this.#ambient ??= createAmbientModules(
      this.#engine.id !== 'typescript'
        ? []
        : [/\.d\.(?:\w+\.)?[cm]?tsx?$/, /\.[cm]?tsx?$/].map(
            (wanted) => () => this.#outlines.declaring(this.#paths().filter((path) => wanted.test(path))),
          ),
      this.#engine.resolver,
      (path) => this.#textOf(path),
    )
    return this.#ambient
  }

  #textOf(path: string): string {
    const bytes = this.#source.read(path)
    return bytes === null ? '' : (decode(path, bytes).text ?? '')
  }
}

const whereAny = (uses: SuspiciousUses): SuspiciousUses | null =>
  uses.chains.size + uses.strings.size + uses.modules.size === 0 ? null : uses

interface Verdict {
  readonly dangling: readonly DanglingImport[]
  readonly uses: readonly DanglingUse[]
  readonly undecided: readonly UndecidedImport[]
}

function lookClosely(context: UsesContext, imports: Suspicion, suspicious: SuspiciousUses | null): Verdict {
  const ofImports = judgeImports(context, imports)
  if (suspicious === null) return { ...ofImports, uses: [] }
  const ofMocks = judgeMocks(context, suspicious.modules)
  const ofUses = judgeUses(context, suspicious)
  return {
    dangling: [...ofImports.dangling, ...ofMocks.dangling],
    uses: ofUses.dangling,
    undecided: [...ofImports.undecided, ...ofMocks.undecided, ...ofUses.undecided],
  }
}
