import type { TextEdit } from '../../../core/span.ts'
import { afterLineBreak, endOfLine } from './layout.ts'
import type { Layout, TextModel } from './layout.ts'
import { insertIntoList, readList, removeFromList, restoreOrder, spanOfItem } from './name-list.ts'
import type { Entry } from './name-list.ts'
import { spellName } from './statement-draft.ts'
import type { Piece, StatementDraft } from './statement-draft.ts'
import { isAliased } from './statements.ts'
import type { Item } from './statements.ts'

/** Comments that speak to tools: they go with the statement wherever it goes, and with both halves of a split. */
const PRAGMA = /^#\s*(?:noqa|type:\s*ignore|isort|pylint|pyright|mypy|ruff|flake8|fmt|yapf|nosec|pragma|pyre)/i

export function isPragma(comment: string): boolean {
  return PRAGMA.test(comment)
}

/** The edits that turn a statement into what its draft says. */
export function renderStatement(model: TextModel, draft: StatementDraft): TextEdit[] {
  if (!draft.isTouched) return []
  const layout = model.layoutOf(draft.statement)
  const entries = readList(model, draft.statement)
  const retained = new Set(draft.retained)
  const open = retained.size > 0 && !draft.statement.items.some((item) => item.imported.shape === 'star')
  const intoList = draft.added.filter(
    (piece) => open && piece.form === 'from' && piece.specifier === draft.finalSpecifier,
  )
  const replaced = replaceInList(draft, retained)
  const statements = newStatements(model, draft, entries, retained, [...intoList, ...replaced.pieces])
  const gone = new Set(draft.statement.items.filter((item) => !retained.has(item) && !replaced.items.has(item)))
  if (retained.size === 0) return replaceWhole(model, draft, layout, statements)
  const sorted =
    gone.size === 0 && intoList.length === 0 ? restoreOrder(model, entries, (item) => spellFinal(draft, item)) : null
  const edits = [...editRetained(model, draft, retained, sorted !== null), ...(sorted ?? []), ...replaced.edits]
  edits.push(...removeFromList(model, entries, gone))
  edits.push(...insertIntoList(model, entries, retained, (item) => finalName(draft, item), intoList))
  edits.push(...appendStatements(model, draft, layout, statements))
  return edits
}

/** `import old, other`: what is imported instead takes the place in the list. */
function replaceInList(
  draft: StatementDraft,
  retained: ReadonlySet<Item>,
): { readonly items: ReadonlySet<Item>; readonly pieces: readonly Piece[]; readonly edits: readonly TextEdit[] } {
  const free =
    draft.statement.form === 'import' && retained.size > 0 ? draft.added.filter(({ form }) => form === 'import') : []
  const dropped = draft.statement.items.filter((item) => draft.fateOf(item).type === 'drop')
  const pairs = dropped.slice(0, free.length).flatMap((item, at) => {
    const piece = free[at]
    return piece === undefined ? [] : [{ item, piece }]
  })
  return {
    items: new Set(pairs.map(({ item }) => item)),
    pieces: pairs.map(({ piece }) => piece),
    edits: pairs.map(({ item, piece }) => ({ ...spanOfItem(item), text: spellName(piece) })),
  }
}

function spellFinal(draft: StatementDraft, item: Item): string {
  const fate = draft.fateOf(item)
  if (fate.type === 'become') return spellName(fate.piece)
  return isAliased(item) ? `${item.imported.imported} as ${item.imported.localName ?? ''}` : item.imported.imported
}

function finalName(draft: StatementDraft, item: Item): string {
  const fate = draft.fateOf(item)
  return fate.type === 'become' ? (fate.piece.name ?? fate.piece.specifier) : item.imported.imported
}

/** @param namesDone the names are written elsewhere. */
function editRetained(
  model: TextModel,
  draft: StatementDraft,
  retained: ReadonlySet<Item>,
  namesDone: boolean,
): TextEdit[] {
  const edits: TextEdit[] = []
  const { text } = model
  let specifierDone = draft.statement.form === 'import'
  for (const item of retained) {
    const fate = draft.fateOf(item)
    if (fate.type !== 'become') continue
    const { piece } = fate
    if (!specifierDone && piece.specifier !== item.fact.specifier) {
      const { start, end } = item.fact.specifierSpan
      const before = /\s/.test(text[start - 1] ?? ' ') ? '' : ' '
      const after = /\s/.test(text[end] ?? ' ') || text[end] === '\\' ? '' : ' '
      edits.push({ start, end, text: `${before}${piece.specifier}${after}` })
      specifierDone = true
    }
    const edit = namesDone ? null : editName(item, piece)
    if (edit !== null && text.slice(edit.start, edit.end) !== edit.text) edits.push(edit)
  }
  return edits
}

