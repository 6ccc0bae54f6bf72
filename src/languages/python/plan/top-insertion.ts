import type { TextEdit } from '../../../core/span.ts'
import { firstName } from '../resolve/dotted-path.ts'
import { NEWLINE, STRING, tokenIs } from '../tokens.ts'
import { afterLineBreak, endOfLine } from './layout.ts'
import type { PlanState, TopPiece } from './plan-state.ts'
import { spellName } from './statement-draft.ts'
import type { Statement } from './statements.ts'

/**
 * New statements at the top of the module: beside the imports of the same package if there are any, else after the
 * last import of the header, else after the docstring and the comments that lead the file.
 */
export function renderTop(state: PlanState): { readonly edit: TextEdit; readonly entries: readonly TopPiece[] }[] {
  const bySpecifier = new Map<string, TopPiece[]>()
  for (const entry of state.top) {
    const key = entry.piece.form === 'from' ? entry.piece.specifier : `import ${spellName(entry.piece)}`
    bySpecifier.set(key, [...(bySpecifier.get(key) ?? []), entry])
  }
  const byPlace = new Map<number, { lines: string[]; entries: TopPiece[]; place: Place }>()
  for (const entries of [...bySpecifier.values()].sort((a, b) => compare(a[0], b[0]))) {
    const first = entries[0]?.piece
    if (first === undefined) continue
    const names = [...new Set(entries.map(({ piece }) => spellName(piece)))]
    const line =
      first.form === 'from' ? `from ${first.specifier} import ${names.join(', ')}` : `import ${names[0] ?? ''}`
    const place = findPlace(state, first.specifier, entries)
    const known = byPlace.get(place.offset)
    if (known) {
      known.lines.push(line)
      known.entries.push(...entries)
    } else byPlace.set(place.offset, { lines: [line], entries: [...entries], place })
  }
  return [...byPlace.values()].map(({ lines, entries, place }) => ({
    entries,
    edit: { start: place.offset, end: place.offset, text: place.before + lines.join(state.model.eol) + place.after },
  }))
}

function compare(a: TopPiece | undefined, b: TopPiece | undefined): number {
  const left = a?.piece.specifier ?? ''
  const right = b?.piece.specifier ?? ''
  return left < right ? -1 : left > right ? 1 : 0
}

interface Place {
  readonly offset: number
  readonly before: string
  readonly after: string
}

function findPlace(state: PlanState, specifier: string, entries: readonly TopPiece[]): Place {
  const { text, eol } = state.model
  const header = headerImports(state, entries)
  const future = header.filter((statement) => statement.items.some((item) => item.fact.specifier === '__future__'))
  const others = header.filter((statement) => !future.includes(statement))
  const kin = others.filter((statement) => statement.items.some((item) => isKin(item.fact.specifier, specifier)))
  const smaller = kin.filter(
    (statement) => (statement.items[0]?.fact.specifier ?? '') <= specifier && statement.form === 'from',
  )
  const first = kin[0]
  if (
    first !== undefined &&
    smaller.length === 0 &&
    kin.every(({ form }) => form === 'from') &&
    !hasCommentAbove(state, first)
  ) {
    return { offset: state.model.layoutOf(first).lineStart, before: '', after: eol }
  }
  const after = smaller.at(-1) ?? kin.at(-1) ?? others.at(-1)
  if (after !== undefined) {
    const { lineEnd } = state.model.layoutOf(after)
    return { offset: lineEnd, before: eol, after: '' }
  }
  const last = future.at(-1)
  const offset = last === undefined ? endOfPrologue(state) : state.model.layoutOf(last).lineEnd
  if (offset > 0 && (last !== undefined || text[offset] === '\n' || text[offset] === '\r' || offset === text.length)) {
    const followedByBlank = isBlankAfter(text, offset)
    return { offset, before: eol + eol, after: followedByBlank ? '' : eol }
  }
  return { offset, before: '', after: text.length === offset ? eol : eol + eol }
}

/** A comment right above belongs to the statement. */
function hasCommentAbove(state: PlanState, statement: Statement): boolean {
  const { lineStart } = state.model.layoutOf(statement)
  return (
    state.model.text.slice(0, lineStart).trimEnd() !== '' &&
    /#[^\r\n]*(?:\r\n|\r|\n)$/.test(state.model.text.slice(Math.max(0, lineStart - 500), lineStart))
  )
}

function isKin(existing: string, added: string): boolean {
  if (added.startsWith('.')) return existing.startsWith('.')
  return !existing.startsWith('.') && firstName(existing) === firstName(added)
}

/** The blank line that follows, so that no second one is made. */
function isBlankAfter(text: string, lineEnd: number): boolean {
  const next = afterLineBreak(text, lineEnd)
  return next >= text.length || text.slice(next, endOfLine(text, next)).trim() === ''
}

/** Unconditional imports on lines of their own, before the first definition and the first use. */
function headerImports(state: PlanState, entries: readonly TopPiece[]): Statement[] {
  const { facts } = state.input
  const { moduleScope } = state.scopes
  let limit = Number.POSITIVE_INFINITY
  for (const binding of facts.bindings) {
    if (binding.scope !== moduleScope || (binding.kind !== 'class' && binding.kind !== 'function')) continue
    for (const span of binding.declarations) limit = Math.min(limit, span.start)
  }
  for (const { references } of entries) {
    for (const reference of references) limit = Math.min(limit, reference.span.start)
  }
  return state.statements.all.filter(({ place, span, id }) => {
    if (place.scope !== moduleScope || place.guards.length > 0 || span.end > limit) return false
    const draft = state.drafts[id]
    if (draft === undefined) return false
    const layout = state.model.layoutOf(draft.statement)
    return layout.alone && layout.indent.replace('\uFEFF', '') === ''
  })
}

/** After the byte order mark, the shebang, the leading comments and the docstring. */
function endOfPrologue(state: PlanState): number {
  const { text, tokens } = state.model
  if (
    tokens.kinds[0] === STRING &&
    (tokens.kinds[1] === NEWLINE || tokens.kinds[1] === undefined || tokenIs(tokens, 1, ';'))
  ) {
    const end = endOfLine(text, tokens.ends[0] ?? 0)
    return end
  }
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  const first = tokens.starts[0] ?? text.length
  let end = at
  // Comments that lead the file and are followed by a blank line are about the file; others are about what comes next.
  let block = -1
  while (at < first) {
    const lineEnd = endOfLine(text, at)
    const line = text.slice(at, lineEnd).trim()
    if (line.startsWith('#')) block = lineEnd
    else if (line === '' && block !== -1) end = block
    if (line.startsWith('#!') || /^#.*coding[:=]/.test(line)) end = lineEnd
    const next = afterLineBreak(text, lineEnd)
    if (next === at) break
    at = next
  }
  if (first >= text.length && block !== -1) end = block
  return end
}
