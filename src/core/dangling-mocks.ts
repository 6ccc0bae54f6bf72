import { type DanglingContext, type DanglingImport, judgeModule, judgeName, type UndecidedImport } from './dangling.ts'
import type { ImportFact } from './facts.ts'

/*
 * Modules that mocks and `require.resolve` name. Semantics: jestjs.io/docs/jest-object, vitest.dev/api/vi — Jest fails
 * where the module is missing, unless it is virtual; Vitest takes a missing one where a factory makes it.
 */

const CALL = /\b(jest\w*|vi|vitest)\s*\.\s*(\w+)\s*(?:<[^;]{0,300}>)?\s*\(\s*(?:import\s*\(\s*)?["'`]$/
const LOADING = /^(?:requireActual|requireMock|importActual|importMock|createMockFromModule|genMockFromModule)$/
const RESOLVE = /\brequire\s*\.\s*resolve\s*\(\s*["'`]$/

interface MockCall {
  readonly library: 'jest' | 'vitest'
  readonly method: string
  /** Something makes the module in place of its file. */
  readonly factory: boolean
  readonly virtual: boolean
}

function readCall(text: string, { specifierSpan, statement }: ImportFact): MockCall | null {
  const found = CALL.exec(text.slice(Math.max(0, specifierSpan.start - 360), specifierSpan.start))
  if (found === null) return null
  const rest = text.slice(specifierSpan.end + 1, Math.max(specifierSpan.end + 1, statement.end))
  return {
    library: found[1]?.startsWith('jest') ? 'jest' : 'vitest',
    method: found[2] ?? '',
    factory: /^\s*\)?\s*,\s*[^)\s]/.test(rest),
    virtual: /\bvirtual\s*:/.test(rest),
  }
}

/** Whether the file itself puts something in the place of the module (or, for `names`, of what it publishes). */
export function suppliesModule(
  { facts, text, resolver, path }: DanglingContext,
  fact: ImportFact,
  names: boolean,
): boolean {
  const { key, language } = resolver.resolve(fact.specifier, path)
  return facts.imports.some((other) => {
    if (other === fact || resolver.resolve(other.specifier, path).key !== key) return false
    // `sys.modules["m"] = …`, `importorskip("m")`, `find_spec("m")`
    if (other.kind === 'resolve-string') return language === 'python'
    if (other.kind !== 'mock-string' || language === 'python') return false
    const call = readCall(text, other)
    if (call === null) return true
    if (LOADING.test(call.method)) return false
    return call.virtual || (call.factory && (names || call.library === 'vitest'))
  })
}

/** What is loaded after a mock was set up may have the mock inside. */
export function mayHoldMock({ facts, text }: DanglingContext, fact: ImportFact): boolean {
  if (fact.kind !== 'dynamic-import' && fact.kind !== 'require') return false
  return facts.imports.some((other) => other.kind === 'mock-string' && readCall(text, other)?.factory === true)
}

/** Modules named by mocks and `require.resolve`, of those whose specifier is suspicious. */
export function judgeMocks(
  context: DanglingContext,
  suspicion: ReadonlySet<string>,
): { readonly dangling: readonly DanglingImport[]; readonly undecided: readonly UndecidedImport[] } {
  const dangling: DanglingImport[] = []
  const undecided: UndecidedImport[] = []
  const { facts, resolver, path, text } = context
  for (const [at, fact] of facts.imports.entries()) {
    if ((fact.kind !== 'mock-string' && fact.kind !== 'resolve-string') || !suspicion.has(fact.specifier)) continue
    const module = resolver.resolve(fact.specifier, path)
    if (!module.firstParty || module.language === 'python') continue
    const doubt = doubtCall(text, fact)
    if (doubt === 'no call') continue
    const consequence = fact.place.phase
    if (module.path === null) {
      const judgement = judgeModule(context, fact, module)
      if (judgement.state === 'fine') continue
      const reason = judgement.state === 'undecided' ? judgement.reason : doubt
      if (reason === null) dangling.push({ import: at, name: null, module, consequence })
      else undecided.push({ specifier: fact.specifier, name: null, reason })
      continue
    }
    for (const [nameAt, { shape, imported }] of fact.names.entries()) {
      if (shape !== 'named') continue
      const judgement = judgeName(context, { fact, specifier: fact.specifier, path }, module, imported)
      if (judgement.state === 'dangling') dangling.push({ import: at, name: nameAt, module, consequence })
      else if (judgement.state === 'undecided')
        undecided.push({ specifier: fact.specifier, name: imported, reason: judgement.reason })
    }
  }
  return { dangling, undecided }
}

function doubtCall(text: string, fact: ImportFact): string | null {
  const { specifierSpan } = fact
  if (RESOLVE.test(text.slice(Math.max(0, specifierSpan.start - 60), specifierSpan.start))) {
    return /^["'`]\s*\)/.test(text.slice(specifierSpan.end, specifierSpan.end + 40))
      ? null
      : 'it is looked for elsewhere as well'
  }
  const call = readCall(text, fact)
  // `expect(jest.mock('./x')).type…`: a test of the types of mocks.
  if (
    call === null ||
    /\bexpect\s*\(\s*\w+\s*\.\s*\w+\s*(?:<[^;]{0,300}>)?\s*\(\s*["'`]$/.test(
      text.slice(Math.max(0, specifierSpan.start - 360), specifierSpan.start),
    )
  )
    return 'no call'
  if (LOADING.test(call.method)) return null
  return call.virtual || (call.factory && call.library === 'vitest') ? 'the mock supplies it' : null
}
