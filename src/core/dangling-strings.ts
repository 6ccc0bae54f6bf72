import type { SuspectUse, UsesContext, UseSuspicion } from './dangling-use.ts'
import type { StringFact } from './facts.ts'
import type { MatchSite } from './matches.ts'
import { importOrigins, linkOfName } from './module-graph.ts'
import type { Span } from './span.ts'

/** Attributes and dotted paths that mocks name in strings. */
export function collectStrings(context: UsesContext, suspicion: UseSuspicion): SuspectUse[] {
  const uses: SuspectUse[] = []
  const { facts, path, resolver, text } = context
  const origins = importOrigins(facts)
  for (const [at, string] of facts.strings.entries()) {
    if (string.kind !== 'mock-string') continue
    const name = string.value.slice(string.value.lastIndexOf('.') + 1)
    const doubt = context.isGlobalName(name) ? 'a mock may cover a built-in name' : doubtCreation(text, string)
    const common = { span: string.span, place: string.place, typeOnly: false, doubt }
    if (string.role === 'dotted' && suspicion.strings.has(string.value)) {
      const [head = '', ...members] = string.value.split('.')
      const link = { module: resolver.resolve(head, path), names: [] }
      const site: MatchSite = { type: 'string', string: at, length: string.value.length }
      uses.push({ ...common, link, members, site, fact: null })
    }
    const patched = readPatched(context, string)
    if (patched !== null && suspicion.strings.has(patched.path)) {
      const [head = '', ...members] = patched.path.split('.')
      const link = { module: resolver.resolve(head, path), names: [] }
      const site: MatchSite = { type: 'string', string: at, length: string.value.length }
      uses.push({ ...common, doubt: common.doubt ?? doubtCreation(text, patched), link, members, site, fact: null })
    }
    if (string.role !== 'member' || !string.base || 'import' in string.base || string.base.binding === null) continue
    const imports = origins.get(string.base.binding) ?? []
    const [origin] = imports
    const members = [...string.base.members.map(({ name }) => name), string.value]
    if (!origin || imports.length > 1 || !suspicion.chains.has([string.base.name, ...members].join('.'))) continue
    const link = linkOfName(origin.fact, origin.name, path, resolver)
    uses.push({
      ...common,
      link,
      members,
      site: { type: 'string', string: at, length: string.value.length },
      fact: origin.fact,
    })
  }
  return uses
}

/** `patch.multiple("pkg.mod", X=…)`: what a keyword names, and the string that names its module. */
function readPatched({ facts, resolver, path }: UsesContext, string: StringFact): { path: string; span: Span } | null {
  const fact =
    string.role === 'mock-member' && string.base && 'import' in string.base ? facts.imports[string.base.import] : null
  // The keys of a factory's object in JavaScript make what they name.
  if (!fact || resolver.resolve(fact.specifier, path).language !== 'python') return null
  return { path: `${fact.specifier}.${string.value}`, span: fact.specifierSpan }
}

/** `create=True`, `raising=False`: the attribute need not be there. */
function doubtCreation(text: string, { span }: Pick<StringFact, 'span'>): string | null {
  return /\bcreate\s*=\s*True|\braising\s*=\s*False|\bcreate\s*:\s*true/.test(restOfCall(text, span.end))
    ? 'the mock may create it'
    : null
}

/** What follows in the same call; of a long one the beginning. */
function restOfCall(text: string, start: number): string {
  let depth = 0
  let end = start
  for (; depth >= 0 && end < text.length && end < start + 2_000; end++) {
    const character = text.charAt(end)
    if (character === '(') depth++
    else if (character === ')') depth--
  }
  return text.slice(start, end)
}
