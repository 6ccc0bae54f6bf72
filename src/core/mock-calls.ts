import type { ImportFact, ModuleFacts } from './facts.ts'
import type { Resolver } from './module-address.ts'

/*
 * Calls of mocks that name modules. Semantics: jestjs.io/docs/jest-object, vitest.dev/api/vi — Jest fails where the module
 * is missing, unless it is virtual; Vitest takes a missing one where a factory makes it.
 */

const CALL = /\b(jest\w*|vi|vitest)\s*\.\s*(\w+)\s*(?:<[^;]{0,300}>)?\s*\(\s*(?:import\s*\(\s*)?["'`]$/
export const LOADING = /^(?:requireActual|requireMock|importActual|importMock|createMockFromModule|genMockFromModule)$/

export interface MockCall {
  readonly library: 'jest' | 'vitest'
  readonly method: string
  /** Something makes the module in place of its file. */
  readonly factory: boolean
  readonly virtual: boolean
}

export function readMockCall(text: string, { specifierSpan, statement }: ImportFact): MockCall | null {
  const found = CALL.exec(text.slice(Math.max(0, specifierSpan.start - 360), specifierSpan.start))
  if (found === null) return null
  const rest = text.slice(specifierSpan.end + 1, Math.max(specifierSpan.end + 1, statement.end))
  return {
    library: found[1]?.startsWith('jest') ? 'jest' : 'vitest',
    method: found[2] ?? '',
    factory: /^\s*(?:\)\s*)?,\s*[^)\s]/.test(rest),
    virtual: /\bvirtual\s*:/.test(rest),
  }
}

export interface MockingFile {
  readonly path: string
  readonly text: string
  readonly facts: ModuleFacts
  readonly resolver: Resolver
}

/** Whether the file itself puts something in the place of the module (or, for `names`, of what it publishes). */
export function suppliesModule(
  { facts, text, resolver, path }: MockingFile,
  fact: ImportFact,
  names: boolean,
): boolean {
  const known = suppliersOfFacts.get(facts) ?? findSuppliers({ facts, text, resolver, path })
  suppliersOfFacts.set(facts, known)
  const suppliers = known.get(resolver.resolve(fact.specifier, path).key)?.[names ? 'ofNames' : 'ofModule'] ?? []
  return suppliers.some((other) => other !== fact)
}

/** The first two are enough: one of them is another than the import asked about. */
interface Suppliers {
  readonly ofModule: ImportFact[]
  readonly ofNames: ImportFact[]
}

const suppliersOfFacts = new WeakMap<ModuleFacts, ReadonlyMap<string, Suppliers>>()

function findSuppliers({ facts, text, resolver, path }: MockingFile): ReadonlyMap<string, Suppliers> {
  const found = new Map<string, Suppliers>()
  for (const fact of facts.imports) {
    if (fact.kind !== 'resolve-string' && fact.kind !== 'mock-string') continue
    const { key, language } = resolver.resolve(fact.specifier, path)
    const suppliers = found.get(key) ?? { ofModule: [], ofNames: [] }
    found.set(key, suppliers)
    if (suppliers.ofModule.length > 1) continue
    const what = whatIsSupplied(text, fact, language === 'python')
    if (what === 'module') suppliers.ofModule.push(fact)
    if (what !== null && suppliers.ofNames.length < 2) suppliers.ofNames.push(fact)
  }
  return found
}

function whatIsSupplied(text: string, fact: ImportFact, isPython: boolean): 'module' | 'names' | null {
  // `sys.modules["m"] = …`, `importorskip("m")`, `find_spec("m")`
  if (fact.kind === 'resolve-string') return isPython ? 'module' : null
  if (isPython) return null
  const call = readMockCall(text, fact)
  if (call === null) return 'module'
  if (LOADING.test(call.method)) return null
  if (call.virtual || (call.factory && call.library === 'vitest')) return 'module'
  return call.factory ? 'names' : null
}

const hasFactory = new WeakMap<ModuleFacts, boolean>()

/** What is loaded after a mock was set up may have the mock inside. */
export function mayHoldMock({ facts, text }: MockingFile, fact: ImportFact): boolean {
  if (fact.kind !== 'dynamic-import' && fact.kind !== 'require') return false
  const known = hasFactory.get(facts)
  if (known !== undefined) return known
  const found = facts.imports.some(
    (other) => other.kind === 'mock-string' && readMockCall(text, other)?.factory === true,
  )
  hasFactory.set(facts, found)
  return found
}
