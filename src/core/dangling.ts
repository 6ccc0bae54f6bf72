import { doubtTaken, isOfEveryObject } from './dangling-questions.ts'
import type { ImportedName, ImportFact, ModuleFacts } from './facts.ts'
import type { Consequence } from './finding.ts'
import { isImporting, type Outline } from './dangling-outline.ts'
import { mayHoldMock, suppliesModule } from './mock-calls.ts'
import {
  type Vanished,
  DANGLING,
  FINE,
  judgeMissing,
  type Judgement,
  type MissingContext,
  undecided,
} from './dangling-missing.ts'
import type { PublishedNames } from './dangling-names.ts'
import type { ModuleAddress, Resolver } from './module-address.ts'

/** A first-party import that points at nothing. Indices point into the file's ModuleFacts. */
export interface DanglingImport {
  readonly import: number
  /** null: the module itself is missing. */
  readonly name: number | null
  readonly module: ModuleAddress
  readonly consequence: Consequence
}

/** An import that may point at nothing; `reason` says why nobody can know, for people. */
export interface UndecidedImport {
  readonly specifier: string
  readonly name: string | null
  readonly reason: string
  /** Not an import: a member or a string. */
  readonly use?: boolean
}

export interface DanglingVerdict {
  readonly dangling: readonly DanglingImport[]
  readonly undecided: readonly UndecidedImport[]
}

/** What of an outline's imports looks amiss: `specifier`, or `specifier`, NUL, name. */
export type Suspicion = ReadonlySet<string>

export const suspicionKey = (specifier: string, name: string | null): string =>
  name === null ? specifier : `${specifier}\0${name}`

/** How many first-party modules and names the outline imports, and which of them need a closer look. */
export function suspect(
  path: string,
  outline: Outline,
  resolver: Resolver,
  names: PublishedNames,
  hasVanished: Vanished | null = null,
): { readonly asked: number; readonly suspicion: Suspicion } {
  const suspicion = new Set<string>()
  let asked = 0
  for (const { specifier, names: taken } of outline.imports) {
    const module = resolver.resolve(specifier, path)
    if (!module.firstParty) {
      if (hasVanished?.(specifier, path)) {
        asked++
        suspicion.add(suspicionKey(specifier, null))
      }
      continue
    }
    asked += Math.max(1, taken.length)
    if (module.path === null && (taken.length === 0 || isDecorated(specifier)))
      suspicion.add(suspicionKey(specifier, null))
    if (isDecorated(specifier)) continue
    for (const name of taken) {
      if (names.publishes(module, name) === 'yes') continue
      suspicion.add(suspicionKey(specifier, name))
      if (module.path === null) suspicion.add(suspicionKey(specifier, null))
    }
  }
  return { asked, suspicion }
}

/** What a close look is taken with: the names of whole analyses, and everything that can excuse a missing module. */
export interface DanglingContext extends MissingContext {
  /** The code that the facts are of. */
  readonly text: string
  readonly facts: ModuleFacts
  readonly names: PublishedNames
  /** The names of outlines, which every import of the tree was asked of. */
  readonly asked: PublishedNames
  /** A file that may give the module the name from outside (`module.name = …`); null: none does. */
  readonly setterOf: (module: ModuleAddress, name: string) => string | null
  /**
   * What others do to the module decides: they give it the attribute, or may (`ofMember`: it is read off the module as
   * an object); null: nobody does.
   */
  readonly doubtModule: (module: ModuleAddress, name: string, ofMember: boolean) => Judgement | null
  readonly addressOfFile: (path: string) => ModuleAddress
}

/** `./x.svg?raw`, `loader!./x`: a bundler decides what the module publishes. */
const isDecorated = (specifier: string): boolean => specifier.includes('?') || specifier.includes('!')

/** Look closely at the suspicious imports of one file. */
export function judgeImports(context: DanglingContext, suspicion: Suspicion): DanglingVerdict {
  const found: DanglingImport[] = []
  const open: UndecidedImport[] = []
  for (const [at, fact] of context.facts.imports.entries()) {
    if (!isImporting(fact)) continue
    const module = context.resolver.resolve(fact.specifier, context.path)
    if (!module.firstParty && !context.hasVanished?.(fact.specifier, context.path)) continue
    const origin: NameOrigin = { fact, specifier: fact.specifier, path: context.path }
    const record = (name: number | null, judgement: Judgement): void => {
      if (judgement.state === 'fine') return
      const imported = name === null ? null : (fact.names[name]?.imported ?? null)
      if (judgement.state === 'undecided')
        open.push({ specifier: fact.specifier, name: imported, reason: judgement.reason })
      else found.push({ import: at, name, module, consequence: consequenceOfImport(fact, name) })
    }
    const whole = suspicion.has(suspicionKey(fact.specifier, null)) ? judgeModule(context, fact, module) : FINE
    if (whole.state !== 'fine') {
      record(null, whole)
      continue
    }
    for (const [nameAt, name] of fact.names.entries()) {
      if (
        name.shape !== 'named' ||
        isDecorated(fact.specifier) ||
        !suspicion.has(suspicionKey(fact.specifier, name.imported))
      )
        continue
      record(nameAt, judgeName(context, { ...origin, name }, module, name.imported))
    }
  }
  return { dangling: found, undecided: open }
}

/** Whether the module is there, and what may excuse that it is not. */
export function judgeModule(context: DanglingContext, fact: ImportFact, module: ModuleAddress): Judgement {
  if (module.path !== null) return FINE
  const judgement = judgeMissing(context, fact.specifier)
  if (judgement.state !== 'dangling') return judgement
  const doubt = doubtPlace(context, fact, false)
  return doubt === null ? DANGLING : undecided(doubt)
}

