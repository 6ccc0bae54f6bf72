import type { ModuleFacts, Reference, ScopeId } from '../../../src/core/facts.ts'
import type { Span } from '../../../src/core/span.ts'
import { analyzePython } from '../../../src/languages/python/analyze/analyze.ts'
import { scanPythonSurface } from '../../../src/languages/python/scan-surface.ts'

/** What dump_facts.py says about a file. */
export interface OracleFacts {
  readonly path: string
  readonly problem?: string
  /** Offset, form, module with its dots, names with their aliases. */
  readonly imports: readonly (readonly [
    number,
    'import' | 'from',
    string,
    readonly (readonly [string, string | null])[],
  ])[]
  /** Offset, name, key of the owning scope, members, call: positional, keywords, open. */
  readonly names: readonly (readonly [
    number,
    string,
    string | null,
    readonly string[],
    readonly [number, readonly string[], boolean] | null,
  ])[]
  /** Key, names bound in it, names of which the oracle cannot tell. */
  readonly scopes: readonly (readonly [string, readonly string[], readonly string[]])[]
  /** Ranges the oracle gives no exact places for. */
  readonly opaque: readonly (readonly [number, number])[]
}

/** Every difference between CPython and the analysis of one file, for people. */
export function compareFacts(oracle: OracleFacts, text: string): string[] {
  const facts = analyzePython(oracle.path, text)
  if (oracle.problem !== undefined) return []
  if (facts.problem !== null) return [`does not parse: ${facts.problem.message} at ${facts.problem.offset}`]
  return [
    ...compareImports(oracle, facts),
    ...compareNames(oracle, facts),
    ...compareScopes(oracle, facts, text),
    ...compareSurface(facts, text),
    ...findMisplaced(facts, text),
  ]
}

/** Every span must cover the text it speaks of. */
export function findMisplaced(facts: ModuleFacts, text: string): string[] {
  const wrong: string[] = []
  const check = (span: Span, expected: string): void => {
    const found = text.slice(span.start, span.end)
    if (found !== expected && found.normalize('NFKC') !== expected)
      wrong.push(`misplaced ${expected}: ${span.start} ${found}`)
  }
  const checkReference = (name: string, reference: Reference): void => {
    check(reference.span, name)
    for (const member of reference.members) check(member.span, member.name)
  }
  for (const { name, declarations, references } of facts.bindings) {
    for (const span of declarations) check(span, name)
    for (const reference of references) checkReference(name, reference)
  }
  for (const { name, references } of facts.unresolved)
    for (const reference of references) checkReference(name, reference)
  for (const { value, span, editable } of facts.strings) if (editable) check(span, value)
  for (const fact of facts.imports) {
    if (fact.editable && !isSpaced(text, fact.specifierSpan)) check(fact.specifierSpan, fact.specifier)
    for (const { localName, localSpan, imported, importedSpan, shape } of fact.names) {
      if (localName !== null && localSpan !== null) check(localSpan, localName)
      if (importedSpan !== null && shape === 'named' && fact.kind === 'import') check(importedSpan, imported)
    }
  }
  return wrong
}

/** `from . a import b`: what is replaced may hold white space. */
function isSpaced(text: string, span: Span): boolean {
  return /\s|\\/.test(text.slice(span.start, span.end))
}

function compareImports(oracle: OracleFacts, facts: ModuleFacts): string[] {
  const theirs = oracle.imports.map(([offset, form, module, names]) => {
    return `${offset} ${form} ${module} ${names.map(([name, alias]) => `${name} ${alias}`).join()}`
  })
  const ours = facts.imports.flatMap((fact) => {
    if (fact.kind !== 'import') return []
    const [first] = fact.names
    if (first?.shape === 'namespace') {
      const alias = first.localSpan !== null && first.localSpan.start > first.span.start ? first.localName : null
      return [`${first.span.start} import ${fact.specifier} ${fact.specifier} ${alias}`]
    }
    const names = fact.names.map(({ imported, localName, localSpan, importedSpan }) => {
      return `${imported} ${localSpan === null || localSpan.start === importedSpan?.start ? null : localName}`
    })
    return [`${fact.statement.start} from ${fact.specifier} ${names.join()}`]
  })
  return difference('import', theirs, ours)
}

