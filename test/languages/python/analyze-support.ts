import type { ImportFact, ModuleFacts, Place, Reference } from '../../../src/core/facts.ts'
import type { Span } from '../../../src/core/span.ts'
import { analyzePython } from '../../../src/languages/python/analyze/analyze.ts'

export function analyze(text: string, path = 'pkg/mod.py'): ModuleFacts {
  return analyzePython(path, text)
}

/** What a name means at each place it stands, in order: `module`, `function:f` by the line of its scope, `-` for nothing. */
export function ownersOf(text: string, name: string): string[] {
  const facts = analyze(text)
  if (facts.problem !== null) throw new Error(facts.problem.message)
  const owner = (scope: number): string => {
    const found = facts.scopes[scope]
    if (found === undefined || found.kind === 'module') return 'module'
    return `${found.kind}@${text.slice(0, found.span.start).split('\n').length}`
  }
  const places: (readonly [number, string])[] = []
  for (const binding of facts.bindings) {
    if (binding.name !== name) continue
    for (const span of binding.declarations) places.push([span.start, owner(binding.scope)])
    for (const reference of binding.references) places.push([reference.span.start, owner(binding.scope)])
  }
  for (const unresolved of facts.unresolved) {
    if (unresolved.name === name)
      for (const reference of unresolved.references) places.push([reference.span.start, '-'])
  }
  return places.sort((a, b) => a[0] - b[0]).map(([, scope]) => scope)
}

/** Every reference to a name, bound or not, in order. */
export function referencesTo(facts: ModuleFacts, name: string): Reference[] {
  const bound = facts.bindings.filter((binding) => binding.name === name).flatMap(({ references }) => references)
  const free = facts.unresolved.filter((unresolved) => unresolved.name === name).flatMap(({ references }) => references)
  return [...bound, ...free].sort((a, b) => a.span.start - b.span.start)
}

export function renderPlace({ phase, guards }: Place): string {
  const chain = guards.map(
    (guard) => `${guard.kind} ${guard.group}.${guard.branch}${guard.swallowed ? ' swallowed' : ''}`,
  )
  return [phase, ...chain].join(', ')
}

export function phasesOf(text: string, name: string, path?: string): string[] {
  return referencesTo(analyze(text, path), name).map(({ place }) => place.phase)
}

/** `kind specifier: names`, one line an import. */
export function renderImports(text: string, path?: string): string[] {
  return analyze(text, path).imports.map((fact) => renderImport(fact))
}

export function renderImport(fact: ImportFact): string {
  const names = fact.names.map(({ shape, imported, localName, denotes, members, call, exportedAs }) => {
    const parts = [shape === 'named' ? [imported, ...members.map(({ name }) => name)].join('.') : shape]
    if (shape === 'namespace' && members.length > 0) parts.push(`.${members.map(({ name }) => name).join('.')}`)
    if (call !== null) parts.push('()')
    if (localName !== null && localName !== imported) parts.push(` as ${localName}`)
    if (denotes !== undefined) parts.push(` denotes ${denotes}`)
    if (exportedAs !== null) parts.push(` exported as ${exportedAs}`)
    return parts.join('')
  })
  const flags = `${fact.editable ? '' : ' !editable'}${fact.escapes ? ' escapes' : ''}${fact.typeOnly ? ' type-only' : ''}`
  return `${fact.kind} ${fact.specifier}: ${names.join(', ')}${flags}`
}

/** `role kind value [base]`, one line a string. */
export function renderStrings(text: string, path?: string): string[] {
  return analyze(text, path).strings.map(({ role, kind, value, base, editable, bare }) => {
    const of =
      base === null
        ? ''
        : 'import' in base
          ? ` of import ${base.import}`
          : ` of ${[base.name, ...base.members.map(({ name }) => name)].join('.')}`
    return `${role} ${kind} ${value}${of}${editable ? '' : ' !editable'}${bare ? ' bare' : ''}`
  })
}

export function slice(text: string, span: Span | null): string | null {
  return span === null ? null : text.slice(span.start, span.end)
}
