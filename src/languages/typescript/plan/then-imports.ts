import type { ImportFact } from '../../../core/facts.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { Span } from '../../../core/span.ts'
import { isPlainChain, memberEnd } from './chain-edits.ts'
import { describeTarget, type PlanContext } from './context.ts'
import { followBinding } from './follow.ts'
import { chooseLocal, localForModule } from './local-names.ts'
import type { Stale } from './loose-names.ts'
import { isBindable, originId } from './name-table.ts'
import type { Access } from './member-access.ts'
import { memberPath, patternSpec } from './spec-text.ts'
import type { NodeOf } from './syntax-tree.ts'

/*
 * A part of what `import('m').then(…)` takes moves: both modules are loaded, and the callback gets both.
 * `import('m').then(({ a, Old }) => …)` becomes `Promise.all([import('m'), import('n')]).then(([{ a }, { New }]) => …)`.
 */

interface Callback {
  readonly param: NodeOf<'ObjectPattern'> | NodeOf<'Identifier'>
  /** `m => …`, so a pattern needs parentheses. */
  readonly isBare: boolean
}

/** The callback of a plain `import('m').then(callback)`. */
const readCallback = (context: PlanContext, fact: ImportFact): Callback | null => {
  const { text, tree } = context
  const { statement, specifierSpan } = fact
  const isPlain =
    /^import\(\s*$/.test(text.slice(statement.start, specifierSpan.start - 1)) &&
    /^\s*\)$/.test(text.slice(specifierSpan.end + 1, statement.end))
  if (fact.kind !== 'dynamic-import' || !fact.editable || !isPlain) return null
  const nodes = tree.nodesAround(statement)
  const at = nodes.findLastIndex(({ type }) => type === 'ImportExpression')
  const [member, call] = [nodes[at - 1], nodes[at - 2]]
  if (member?.type !== 'MemberExpression' || member.object !== nodes[at] || member.property.type !== 'Identifier')
    return null
  if (member.property.name !== 'then' || call?.type !== 'CallExpression' || call.callee !== member) return null
  const [callback] = call.arguments
  if (callback?.type !== 'ArrowFunctionExpression' && callback?.type !== 'FunctionExpression') return null
  const [param, ...others] = callback.params
  if (others.length > 0 || (param?.type !== 'ObjectPattern' && param?.type !== 'Identifier') || param.typeAnnotation)
    return null
  return { param, isBare: !text.slice(callback.start, param.start).includes('(') }
}

/** Load the other modules beside the first. */
const loadBeside = (
  context: PlanContext,
  { statement, specifier, specifierSpan }: ImportFact,
  modules: readonly ModuleAddress[],
) => {
  const quote = context.text[specifierSpan.start - 1] ?? context.style.quote
  const specifiers = modules.map((module) => context.spell(module, specifier))
  if (specifiers.includes(null)) return null
  const loads = specifiers.map((spelled) => `, import(${quote}${spelled}${quote})`).join('')
  return [
    { start: statement.start, end: statement.start, text: 'Promise.all([' },
    { start: statement.end, end: statement.end, text: `${loads}])` },
  ]
}

const groupByModule = <T>(items: readonly T[], moduleOf: (item: T) => ModuleAddress): Map<ModuleAddress, T[]> => {
  const groups = new Map<ModuleAddress, T[]>()
  for (const item of items) {
    const module = moduleOf(item)
    const known = [...groups.keys()].find(({ key }) => key === module.key) ?? module
    groups.set(known, [...(groups.get(known) ?? []), item])
  }
  return groups
}

