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
  const { key, language } = resolver.resolve(fact.specifier, path)
  return facts.imports.some((other) => {
    if (other === fact || resolver.resolve(other.specifier, path).key !== key) return false
    // `sys.modules["m"] = …`, `importorskip("m")`, `find_spec("m")`
    if (other.kind === 'resolve-string') return language === 'python'
    if (other.kind !== 'mock-string' || language === 'python') return false
    const call = readMockCall(text, other)
    if (call === null) return true
    if (LOADING.test(call.method)) return false
    return call.virtual || (call.factory && (names || call.library === 'vitest'))
  })
}

/** What is loaded after a mock was set up may have the mock inside. */
export function mayHoldMock({ facts, text }: MockingFile, fact: ImportFact): boolean {
  if (fact.kind !== 'dynamic-import' && fact.kind !== 'require') return false
  return facts.imports.some((other) => other.kind === 'mock-string' && readMockCall(text, other)?.factory === true)
}
