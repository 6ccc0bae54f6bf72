import { applyEdits, sortEdits } from '../../../core/edits.ts'
import type { Binding, ImportFact, Reference } from '../../../core/facts.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { Span, TextEdit } from '../../../core/span.ts'
import { describeTarget, type PlanContext } from './context.ts'
import { editList } from './list-edits.ts'
import { isIdentifierName } from './name-table.ts'
import type { Node, NodeOf } from './syntax-tree.ts'

/*
 * Mocks with a factory say their module several times: `vi.mock('m', async () => ({ ...(await vi.importActual('m')), X: 1 }))`.
 * All of it goes where the mock goes.
 */

const isWithin = (inner: Span, outer: Span): boolean => inner.start > outer.start && inner.end <= outer.end

/** `...actual`: the mock has the rest of the module. */
export const isSpread = (context: PlanContext, { span, members }: Reference): boolean =>
  members.length === 0 && /\.\.\.\s*$/.test(context.text.slice(Math.max(0, span.start - 8), span.start))

const bindingsOf = (context: PlanContext, { names }: ImportFact): Binding[] =>
  names.flatMap(({ local }) => context.facts.bindings[local ?? -1] ?? [])

/** Imports inside a mock that load or mean the module it stands for. */
const innerImports = (context: PlanContext, mock: ImportFact): ImportFact[] => {
  const home = context.keyOf(mock)
  return context.facts.imports.filter(
    (fact, index) =>
      fact !== mock &&
      isWithin(fact.statement, mock.statement) &&
      !context.moduleMatches.has(index) &&
      !fact.names.some((_, at) => context.nameMatches.has(`${index}:${at}`)) &&
      context.keyOf(fact) === home,
  )
}

/** Where the real module is only there to be spread into the mock, it follows the mock. */
export const followMock = (context: PlanContext, mock: ImportFact, specifier: string): TextEdit[] =>
  innerImports(context, mock).flatMap((fact) => {
    const isForTheRest =
      !fact.escapes &&
      fact.names.every(({ shape }) => shape === 'namespace') &&
      bindingsOf(context, fact).every(({ references }) => references.every((reference) => isSpread(context, reference)))
    return isForTheRest && fact.editable ? [{ ...fact.specifierSpan, text: specifier }] : []
  })

/** `importActual<typeof import('m')>('m')` says the module twice. */
export const typeArgumentEdits = (context: PlanContext, fact: ImportFact, specifier: string): TextEdit[] =>
  context.facts.imports.flatMap((other, index) => {
    const isInside = other.statement.start > fact.statement.start && other.statement.end < fact.specifierSpan.start
    if (other.kind !== 'import-type' || !isInside || other.specifier !== fact.specifier) return []
    if (!other.editable || other.names.some(({ shape }) => shape !== 'namespace') || context.moduleMatches.has(index))
      return []
    return [{ ...other.specifierSpan, text: specifier }]
  })

const unwrap = (node: Node | null | undefined): Node | null | undefined =>
  node?.type === 'ParenthesizedExpression' ? unwrap(node.expression) : node

/** The object that a factory returns, where it does nothing else than load the real module before. */
const returnedObject = (factory: Node | undefined, text: string): NodeOf<'ObjectExpression'> | null => {
  if (factory?.type !== 'ArrowFunctionExpression' && factory?.type !== 'FunctionExpression') return null
  let result: Node | null | undefined = unwrap(factory.body)
  if (result?.type === 'BlockStatement') {
    const last = result.body.at(-1)
    const isLoading = (statement: Node): boolean =>
      statement.type === 'VariableDeclaration' &&
      statement.declarations.every(
        ({ init }) => init !== null && /\b\w*(?:Actual|Original)\w*\b/.test(text.slice(init.start, init.end)),
      )
    if (last?.type !== 'ReturnStatement' || !result.body.slice(0, -1).every(isLoading)) return null
    result = unwrap(last.argument)
  }
  return result?.type === 'ObjectExpression' ? result : null
}

interface Moving {
  readonly matchIndex: number
  readonly module: ModuleAddress
  readonly name: string
  readonly key: Span
  readonly isShorthand: boolean
}

/**
 * `vi.mock('m', () => ({ Old: a, keep: b }))`, of which Old moves: a mock of the other module comes to stand beside it.
 * False where it is not written plainly: nothing is planned then.
 */
