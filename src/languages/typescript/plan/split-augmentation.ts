import { applyEdits, sortEdits } from '../../../core/edits.ts'
import type { BindingId, ImportFact } from '../../../core/facts.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { Span, TextEdit } from '../../../core/span.ts'
import { describeTarget, type PlanContext } from './context.ts'
import type { Stale } from './loose-names.ts'
import { isIdentifierName } from './name-table.ts'

/** A declaration that goes into the augmentation of another module. */
interface Piece {
  readonly span: Span
  readonly module: ModuleAddress
  readonly renames: readonly TextEdit[]
}

const covers = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end

/**
 * `declare module 'm' { interface Old {} interface Keep {} }`, of which Old moves: it is declared for its new module
 * beside. False where the declarations hang together, or are not written plainly: nothing is planned then.
 */
export const splitAugmentation = (
  context: PlanContext,
  fact: ImportFact,
  stale: readonly Stale[],
  home: string,
): boolean => {
  const { text, layout, changes, facts } = context
  if (fact.kind !== 'module-augmentation' || !fact.editable) return false
  const declaration = context.tree
    .nodesAround(fact.specifierSpan)
    .findLast(({ type }) => type === 'TSModuleDeclaration')
  const block = declaration?.type === 'TSModuleDeclaration' ? declaration.body : null
  if (declaration === undefined || block?.type !== 'TSModuleBlock') return false
  const pieces: Piece[] = []
  const moved = new Map<BindingId, string>()
  for (const { name, match } of stale) {
    const { target } = match
    const binding = name.local === null ? undefined : facts.bindings[name.local]
    const isPlain = target?.name != null && isIdentifierName(target.name) && target.module.key !== home
    if (binding === undefined || name.local === null || !isPlain || target.name === null) return false
    const next = target.name
    const places = [...binding.declarations, ...binding.references.map(({ span }) => span)]
    moved.set(name.local, target.module.key)
    for (const place of binding.declarations) {
      const statement = block.body.find((item) => covers(item, place))
      if (statement === undefined) return false
      const known = pieces.findIndex(({ span }) => span.start === statement.start)
      const renames = places.filter((span) => covers(statement, span)).map((span) => ({ ...span, text: next }))
      const before = pieces[known]
      if (before !== undefined && before.module.key !== target.module.key) return false
      const piece = { span: { start: statement.start, end: statement.end }, module: target.module, renames }
      if (before === undefined) pieces.push(piece)
      else pieces[known] = { ...piece, renames: [...before.renames, ...renames.filter(isNew(before.renames))] }
    }
  }
  if (pieces.length === 0 || !isApart(context, pieces, moved, block)) return false
  const modules = [...new Map(pieces.map(({ module }) => [module.key, module])).values()]
  const spelled = modules.map((module) => context.spell(module, fact.specifier))
  if (!spelled.every((specifier) => specifier !== null)) return false

  const isMultiline = layout.isMultiline(block.start, block.end)
  const whole = (span: Span): Span => (isMultiline ? linesOf(context, span) : span)
  const staying = block.body.filter((item) => !pieces.some(({ span }) => span.start === item.start))
  if (pieces.some(({ span }) => staying.some((item) => item.start < whole(span).end && whole(span).start < item.end)))
    return false
  const blocks = modules.map((module, at) => {
    const own = pieces.filter((piece) => piece.module.key === module.key).sort((a, b) => a.span.start - b.span.start)
    const texts = own.map(({ span, renames }) => {
      const { start, end } = whole(span)
      const shifted = renames.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }))
      return applyEdits(text.slice(start, end), sortEdits(shifted.filter(isNew([]))))
    })
    const quote = text[fact.specifierSpan.start - 1] ?? context.style.quote
    const head = text.slice(declaration.start, fact.specifierSpan.start - 1) + quote + spelled[at] + quote
    const open = text.slice(fact.specifierSpan.end + 1, block.start)
    const indent = layout.indentAt(declaration.start)
    const body = isMultiline ? `{${layout.newline}${texts.join('')}${indent}}` : `{ ${texts.join(' ')} }`
    return layout.newline + indent + head + open + body
  })
  const [lead] = stale
  if (lead === undefined) return false
  const draft = changes.open(describeTarget(lead.match))
  changes.edit(draft, { start: declaration.end, end: declaration.end, text: blocks.join('') })
  for (const { span } of pieces) {
    const { start, end } = whole(span)
    changes.edit(draft, { start, end: isMultiline ? end : Math.min(layout.skipBlank(end), block.end - 1), text: '' })
  }
  for (const { matchIndex, name } of stale) {
    changes.claim(draft, matchIndex)
    for (const usage of name.local === null ? [] : (context.usages.get(name.local) ?? [])) changes.claim(draft, usage)
  }
  return true
}

const isNew =
  (known: readonly TextEdit[]) =>
  (edit: TextEdit): boolean =>
    !known.some(({ start }) => start === edit.start)

/** Nothing that goes is used by what stays or goes elsewhere, and the other way round. */
const isApart = (
  { facts }: PlanContext,
  pieces: readonly Piece[],
  moved: ReadonlyMap<BindingId, string>,
  block: Span,
): boolean => {
  const pieceAt = (place: Span): Piece | undefined => pieces.find(({ span }) => covers(span, place))
  const scopes = new Set([...moved.keys()].map((id) => facts.bindings[id]?.scope))
  return facts.bindings.every(({ scope, declarations, references }, id) => {
    if (!scopes.has(scope)) return true
    const module = moved.get(id) ?? null
    const places = [...declarations, ...references.map(({ span }) => span)]
    return places.every((place) => !covers(block, place) || (pieceAt(place)?.module.key ?? null) === module)
  })
}

/** Whole lines of a declaration, with the comments right above. */
const linesOf = ({ layout }: PlanContext, span: Span): Span => {
  let start = layout.lineStart(span.start)
  for (;;) {
    const above = layout.comments.find(
      (comment) =>
        layout.nextLine(comment.end) === start &&
        layout.indentAt(comment.start) === layout.text.slice(layout.lineStart(comment.start), comment.start),
    )
    if (above === undefined) break
    start = layout.lineStart(above.start)
  }
  return { start, end: layout.nextLine(span.end) }
}
