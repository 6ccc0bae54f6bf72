import type { Binding, BindingId, ExportFact, ImportedName, Reference, ScopeId } from '../../../core/facts.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { DraftId } from './change-set.ts'
import type { PlanContext } from './context.ts'
import type { Wanted } from './import-plan.ts'
import { MODULE_SCOPE, isBindable } from './name-table.ts'
import { cannotBeTag } from './references.ts'
import type { Flavour, Statement } from './statement.ts'

/** What a file already binds to something a rewrite wants. */
export interface Existing {
  readonly local: string
  readonly binding: BindingId
  readonly scope: ScopeId
  readonly typeOnly: boolean
  readonly isNamespace: boolean
  readonly statement: Statement | null
  /** Index into the statement's names. */
  readonly name: number
}

const isValueUse = ({ space, medium }: Reference): boolean => space !== 'type' && medium === 'code'

export const usesValue = (references: readonly Reference[]): boolean => references.some(isValueUse)

/** Whether an import name leads to what is wanted, directly or through barrels. */
const leadsTo = (
  context: PlanContext,
  specifier: string,
  name: string,
  address: ModuleAddress,
  imported: string,
): boolean => {
  const { input } = context
  const module = input.resolver.resolve(specifier, input.path)
  if (module.key === address.key) return name === imported
  return name !== '*' && (input.leadsTo?.(module, [name], { module: address, names: [imported] }) ?? false)
}

function* healthyNames(
  context: PlanContext,
  address: ModuleAddress,
  imported: string,
  kinds: readonly string[],
): Generator<Existing & { readonly end: number }> {
  for (const [index, fact] of context.facts.imports.entries()) {
    if (!kinds.includes(fact.kind) || context.moduleMatches.has(index)) continue
    for (const [at, name] of fact.names.entries()) {
      if (name.shape === 'star' || name.members.length > 0 || name.local === null || name.localName === null) continue
      if (
        context.nameMatches.has(`${index}:${at}`) ||
        !leadsTo(context, fact.specifier, name.imported, address, imported)
      )
        continue
      const binding = context.facts.bindings[name.local]
      if (binding === undefined || binding.declarations.length > 1) continue
      yield {
        local: name.localName,
        binding: name.local,
        scope: binding.scope,
        typeOnly: name.typeOnly && !context.upgraded.has(name.local),
        isNamespace: name.shape === 'namespace',
        statement: context.imports.statementOf(index),
        name: at,
        end: fact.statement.end,
      }
    }
  }
}

/** A healthy import of the same thing; the caller checks that it is visible. `before`: where the uses begin. */
export const findExisting = (
  context: PlanContext,
  address: ModuleAddress,
  imported: string,
  flavour: Flavour,
  before: number,
): Existing | null => {
  for (const known of healthyNames(context, address, imported, [flavour === 'load' ? 'require' : 'import'])) {
    if (flavour !== 'load' || known.end <= before) return known
  }
  return null
}

/** Whether what the file publishes is the thing wanted, or will be once its import is fixed. */
export const publishesSame = (
  context: PlanContext,
  { target }: ExportFact,
  address: ModuleAddress,
  imported: string,
): boolean => {
  if (target.type === 'value') return false
  if (target.type === 'import') {
    const fact = context.facts.imports[target.import]
    const name = fact?.names[target.name]
    return (
      fact !== undefined && name !== undefined && leadsTo(context, fact.specifier, name.imported, address, imported)
    )
  }
  for (const { binding } of healthyNames(context, address, imported, ['import', 'require']))
    if (binding === target.binding) return true
  return context.input.matches.some(
    ({ site, target: next }) =>
      site.type === 'name' &&
      next?.module.key === address.key &&
      next.name === imported &&
      context.facts.imports[site.import]?.names[site.name]?.local === target.binding,
  )
}

/** What a function loads for itself, and binds where the reference can see it. */
export const findNearby = (
  context: PlanContext,
  address: ModuleAddress,
  imported: string,
  reference: Reference,
): Existing | null => {
  for (const known of healthyNames(context, address, imported, ['require', 'dynamic-import'])) {
    if (
      known.scope !== MODULE_SCOPE &&
      known.end <= reference.span.start &&
      context.names.isVisible(known.local, [reference], known.scope)
    )
      return known
  }
  return null
}