/** Names taken apart in the callback's parameter. False where it is not written plainly: nothing is planned then. */
export const splitThenPattern = (
  context: PlanContext,
  fact: ImportFact,
  stale: readonly Stale[],
  home: string,
): boolean => {
  const callback = readCallback(context, fact)
  if (callback?.param.type !== 'ObjectPattern' || fact.escapes) return false
  const { param } = callback
  const moving = stale.flatMap((item) => {
    const { target } = item.match
    return target?.name != null && target.module.key !== home
      ? [{ ...item, target: { module: target.module, path: target.name.split('.') } }]
      : []
  })
  const [first] = moving
  if (first === undefined || moving.length < stale.length || moving.length === param.properties.length) return false
  const isSimple = moving.every(({ name, target }) => {
    const binding = name.local === null ? undefined : context.facts.bindings[name.local]
    return (
      target.path[0] !== '*' &&
      name.members.length === 0 &&
      name.localSpan !== null &&
      binding?.declarations.length === 1
    )
  })
  if (!isSimple || param.properties.some(({ type }) => type !== 'Property')) return false
  const groups = groupByModule(moving, ({ target }) => target.module)
  const loads = loadBeside(context, fact, [...groups.keys()])
  if (loads === null) return false
  const draft = context.changes.open(describeTarget(first.match))
  const takes = (span: Span) => moving.some(({ name }) => name.span.start >= span.start && name.span.end <= span.end)
  const kept = param.properties
    .filter((property) => !takes(property))
    .map(({ start, end }) => context.text.slice(start, end))
  const patterns = [kept.join(', ')]
  for (const [module, items] of groups) {
    const specs: string[] = []
    for (const { name, match, target } of items) {
      const binding = name.local === null ? null : context.names.binding(name.local)
      if (binding === null || name.local === null || name.localSpan === null) return false
      const imported = target.path.at(-1) ?? ''
      const origin = originId(module.key, target.path.join('.'), binding.scope, 'load')
      const request = {
        binding,
        id: name.local,
        name,
        address: module,
        imported,
        flavour: 'load' as const,
        before: -1,
        origin,
      }
      const choice = chooseLocal(context, request, false)
      const local = choice?.type === 'import' && choice.rename ? choice.local : binding.name
      const fault = followBinding(context, name.local, match, draft, local === binding.name ? null : local, true)
      if (fault !== null) return false
      if (local !== binding.name) {
        context.names.vacate(name.local)
        context.names.introduce(local, origin, binding.scope)
      }
      const initializer =
        name.span.end > name.localSpan.end ? context.text.slice(name.localSpan.end, name.span.end) : ''
      specs.push(patternSpec(target.path, local, initializer, context.style.quote))
    }
    patterns.push(specs.join(', '))
  }
  const text = `[${patterns.map((pattern) => `{ ${pattern} }`).join(', ')}]`
  context.changes.edit(draft, ...loads, { start: param.start, end: param.end, text })
  for (const { matchIndex } of moving) context.changes.claim(draft, matchIndex)
  return true
}

/** Members of the module that the callback's parameter is. False where it is not written plainly. */
export const splitThenNamespace = (
  context: PlanContext,
  fact: ImportFact,
  id: number,
  accesses: readonly Access[],
): boolean => {
  const callback = readCallback(context, fact)
  const binding = context.facts.bindings[id]
  const [lead] = accesses
  if (callback?.param.type !== 'Identifier' || binding === undefined || lead === undefined || fact.escapes) return false
  if (binding.declarations.length > 1 || accesses.length === binding.references.length) return false
  const { layout, names, style } = context
  const targets = accesses.flatMap((access) => {
    const { target } = access.match
    return target?.name != null ? [{ access, module: target.module, path: target.name.split('.') }] : []
  })
  const isSimple = targets.every(
    ({ access: { reference, depth }, path }) =>
      path[0] !== '*' && isPlainChain(reference.span, reference.members.slice(0, depth), layout),
  )
  if (targets.length < accesses.length || !isSimple) return false
  const groups = groupByModule(targets, ({ module }) => module)
  const loads = loadBeside(context, fact, [...groups.keys()])
  const locals = [...groups].map(([module, items]) => {
    const name = localForModule(module.key)
    const isUsed = (item: { readonly name: string }) => item.name === name
    // The callback's body may use a name of the scopes around it.
    const local = context.facts.bindings.some(isUsed) || context.facts.unresolved.some(isUsed) ? `${name}Module` : name
    const references = items.map(({ access }) => access.reference)
    const origin = originId(module.key, '*', binding.scope, 'load')
    return isBindable(local) && names.canIntroduce(local, origin, binding.scope, references, null)
      ? { local, origin }
      : null
  })
  if (loads === null || new Set(locals.map((item) => item?.local)).size < locals.length || locals.includes(null))
    return false
  const draft = context.changes.open(describeTarget(lead.match))
  const list = `[${[binding.name, ...locals.map((item) => item?.local)].join(', ')}]`
  const { start, end } = callback.param
  context.changes.edit(draft, ...loads, { start, end, text: callback.isBare ? `(${list})` : list })
  for (const [at, items] of [...groups.values()].entries()) {
    const own = locals[at]
    if (own == null) continue
    names.introduce(own.local, own.origin, binding.scope)
    for (const { access, path } of items) {
      const last = access.reference.members[access.depth - 1]
      if (last === undefined) continue
      const span = { start: access.reference.span.start, end: memberEnd(last, layout) }
      context.changes.edit(draft, { ...span, text: memberPath(own.local, path, style.quote) })
      context.changes.claim(draft, access.matchIndex)
    }
  }
  return true
}
