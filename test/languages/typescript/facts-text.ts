import type { ImportedName, ImportFact, Member, ModuleFacts, Reference } from '../../../src/core/facts.ts'
import { analyzeTypeScript } from '../../../src/languages/typescript/analyze/analyze.ts'

/** Facts as short lines of text, for tests. */

export function importLines(text: string, path = 'file.ts'): string[] {
  const facts = analyzeTypeScript(path, text)
  return facts.imports.map((fact) => importLine(fact))
}

/** `kind specifier: name, name (flags)`. */
export function importLine(fact: ImportFact): string {
  const flags = [
    fact.typeOnly && fact.kind === 'import' ? 'type' : '',
    fact.escapes ? 'escapes' : '',
    fact.editable ? '' : 'fixed',
  ].filter(Boolean)
  const names = fact.names.map(nameText).join(', ')
  return `${fact.kind} ${fact.specifier}${names && `: ${names}`}${flags.length > 0 ? ` (${flags.join(' ')})` : ''}`
}

export function nameText(name: ImportedName): string {
  const call = name.call
    ? `${name.call.construct ? 'new ' : ''}(${name.call.positional}${name.call.open ? '+' : ''})`
    : ''
  const path = [name.shape === 'star' ? '**' : name.imported, ...name.members.map((member) => member.name)].join('.')
  const local = name.localName === null ? '' : ` as ${name.localName}${name.local === null ? '?' : ''}`
  const exported = name.exportedAs === null ? '' : ` => ${name.exportedAs}`
  return `${name.typeOnly ? 'type ' : ''}${path}${call}${local}${exported}`
}

/** Every reference of a binding: `role.member(call) phase`. */
export function referenceLines(text: string, name: string, path = 'file.ts'): string[] {
  const facts = analyzeTypeScript(path, text)
  const bound = facts.bindings.filter((binding) => binding.name === name).flatMap((binding) => binding.references)
  const free = facts.unresolved.filter((item) => item.name === name).flatMap((item) => item.references)
  return [...bound, ...free].sort((a, b) => a.span.start - b.span.start).map(referenceLine)
}

function referenceLine(reference: Reference): string {
  const call = reference.call
    ? `${reference.call.construct ? ' new' : ''}(${reference.call.positional}${reference.call.open ? '+' : ''})`
    : ''
  const picks = reference.picks.length > 0 ? ` {${reference.picks.map(nameText).join(', ')}}` : ''
  const guards = reference.place.guards.map(
    (guard) => `${guard.kind === 'condition' ? 'if' : 'try'}${guard.branch}${guard.swallowed ? '!' : ''}`,
  )
  return [
    `${reference.role}${reference.members.map((member) => `.${member.computed ? `'${member.name}'` : member.name}`).join('')}${call}${picks}`,
    reference.space,
    reference.place.phase,
    ...guards,
  ].join(' ')
}

export function exportLines(text: string, path = 'file.ts'): string[] {
  const facts = analyzeTypeScript(path, text)
  const lines = facts.exports.map((item) => {
    const { target } = item
    const what =
      target.type === 'binding'
        ? (facts.bindings[target.binding]?.name ?? '?')
        : target.type === 'import'
          ? `${facts.imports[target.import]?.specifier}#${facts.imports[target.import]?.names[target.name]?.imported}`
          : 'value'
    return `${item.typeOnly ? 'type ' : ''}${item.name} = ${what}`
  })
  return facts.dynamicExports ? [...lines, '…'] : lines
}

/** Everything that is wrong with the spans and numbers of facts; empty for sound ones. */
export function findUnsound(facts: ModuleFacts, text: string): string[] {
  const wrong: string[] = []
  const spells = (span: { start: number; end: number } | null, expected: string, what: string): void => {
    if (!span) return
    const found = text.slice(span.start, span.end)
    if (found !== expected && !found.includes('\\'))
      wrong.push(`${what}: '${found}' is not '${expected}' at ${span.start}`)
  }
  const within = (id: number | null, what: string): void => {
    if (id !== null && !facts.bindings[id]) wrong.push(`${what}: no binding ${id}`)
  }
  const checkMembers = (members: readonly Member[]): void => {
    for (const member of members) spells(member.span, member.name, 'member')
  }
  const checkName = (name: ImportedName): void => {
    if (name.shape === 'named') spells(name.importedSpan, name.imported, 'imported')
    spells(name.localSpan, name.localName ?? '', 'local')
    spells(name.exportedSpan, name.exportedAs ?? '', 'exported')
    within(name.local, 'name')
    if (name.local !== null && facts.bindings[name.local]?.name !== name.localName)
      wrong.push(`binding of ${name.localName}`)
    checkMembers(name.members)
  }
  const checkReference = (reference: Reference, name: string): void => {
    spells(reference.span, name, 'reference')
    checkMembers(reference.members)
    for (const pick of reference.picks) checkName(pick)
    if (!facts.scopes[reference.place.scope]) wrong.push(`reference ${name}: no scope ${reference.place.scope}`)
  }
  for (const fact of facts.imports) {
    if (fact.editable && fact.kind !== 'triple-slash' && fact.kind !== 'resolve-string')
      spells(fact.specifierSpan, fact.specifier, 'specifier')
    if (fact.statement.start > fact.specifierSpan.start || fact.statement.end < fact.specifierSpan.end)
      wrong.push(`statement of ${fact.specifier}`)
    for (const name of fact.names) checkName(name)
  }
  for (const binding of facts.bindings) {
    for (const span of binding.declarations) spells(span, binding.name, 'declaration')
    for (const reference of binding.references) checkReference(reference, binding.name)
    if (!facts.scopes[binding.scope]) wrong.push(`binding ${binding.name}: no scope ${binding.scope}`)
    within(binding.aliasOf?.binding ?? null, 'alias')
  }
  for (const { name, references } of facts.unresolved)
    for (const reference of references) checkReference(reference, name)
  for (const item of facts.exports) {
    if (item.target.type === 'binding') within(item.target.binding, 'export')
    if (item.target.type === 'import' && !facts.imports[item.target.import]?.names[item.target.name])
      wrong.push(`export ${item.name}`)
  }
  for (const string of facts.strings) if (string.editable) spells(string.span, string.value, 'string')
  for (const [id, scope] of facts.scopes.entries()) {
    const parent = scope.parent === null ? null : facts.scopes[scope.parent]
    if (scope.parent !== null && (!parent || scope.parent >= id)) wrong.push(`scope ${id}: parent ${scope.parent}`)
    else if (parent && (parent.span.start > scope.span.start || parent.span.end < scope.span.end))
      wrong.push(`scope ${id} is not inside its parent`)
  }
  return wrong
}