/** How a module was reached. */
export interface NameOrigin {
  /** The import; null: nothing but a string names the module. */
  readonly fact: ImportFact | null
  readonly specifier: string
  /** The file that the specifier stands in. */
  readonly path: string
  /** The name as the import has it. */
  readonly name?: ImportedName
  /** The name is read off the module as an object; answers what stands around that may excuse it. */
  readonly doubt?: () => string | null
}

/** Whether the module has the name, and what may excuse that it has not. */
export function judgeName(
  context: DanglingContext,
  origin: NameOrigin,
  module: ModuleAddress,
  name: string,
): Judgement {
  const { names, resolver } = context
  const { fact, specifier, path } = origin
  // `lazy(() => import('./x'))`: what is taken is the caller's business.
  if (fact?.kind === 'dynamic-import' && name === 'default')
    return undecided('what the module is used for is not known')
  if (module.path === null && context.ambient.declares(specifier)) return FINE
  if (fact && isLoaded(fact) && isOfEveryObject(name)) return FINE
  const published = names.publishes(module, name)
  if (published === 'yes') return FINE
  let open: string | null = null
  for (const other of resolver.alternatives?.(specifier, path) ?? []) {
    const answer = other === module.path ? 'no' : names.publishes(context.addressOfFile(other), name)
    if (answer === 'yes') return FINE
    if (answer === 'unknown') open ??= other
  }
  if (open !== null) return undecided(`${open} may have it`)
  if (published === 'unknown') return undecided('the module may publish more than can be read off it')
  if (context.ambient.augments(module, name) || context.ambient.declares(specifier))
    return undecided('the module is augmented elsewhere')
  if (module.path === null && module.language === 'typescript') {
    const missing = resolver.explainMissing?.(specifier, path)
    if (missing && (missing.declared || context.isGenerated(missing.paths, path))) return FINE
    return undecided('what the entry is built from is not known')
  }
  // A stub tells what its author wanted to be checked; the code it stands for may be compiled.
  const built = module.path?.endsWith('.pyi') ? resolver.explainMissing?.(specifier, path).placeDoubt : null
  if (built) return undecided(built)
  const setter = context.setterOf(module, name)
  if (setter !== null) return undecided(`${setter} may set it`)
  if (resolver.isGuess?.(specifier, path) && !isTrusted(context, module, name)) {
    return undecided('another file may be what the specifier means')
  }
  if (module.language === 'python' && (module.path === null || /(?:^|\/)__init__\.pyi?$/.test(module.path))) {
    const below = specifier.endsWith('.') ? specifier + name : `${specifier}.${name}`
    const missing = resolver.explainMissing?.(below, path)
    if (missing && (missing.exists || context.isGenerated(missing.paths, path))) return FINE
    const whole = module.path === null ? resolver.explainMissing?.(specifier, path) : undefined
    if (whole && (whole.declared || context.isGenerated(whole.paths, path))) return FINE
    const doubt = missing ? (missing.placeDoubt ?? context.excuseOf(missing.paths)) : null
    if (doubt !== null) return undecided(doubt)
  }
  const asked = fact && origin.name && isLoaded(fact) ? doubtTaken(context, origin.name) : null
  const doubt = asked ?? origin.doubt?.() ?? (fact === null ? null : doubtPlace(context, fact, true))
  // Asked last: it looks into every file that has the module under a name.
  if (doubt !== null) return undecided(doubt)
  return context.doubtModule(module, name, origin.doubt !== undefined) ?? DANGLING
}

/** A guess that proves right for other importers is right. `default` of built code depends on how it was built. */
function isTrusted({ asked }: DanglingContext, { path, language }: ModuleAddress, name: string): boolean {
  if (path === null || name === 'default' || language === 'python') return false
  const { has, lacks } = asked.tally(path)
  return /(?:^|\/)src\/index\.\w+$/.test(path) ? has > 0 && lacks <= has : lacks * 4 <= has
}

/** What a call gives is an object as any other, and `default` and `__esModule` are how it tells of itself. */
const isLoaded = ({ kind }: ImportFact): boolean => kind === 'require' || kind === 'dynamic-import'

/** Names that nobody gives to a module that is there. */
const MEANT_TO_BE_MISSING = /does-?_?not-?_?exist|non-?_?exist|nosuch|no[-_]such/i

/** A failure that the file expects and handles is no defect that anybody could prove. */
function doubtPlace(context: DanglingContext, fact: ImportFact, ofName: boolean): string | null {
  if (context.facts.problem !== null) return 'the file does not parse'
  if (fact.place.guards.some((guard) => guard.kind === 'import-error')) return 'the failure of the import is handled'
  if (MEANT_TO_BE_MISSING.test(fact.specifier)) return 'it is named as something that does not exist'
  if (ofName && mayHoldMock(context, fact)) return 'the file mocks what it may hand on'
  return suppliesModule(context, fact, ofName) ? 'the file mocks it' : null
}

function consequenceOfImport(fact: ImportFact, name: number | null): Consequence {
  const typeOnly =
    fact.typeOnly || (name !== null && fact.names[name]?.typeOnly === true) || fact.kind === 'import-type'
  if (typeOnly || fact.place.phase === 'type-only') return 'type-only'
  if (fact.place.guards.some((guard) => guard.kind === 'import-error' && guard.swallowed)) return 'silent'
  return fact.place.phase
}