function editName(item: Item, piece: Piece): TextEdit | null {
  if (item.imported.shape === 'star') return null
  const spelled =
    item.imported.shape === 'namespace' ? item.fact.specifierSpan : (item.imported.importedSpan ?? item.imported.span)
  const name = piece.name ?? piece.specifier
  if (isAliased(item)) {
    if (piece.as !== null && piece.as === item.imported.localName) return { ...spelled, text: name }
    return { ...spanOfItem(item), text: spellName(piece) }
  }
  return { ...spelled, text: spellName(piece) }
}

interface NewStatement {
  readonly text: string
  readonly comment: string | null
}

/** Statements that split off, one for each module. */
function newStatements(
  model: TextModel,
  draft: StatementDraft,
  entries: readonly Entry[],
  retained: ReadonlySet<Item>,
  intoList: readonly Piece[],
): NewStatement[] {
  const listed = new Set(intoList)
  const groups = new Map<string, { piece: Piece; comment: string | null }[]>()
  const push = (piece: Piece, comment: string | null): void => {
    const key = piece.form === 'from' ? piece.specifier : `import ${spellName(piece)}`
    const group = groups.get(key)
    if (group) group.push({ piece, comment })
    else groups.set(key, [{ piece, comment }])
  }
  for (const entry of entries) {
    const fate = draft.fateOf(entry.item)
    if (fate.type !== 'become' || retained.has(entry.item)) continue
    push(
      fate.piece,
      entry.comment === null || entry.line === null ? null : model.text.slice(entry.comment.start, entry.comment.end),
    )
  }
  for (const piece of draft.added) if (!listed.has(piece)) push(piece, null)
  const parenthesised = entries.some((entry) => entry.line !== null)
  const { indent } = model.layoutOf(draft.statement)
  const step = entries.find((entry) => entry.line !== null)
  const inner = step?.line ? model.text.slice(step.line.start, step.span.start) : `${indent}    `
  return [...groups.values()].map((group) => {
    const [first] = group
    if (first === undefined || first.piece.form === 'import') {
      return { text: `import ${first ? spellName(first.piece) : ''}`, comment: first?.comment ?? null }
    }
    const head = `from ${first.piece.specifier} import`
    const comments = group.filter(({ comment }) => comment !== null)
    if (group.length > 1 && (parenthesised || comments.length > 0)) {
      const lines = group.map(
        ({ piece, comment }) => `${inner}${spellName(piece)},${comment === null ? '' : `  ${comment}`}`,
      )
      return { text: `${head} (${model.eol}${lines.join(model.eol)}${model.eol}${indent})`, comment: null }
    }
    return { text: `${head} ${group.map(({ piece }) => spellName(piece)).join(', ')}`, comment: first.comment }
  })
}

function appendStatements(
  model: TextModel,
  draft: StatementDraft,
  layout: Layout,
  statements: readonly NewStatement[],
): TextEdit[] {
  if (statements.length === 0) return []
  const { text, eol } = model
  if (!layout.alone) {
    const at = draft.statement.span.end
    return [{ start: at, end: at, text: statements.map((one) => `; ${one.text}`).join('') }]
  }
  const trailing = layout.comment === null ? '' : text.slice(layout.comment.start, layout.comment.end)
  const pragma = isPragma(trailing) ? `  ${trailing}` : ''
  const indent = layout.indent.replace(/[\uFEFF\f]/g, '')
  const lines = statements.map(
    (one) => `${eol}${indent}${one.text}${one.comment === null ? pragma : `  ${one.comment}`}`,
  )
  return [{ start: layout.lineEnd, end: layout.lineEnd, text: lines.join('') }]
}

/** Nothing of the statement stays: what replaces it takes its place, or it goes with its line. */
function replaceWhole(
  model: TextModel,
  draft: StatementDraft,
  layout: Layout,
  statements: readonly NewStatement[],
): TextEdit[] {
  const { span } = draft.statement
  const { text, eol } = model
  const [first, ...others] = statements
  if (first !== undefined) {
    const comment = first.comment === null || layout.comment !== null || !layout.alone ? '' : `  ${first.comment}`
    return [{ ...span, text: `${first.text}${comment}` }, ...appendStatements(model, draft, layout, others)]
  }
  if (layout.onlyInBlock) return [{ ...span, text: 'pass' }]
  if (!layout.alone) {
    if (layout.followedAt !== null) return [{ start: span.start, end: layout.followedAt, text: '' }]
    return [{ start: layout.semicolonBefore ?? span.start, end: span.end, text: '' }]
  }
  const comments = model
    .commentsIn({ start: span.start, end: layout.lineEnd })
    .map((one) => text.slice(one.start, one.end))
  const worthKeeping = comments.filter((comment) => !isPragma(comment))
  const end = afterLineBreak(text, endOfLine(text, span.end))
  if (worthKeeping.length === 0) return [{ start: layout.lineStart, end, text: '' }]
  return [
    { start: layout.lineStart, end, text: worthKeeping.map((comment) => `${layout.indent}${comment}${eol}`).join('') },
  ]
}