/** The name under which the file itself publishes something, where its uses can reach it. */
export const findOwnExport = (
  context: PlanContext,
  name: string,
): { local: string; binding: BindingId; scope: ScopeId } | null => {
  const fact = context.facts.exports.find((item) => item.name === name)
  const binding = fact?.target.type === 'binding' ? context.facts.bindings[fact.target.binding] : undefined
  if (fact?.target.type !== 'binding' || binding === undefined) return null
  return { local: binding.name, binding: fact.target.binding, scope: binding.scope }
}

export interface LocalRequest {
  readonly binding: Binding
  readonly id: BindingId
  readonly name: ImportedName
  readonly address: ModuleAddress
  readonly imported: string
  readonly flavour: Flavour
  readonly before: number
  /** What the name would stand for; a second meaning needs another name. */
  readonly origin: string
}

export type LocalChoice =
  /** Import it under this local name; `rename`: all references follow. */
  | { readonly type: 'import'; readonly local: string; readonly rename: boolean }
  /** The file has it already under this name. */
  | { readonly type: 'reuse'; readonly local: string; readonly existing: Existing | null }

/** Which local name the replacement gets. `retry` is true while other names may still be vacated. */
export const chooseLocal = (context: PlanContext, request: LocalRequest, retry: boolean): LocalChoice | null => {
  const { binding, id, name, address, imported, flavour } = request
  const { key } = address
  const { references } = binding
  const { names } = context
  const isSpelled = name.shape === 'named' && name.imported !== 'default' && name.localName === name.imported
  const keep: LocalChoice = { type: 'import', local: binding.name, rename: false }
  if (key === context.input.address.key) {
    const own = findOwnExport(context, imported)
    return own !== null && names.isVisible(own.local, references, own.scope)
      ? { type: 'reuse', local: own.local, existing: null }
      : null
  }
  if (!isSpelled) return keep
  const existing = findExisting(context, address, imported, flavour, request.before)
  if (
    existing !== null &&
    existing.binding !== id &&
    names.isWithin(binding.scope, existing.scope) &&
    names.isVisible(existing.local, references, existing.scope)
  ) {
    if (!cannotBeTag(existing.local, references, context.text))
      return { type: 'reuse', local: existing.local, existing }
  }
  if (imported === 'default' || imported === '*' || imported === binding.name) return keep
  const isFree =
    isBindable(imported) &&
    names.canIntroduce(imported, request.origin, binding.scope, references, id) &&
    !cannotBeTag(imported, references, context.text)
  if (isFree) return { type: 'import', local: imported, rename: true }
  return retry ? null : keep
}

/** A name for a module's default export: `./date-utils` is `dateUtils`. */
export const localForModule = (key: string): string => {
  const last = key.slice(key.lastIndexOf('/') + 1).replace(/^@/, '')
  return last
    .replace(/[^\p{ID_Continue}$]+(.)?/gu, (_, next: string | undefined) => next?.toUpperCase() ?? '')
    .replace(/^(?=\d)/, '_')
}

/**
 * The file has the replacement as a type only, and needs its value now. What is to be imported in its place; null where
 * taking away the word `type` does.
 */
export const takeOver = (
  context: PlanContext,
  existing: Existing,
  draft: DraftId,
  base: Omit<Wanted, 'local'>,
): Wanted | null => {
  const { statement, name } = existing
  if (statement === null) return null
  const wanted: Wanted = { ...base, typeOnly: false, inlineType: false, local: existing.local }
  context.upgraded.add(existing.binding)
  statement.drafts.add(draft)
  if (!statement.typeOnly) {
    statement.replaced.set(name, context.imports.specText(wanted, statement, statement.shape.quote))
    return null
  }
  if (statement.fact.names.length === 1) {
    statement.becomesValue = true
    return null
  }
  statement.dropped.add(name)
  return wanted
}
