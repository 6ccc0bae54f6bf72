import { type DanglingContext, type DanglingImport, judgeModule, judgeName, type UndecidedImport } from './dangling.ts'
import type { ImportFact } from './facts.ts'
import { LOADING, readMockCall } from './mock-calls.ts'

const RESOLVE = /\brequire\s*\.\s*resolve\s*\(\s*["'`]$/

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
  const call = readMockCall(text, fact)
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