function compareNames(oracle: OracleFacts, facts: ModuleFacts): string[] {
  const opaque = (offset: number): boolean => oracle.opaque.some(([start, end]) => start <= offset && offset < end)
  const theirs = oracle.names.map(([offset, name, owner, members, call]) => {
    const shape = call === null ? '' : `(${call[0]},${call[1].join()}${call[2] ? ',*' : ''})`
    return [offset, `${offset} ${name} ${owner} .${members.join('.')} ${shape}`] as const
  })
  const known = new Set(theirs.map(([offset]) => offset))
  const ours: string[] = []
  const add = (name: string, owner: string | null, reference: Reference): void => {
    const { span, members, call, medium, role } = reference
    if (medium !== 'code' || role === 'declaration' || opaque(span.start)) return
    const shape = call === null ? '' : `(${call.positional},${call.keywords.join()}${call.open ? ',*' : ''})`
    ours.push(`${span.start} ${name} ${owner} .${members.map((member) => member.name).join('.')} ${shape}`)
  }
  for (const binding of facts.bindings) {
    const owner = scopeKey(facts, binding.scope)
    // Where CPython has no place for a declaration (`def`, `import`, `except as` …), its scope is compared by name.
    for (const { start } of binding.declarations) {
      if (known.has(start) && !opaque(start)) ours.push(`${start} ${binding.name} ${owner} . `)
    }
    for (const reference of binding.references) add(binding.name, owner, reference)
  }
  for (const { name, references } of facts.unresolved) {
    for (const reference of references) add(name, null, reference)
  }
  return difference(
    'name',
    theirs.map(([, line]) => line),
    ours,
  )
}

/** `eval('lambda: x')` is read here, and text to CPython's compiler. */
const EVALUATED = /\beval\(\s*['"]{1,3}[^'"\n]*$/

function compareScopes(oracle: OracleFacts, facts: ModuleFacts, text: string): string[] {
  const opaque = (key: string): boolean => {
    const offset = Number(key.split(':')[1])
    return key !== 'module:0' && oracle.opaque.some(([start, end]) => start <= offset && offset < end)
  }
  const isEvaluated = (key: string): boolean => {
    const offset = Number(key.split(':')[1])
    return EVALUATED.test(text.slice(Math.max(0, offset - 200), offset))
  }
  const bound = new Map<string, string[]>()
  for (let scope = 0; scope < facts.scopes.length; scope++) bound.set(scopeKey(facts, scope), [])
  for (const { name, scope } of facts.bindings) bound.get(scopeKey(facts, scope))?.push(name)
  const theirs = oracle.scopes.filter(([key]) => !opaque(key)).map(([key, names]) => `${key} ${[...names].join()}`)
  const unknown = new Map(oracle.scopes.map(([key, , names]) => [key, new Set(names)]))
  const ours = [...bound]
    .filter(([key]) => !opaque(key) && !isEvaluated(key))
    .map(([key, names]) => {
      const told = names.filter((name) => unknown.get(key)?.has(name) !== true)
      return `${key} ${told.sort(byCodePoint).join()}`
    })
  return difference('scope', theirs, ours)
}

function compareSurface(facts: ModuleFacts, text: string): string[] {
  const surface = scanPythonSurface(text)
  const ours = surface.imports.map(({ specifier, specifierSpan, names }) => {
    return `${specifierSpan.start} ${specifier} ${names.map(({ name }) => name).join()}`
  })
  const theirs = facts.imports
    .filter(({ kind }) => kind === 'import')
    .map(({ specifier, specifierSpan, names }) => {
      const listed = names.map(({ shape, imported }) => (shape === 'namespace' ? specifier : imported))
      return `${specifierSpan.start} ${specifier} ${listed.join()}`
    })
  const all =
    JSON.stringify(facts.publicNames) === JSON.stringify(surface.publicNames) ? [] : ['__all__ of the surface differs']
  return [
    ...difference('surface import', theirs, ours),
    ...difference(
      'surface name',
      facts.exports.map(({ name }) => name),
      [...surface.bound],
    ),
    ...all,
    ...(facts.dynamicExports && !surface.dynamic ? ['the surface is not dynamic'] : []),
  ]
}

function scopeKey(facts: ModuleFacts, scope: ScopeId): string {
  const found = facts.scopes[scope]
  return found === undefined ? '?' : found.kind === 'module' ? 'module:0' : `${found.kind}:${found.span.start}`
}

/** Python sorts strings by code points. */
function byCodePoint(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const step = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0)
    if (step !== 0) return step
  }
  return left.length - right.length
}

function difference(what: string, theirs: readonly string[], ours: readonly string[]): string[] {
  const left = new Set(theirs)
  const right = new Set(ours)
  return [
    ...[...left].filter((line) => !right.has(line)).map((line) => `${what} only in CPython: ${line}`),
    ...[...right].filter((line) => !left.has(line)).map((line) => `${what} only in repoint: ${line}`),
  ]
}