export const splitMock = (context: PlanContext, mock: ImportFact, stale: readonly number[], home: string): boolean => {
  const { text, tree, layout, changes } = context
  const { statement, specifierSpan } = mock
  if (mock.kind !== 'mock-string' || !mock.editable || mock.names.length > 0 || stale.length === 0) return false
  const nodes = tree.nodesAround(specifierSpan)
  const around = nodes.find(({ type, start }) => type === 'ExpressionStatement' && start === statement.start)
  const call = around?.type === 'ExpressionStatement' ? around.expression : null
  if (call?.type !== 'CallExpression' || call.arguments.length !== 2) return false
  const object = returnedObject(call.arguments[1], text)
  const moving = stale.map((matchIndex) => readMoving(context, matchIndex, home))
  if (object === null || !moving.every((item) => item !== null)) return false
  // What else changes inside would have to change in every copy.
  const others = context.input.matches.filter(
    ({ span }, index) => !stale.includes(index) && isWithin(span, statement) && span.start > specifierSpan.end,
  )
  if (others.length > 0) return false
  const movingAt = new Map(
    object.properties.flatMap((property, at) => {
      const item = property.type === 'Property' ? moving.find(({ key }) => isKeyOf(property, key)) : undefined
      return item === undefined ? [] : [[at, item] as const]
    }),
  )
  if (movingAt.size < moving.length) return false
  const close = layout.find('}', object.properties.at(-1)?.end ?? object.start, object.end)
  const modules = [...new Map(moving.map(({ module }) => [module.key, module])).values()]
  const spelled = modules.map((module) => context.spell(module, mock.specifier))
  if (close === -1 || !spelled.every((specifier) => specifier !== null)) return false

  // Comments on lines above a key go with it.
  const items = object.properties.map(({ start, end }, at) => {
    const before = object.properties[at - 1]?.end ?? object.start
    const remark = layout.commentsIn(before, start).find((comment) => layout.lineStart(comment.start) > before)
    return { start: remark?.start ?? start, end }
  })
  const list = { open: object.start, close, items }
  /** The mock with the keys of one module; null: of the one it was for. */
  const editsFor = (module: ModuleAddress | null, specifier: string | null): TextEdit[] => {
    const dropped = object.properties.flatMap((property, at) =>
      isForAll(property) || movingAt.get(at)?.module.key === module?.key ? [] : [at],
    )
    const edits = editList(layout, list, { dropped: new Set(dropped), replaced: new Map(), added: [] })
    for (const item of movingAt.values()) if (item.module.key === module?.key) edits.push(...keyEdit(context, item))
    if (specifier === null) return edits
    const inner = innerImports(context, mock).map((fact) => ({ ...fact.specifierSpan, text: specifier }))
    return [...edits, { ...specifierSpan, text: specifier }, ...inner]
  }
  const isVacated = object.properties.every((property, at) => isForAll(property) || movingAt.has(at))
  const copied = modules.slice(isVacated ? 1 : 0)
  const copies = copied.map((module) => {
    const edits = editsFor(module, spelled[modules.indexOf(module)] ?? null)
    const { start, end } = statement
    const shifted = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }))
    return layout.newline + layout.indentAt(start) + applyEdits(text.slice(start, end), sortEdits(shifted))
  })
  const [lead] = stale
  if (lead === undefined) return false
  const draft = changes.open(describeTarget(context.match(lead)))
  const [first] = modules
  changes.edit(
    draft,
    ...(isVacated && first !== undefined ? editsFor(first, spelled[0] ?? null) : editsFor(null, null)),
  )
  if (copies.length > 0) changes.edit(draft, { start: statement.end, end: statement.end, text: copies.join('') })
  for (const match of stale) changes.claim(draft, match)
  return true
}

const readMoving = (context: PlanContext, matchIndex: number, home: string): Moving | null => {
  const { site, target } = context.match(matchIndex)
  const string = site.type === 'string' ? context.facts.strings[site.string] : undefined
  const isPlain = target?.name != null && isIdentifierName(target.name) && target.module.key !== home
  if (string === undefined || !isPlain || target.name === null) return null
  if (context.text.slice(string.span.start, string.span.end) !== string.value) return null
  const isShorthand = string.bare && !string.editable
  return { matchIndex, module: target.module, name: target.name, key: string.span, isShorthand }
}

const isKeyOf = ({ key }: NodeOf<'Property'>, span: Span): boolean => key.start <= span.start && key.end >= span.end

/** `...actual`, `__esModule: true`: every copy has it. */
const isForAll = (property: NodeOf<'ObjectExpression'>['properties'][number]): boolean =>
  property.type === 'SpreadElement' || (property.key.type === 'Identifier' && property.key.name === '__esModule')

const keyEdit = ({ text }: PlanContext, { key, name, isShorthand }: Moving): TextEdit[] => {
  const written = text.slice(key.start, key.end)
  return written === name ? [] : [{ ...key, text: isShorthand ? `${name}: ${written}` : name }]
}
