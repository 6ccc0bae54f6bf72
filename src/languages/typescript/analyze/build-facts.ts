import type {
  Binding,
  Directive,
  ExportFact,
  ImportedName,
  ImportFact,
  ModuleFacts,
  ParseProblem,
  Reference,
  StringFact,
  UnresolvedName,
} from '../../../core/facts.ts'
import type { DraftExport, DraftImport, DraftName } from './drafts.ts'
import { pickedNames } from './module-value.ts'
import { isImplicitArguments, type Use, type Variable } from './scope-tree.ts'
import type { DraftString } from './string-facts.ts'
import type { Walk } from './walk.ts'

/** Everything a walk found, with its names resolved, as facts. */
export function buildFacts(
  walk: Walk,
  strings: readonly DraftString[],
  directives: readonly Directive[],
  problem: ParseProblem | null,
  localAt: (start: number) => Variable | null,
): ModuleFacts {
  const imports = walk.imports.sort((a, b) => a.specifierSpan.start - b.specifierSpan.start)
  const indexOf = new Map(imports.map((fact, index) => [fact, index]))
  const references = new Map<Use, Reference>()
  const referenceOf = (use: Use): Reference => {
    let reference = references.get(use)
    if (!reference) {
      reference = toReference(use, localAt)
      references.set(use, reference)
    }
    return reference
  }
  markEscapes(walk)
  return {
    imports: imports.map(toImport),
    exports: dedupe(walk.exports.flatMap((item) => toExports(item, indexOf))),
    scopes: walk.scopes.map((scope) => ({ parent: scope.parent?.id ?? null, kind: scope.kind, span: scope.span })),
    bindings: walk.variables.map((variable) => toBinding(variable, referenceOf)),
    unresolved: collectUnresolved(walk.uses, referenceOf),
    strings: strings.map((string) => toStringFact(string, indexOf)).sort((a, b) => a.span.start - b.span.start),
    directives,
    unanalysable: walk.unanalysable.sort((a, b) => a.span.start - b.span.start),
    publicNames: null,
    lazyExports: [],
    dynamicExports: walk.computedExports,
    problem,
  }
}

const byStart = (a: Use, b: Use): number => a.span.start - b.span.start

function toBinding(variable: Variable, referenceOf: (use: Use) => Reference): Binding {
  return {
    name: variable.name,
    scope: Math.max(0, variable.scope.id),
    kind: variable.kind,
    space: spaceOf(variable),
    declarations: variable.declarations,
    references: variable.uses.sort(byStart).map(referenceOf),
    aliasOf: aliasOf(variable),
    typeOnly: variable.typeOnly,
  }
}

function spaceOf(variable: Variable): Binding['space'] {
  const isValue = (variable.meanings & 1) !== 0
  const isType = (variable.meanings & 6) !== 0
  return isValue && isType ? 'both' : isType ? 'type' : 'value'
}

/** A name all of whose declarations say it is the same other name, and that is never assigned. */
function aliasOf(variable: Variable): Binding['aliasOf'] {
  const [first] = variable.aliases
  if (!first || variable.aliases.length !== variable.declarations.length) return null
  const target = first.variables[0]
  if (target === variable || variable.uses.some((use) => use.role === 'write' || use.role === 'shorthand-pattern'))
    return null
  const members = first.members.map((member) => member.name).join('.')
  for (const other of variable.aliases) {
    if (other.name !== first.name || other.variables[0] !== target) return null
    if (other.members.map((member) => member.name).join('.') !== members) return null
  }
  return { binding: target?.id ?? null, name: first.name, reference: first.span, members: first.members }
}

function toReference(use: Use, localAt: (start: number) => Variable | null): Reference {
  const { span, place, role, space, medium, members, call, picks } = use
  return { span, place, role, space, medium, members, call, picks: pickedNames(picks, localAt).map(toName) }
}

function toName(name: DraftName): ImportedName {
  return { ...name, local: name.local?.id ?? null }
}

function toImport(fact: DraftImport): ImportFact {
  return { ...fact, names: fact.names.map(toName) }
}

function dedupe(exports: readonly ExportFact[]): ExportFact[] {
  const known = new Set<string>()
  return exports.filter(({ name, target }) => {
    const key = `${name}\n${target.type === 'binding' ? target.binding : target.type}`
    if (known.has(key)) return false
    known.add(key)
    return true
  })
}

/** `export { X }` publishes every meaning of X: a type and a value of that name may be two bindings. */
function toExports(item: DraftExport, indexOf: ReadonlyMap<DraftImport, number>): ExportFact[] {
  const { name, span, typeOnly, keyed, isModule, target } = item
  const base = { name, span, typeOnly, ...(keyed ? { keyed } : {}), ...(isModule ? { isModule } : {}) }
  switch (target.type) {
    case 'variable':
      return [{ ...base, target: { type: 'binding', binding: target.variable.id } }]
    case 'use': {
      const { variables } = target.use
      if (variables.length === 0) return [{ ...base, target: { type: 'value' } }]
      return variables.map((variable) => ({ ...base, target: { type: 'binding', binding: variable.id } }))
    }
    case 'import': {
      const index = target.import.names.indexOf(target.name)
      return [{ ...base, target: { type: 'import', import: indexOf.get(target.import) ?? 0, name: index } }]
    }
    case 'value':
      return [{ ...base, target: { type: 'value' } }]
  }
}

function collectUnresolved(uses: readonly Use[], referenceOf: (use: Use) => Reference): UnresolvedName[] {
  const names = new Map<string, Use[]>()
  for (const use of uses) {
    if (use.variables.length > 0 || isImplicitArguments(use)) continue
    const known = names.get(use.name)
    if (known) known.push(use)
    else names.set(use.name, [use])
  }
  return [...names].map(([name, found]) => ({ name, references: found.sort(byStart).map(referenceOf) }))
}

function toStringFact(string: DraftString, indexOf: ReadonlyMap<DraftImport, number>): StringFact {
  const { role, value, span, place, editable, bare, base } = string
  return {
    role,
    kind: string.kind ?? 'mock-string',
    value,
    span,
    place,
    base:
      'use' in base
        ? { binding: base.use.variables[0]?.id ?? null, name: base.use.name, members: base.members }
        : { import: indexOf.get(base.import) ?? 0, ...(base.names ? { names: base.names } : {}) },
    editable,
    bare,
  }
}

/** A namespace used whole somewhere: what is taken from it there is not known. */
function markEscapes(walk: Walk): void {
  const published = new Set<Use>()
  for (const item of walk.exports) if (item.target.type === 'use') published.add(item.target.use)
  for (const variable of walk.variables) for (const alias of variable.aliases) published.add(alias)
  for (const fact of walk.imports) {
    for (const name of fact.names) {
      if (name.shape !== 'namespace' || !name.local) continue
      fact.escapes ||= name.local.uses.some(
        (use) =>
          use.whole &&
          use.space !== 'type' &&
          (use.role === 'read' || use.role === 'shorthand') &&
          !published.has(use) &&
          !walk.followedUses.has(use),
      )
    }
  }
}
