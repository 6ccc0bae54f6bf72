import type { ImportedName, ImportFact, Reference } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'
import type { Span, TextEdit } from '../../../core/span.ts'
import type { DraftId } from './change-set.ts'
import { describeTarget, type PlanContext } from './context.ts'
import { followBinding, refuseBinding } from './follow.ts'
import { fulfilRequests, type Request } from './import-requests.ts'
import { editList } from './list-edits.ts'
import { chooseLocal } from './local-names.ts'
import { isIdentifierName, originId } from './name-table.ts'
import { isReassigned, originOf } from './plan-members.ts'
import { publicNameAfter, retiredNameBeside } from './public-names.ts'
import { rewriteBinding } from './references.ts'
import { patternSpec } from './spec-text.ts'
import type { NodeOf } from './syntax-tree.ts'

interface Pick {
  readonly matchIndex: number
  readonly match: Match
  readonly binding: number
  readonly reference: Reference
  readonly referenceAt: number
  readonly pick: ImportedName
  readonly pickAt: number
}

/** Names destructured from a namespace: `const { Old } = ns`. */
export const planPicks = (context: PlanContext): void => {
  const moving = new Map<Reference, Pick[]>()
  for (const pick of readPicks(context)) {
    const { match, matchIndex } = pick
    const { target } = match
    if (isReassigned(context, pick.binding))
      refuseBinding(context, matchIndex, pick.pick.local, 'what it is taken from is assigned something else, too')
    else if (target?.name == null)
      refuseBinding(context, matchIndex, pick.pick.local, 'a whole module cannot stand for a name')
    else if (target.module.key === match.module?.key && !isElsewhere(pick, target.name))
      renamePick(context, pick, target.name)
    else moving.set(pick.reference, [...(moving.get(pick.reference) ?? []), pick])
  }
  for (const [reference, picks] of moving) movePicks(context, reference, picks)
}

const readPicks = (context: PlanContext): Pick[] =>
  context.input.matches.flatMap((match, matchIndex): Pick[] => {
    const { site, target } = match
    if (target === null || site.type !== 'pick') return []
    const reference = context.facts.bindings[site.binding]?.references[site.reference]
    const pick = reference?.picks[site.pick]
    if (reference === undefined || pick === undefined) return []
    return [
      { matchIndex, match, binding: site.binding, reference, referenceAt: site.reference, pick, pickAt: site.pick },
    ]
  })

/** `const { create } = Foo`, where `Foo.create` becomes `createFoo`: what it is taken from does not have it any more. */
const isElsewhere = ({ match, pick, reference }: Pick, name: string): boolean => {
  const root = (match.name?.split('.') ?? []).slice(0, -1 - pick.members.length - reference.members.length)
  return root.length > 0 && pick.members.length === 0 && name.split('.')[0] !== root[0]
}

/** The tokens of a nested pattern, or of what stands before it, that another path of the same length changes; null: no. */
const renameTokens = (
  { match, pick, reference }: Pick,
  name: string,
): { readonly edits: TextEdit[]; readonly isWhole: boolean } | null => {
  const covered = match.name?.split('.') ?? []
  const path = name.split('.')
  const { importedSpan } = pick
  if (importedSpan === null || path.length !== covered.length || pick.localSpan === null) return null
  const written = [...reference.members, { name: pick.imported, span: importedSpan }, ...pick.members]
  const count = written.findIndex((_, at) => {
    const length = written.length - at
    return (
      length <= covered.length &&
      written.slice(0, length).every((token, i) => token.name === covered[covered.length - length + i])
    )
  })
  const tokens = count === -1 ? [] : written.slice(0, written.length - count)
  const base = covered.length - tokens.length
  if (tokens.length <= reference.members.length || covered.slice(0, base).some((item, at) => item !== path[at]))
    return null
  const edits = tokens.flatMap(({ name: old, span }, at) => {
    const next = path[base + at] ?? old
    return next === old ? [] : [{ ...span, text: next }]
  })
  // A name written once for several of the pattern's must be right for all of them.
  const isShared = ({ start }: Span): boolean =>
    reference.picks.some(
      (other) =>
        other !== pick &&
        (reference.members.some(({ span }) => span.start === start) ||
          [other.importedSpan, ...other.members.map(({ span }) => span)].some((span) => span?.start === start)),
    )
  const isExact = edits.length > 0 && !edits.some(isShared) && edits.every(({ text }) => isIdentifierName(text))
  return isExact ? { edits, isWhole: tokens.length === written.length } : null
}

const renamePick = (context: PlanContext, whole: Pick, name: string): void => {
  const { match, matchIndex, pick, reference } = whole
  const { changes, text, style } = context
  const covered = match.name?.split('.') ?? []
  const refuse = (reason: string): void => refuseBinding(context, matchIndex, pick.local, reason)
  const outer = covered.length - 1 - pick.members.length
  const path = name.split('.')
  const isNested =
    pick.members.length > 0 &&
    covered.length === 1 &&
    path.length === 1 &&
    isIdentifierName(name) &&
    pick.importedSpan !== null
  if (isNested) {
    const draft = changes.open(describeTarget(match))
    changes.edit(draft, { ...pick.importedSpan, text: name })
    changes.claim(draft, matchIndex)
    return
  }
  const tokens = outer < 0 || pick.members.length > 0 || reference.members.length > 0 ? renameTokens(whole, name) : null
  if (tokens !== null) {
    const draft = changes.open(describeTarget(match))
    const renamed = tokens.isWhole ? renameLocal(context, whole, name, draft) : { local: null, fault: null }
    if (renamed.fault !== null) return refuse(renamed.fault)
    const edits = tokens.edits.map((edit) => {
      const isShorthand = edit.start === pick.localSpan?.start
      return isShorthand && renamed.local !== edit.text ? { ...edit, text: `${edit.text}: ${renamed.local}` } : edit
    })
    changes.edit(draft, ...edits)
    changes.claim(draft, matchIndex)
    return
  }
  if (pick.members.length > 0 || covered.slice(0, Math.max(0, outer)).some((item, index) => path[index] !== item)) {
    return refuse('a member of it is taken at once')
  }
  // What comes before the pattern (`ns.Client` in `const { Old } = ns.Client`) stays.
  const inner = path.slice(Math.max(0, covered.length - 1))
  const [first] = inner
  const { importedSpan, localSpan, span } = pick
  if (first === undefined || importedSpan === null || reference.picks.length === 0)
    return refuse('it is written in a way that cannot be rewritten')
  const draft = changes.open(describeTarget(match))
  const renamed = renameLocal(context, whole, name, draft)
  if (renamed.fault !== null) return refuse(renamed.fault)
  const { local } = renamed
  const isShorthand = localSpan !== null && localSpan.start === importedSpan.start
  if (isShorthand) {
    const initializer = span.end > localSpan.end ? text.slice(localSpan.end, span.end) : ''
    changes.edit(draft, { ...span, text: patternSpec(inner, local ?? pick.imported, initializer, style.quote) })
  } else if (inner.length === 1 && isIdentifierName(first)) changes.edit(draft, { ...importedSpan, text: first })
  else return refuse('it is written in a way that cannot be rewritten')
  changes.claim(draft, matchIndex)
}

/** The name that the pattern binds follows, where it was spelled like what it takes. */
const renameLocal = (
  context: PlanContext,
  { match, pick }: Pick,
  name: string,
  draft: DraftId,
): { readonly local: string | null; readonly fault: string | null } => {
  const { localSpan, importedSpan } = pick
  const kept = { local: pick.localName, fault: null }
  const binding = pick.local === null ? null : context.names.binding(pick.local)
  const isDeclared = localSpan !== null && binding?.declarations.some(({ start }) => start === localSpan.start) === true
  if (!isDeclared || binding === null || pick.local === null || match.target === null) return kept
  const origin = originId(match.target.module.key, name, binding.scope, 'load')
  const last = pick.members.at(-1)
  const request = {
    binding,
    id: pick.local,
    name: last === undefined ? pick : { ...pick, imported: last.name },
    address: match.target.module,
    imported: name.split('.').at(-1) ?? name,
    flavour: 'load' as const,
    before: -1,
    origin,
  }
  const choice = binding.declarations.length > 1 ? null : chooseLocal(context, request, false)
  const rename = choice?.type === 'import' && choice.rename
  const fault = followBinding(context, pick.local, match, draft, rename ? choice.local : null, true)
  if (fault !== null) return { local: null, fault }
  if (!rename) return kept
  context.names.vacate(pick.local)
  context.names.introduce(choice.local, origin, binding.scope)
  const token = (last?.span ?? importedSpan)?.start
  if (localSpan.start !== token) context.changes.edit(draft, { ...localSpan, text: choice.local })
  return { local: choice.local, fault: null }
}

/** `import('m').then((ns) => { const { Old } = ns })`, where nothing else is taken from the module. */
const followInline = (context: PlanContext, fact: ImportFact, picks: readonly Pick[]): boolean => {
  const [first] = picks
  const target = first?.match.target
  if (first === undefined || target == null || fact.escapes || fact.names.length > 1 || !fact.editable) return false
  const isAlone = context.facts.bindings[first.binding]?.references.length === 1
  const specifier = context.spell(target.module, fact.specifier)
  if (!isAlone || specifier === null || picks.some(({ match }) => match.target?.module.key !== target.module.key))
    return false
  for (const pick of picks) renamePick(context, pick, pick.match.target?.name ?? '')
  const drafts = picks.map(({ matchIndex }) => context.changes.draftOf(matchIndex))
  for (const draft of drafts) {
    if (draft === null || drafts[0] == null) continue
    context.changes.join(drafts[0], draft)
    context.changes.edit(draft, { ...fact.specifierSpan, text: specifier })
  }
  return true
}

/** The names come from another module: import them there, and take them out of the pattern. */
const movePicks = (context: PlanContext, reference: Reference, picks: readonly Pick[]): void => {
  const { tree, layout, changes, facts } = context
  const refuseAll = (reason: string): void => {
    for (const { matchIndex, pick } of picks) refuseBinding(context, matchIndex, pick.local, reason)
  }
  const nodes = tree.nodesAround(reference.span)
  const declaration = nodes.findLast(
    (node): node is NodeOf<'VariableDeclaration'> => node.type === 'VariableDeclaration',
  )
  const [declarator, ...others] = declaration?.declarations ?? []
  const pattern = declarator?.id
  const isExported = nodes.some((node) => node.type === 'ExportNamedDeclaration' && node.declaration === declaration)
  if (
    declaration === undefined ||
    others.length > 0 ||
    isExported ||
    pattern?.type !== 'ObjectPattern' ||
    declarator?.init?.start !== reference.span.start
  ) {
    return refuseAll('it is destructured in a way that cannot be taken apart')
  }
  const [firstPick] = picks
  if (firstPick === undefined || reference.members.length > 0)
    return refuseAll('it is destructured in a way that cannot be taken apart')
  if (pattern.properties.some(({ type }) => type === 'RestElement'))
    return refuseAll('the rest of the module is taken along with it')
  const origin = originOf(context, firstPick.binding)
  if (origin !== null && origin.statement === null && origin.fact.kind === 'dynamic-import') {
    // An import of the file's own would load at once what is loaded when it is wanted.
    const isWhole = pattern.properties.length === picks.length && followInline(context, origin.fact, picks)
    return isWhole ? undefined : refuseAll('only a part of what is taken from the module moves')
  }
  const dropped = new Set<number>()
  const requests = new Map<Request, { pick: Pick; at: number }>()
  for (const pick of picks) {
    const { target } = pick.match
    const id = pick.pick.local
    const binding = id === null ? undefined : facts.bindings[id]
    const at = pattern.properties.findIndex(
      ({ start, end }) => start <= pick.pick.span.start && end >= pick.pick.span.end,
    )
    if (
      target?.name == null ||
      id === null ||
      binding === undefined ||
      binding.declarations.length > 1 ||
      at === -1 ||
      pick.pick.members.length > 0
    ) {
      refuseBinding(context, pick.matchIndex, id, 'it is destructured in a way that cannot be taken apart')
      continue
    }
    const rewrite = (expression: string, isName: boolean) =>
      rewriteBinding(
        id,
        {
          expression,
          isName,
          publicName: (name) => publicNameAfter(pick.match, name),
          besides: (name) => retiredNameBeside(pick.match, name),
          skipped: new Set(),
          keys: new Map(),
        },
        context,
      )
    // The local name goes with the pattern, so the import may take it.
    context.names.vacate(id)
    const isAlias = pick.pick.localName !== pick.pick.imported
    const [reader] = binding.references
    requests.set(
      {
        matchIndex: pick.matchIndex,
        reference: reader ?? reference,
        others: binding.references,
        target: { module: target.module, name: target.name },
        anchor: origin?.statement ?? null,
        style: origin?.fact.specifier ?? null,
        fallback: null,
        local: isAlias ? binding.name : null,
        write(draft, expression, isName) {
          const edits = rewrite(expression, isName)
          if (typeof edits === 'string') return false
          changes.edit(draft, ...edits)
          for (const usage of context.usages.get(id) ?? []) changes.claim(draft, usage)
          return true
        },
      },
      { pick, at },
    )
  }
  const drafts: number[] = []
  for (const request of fulfilRequests(context, [...requests.keys()])) {
    const placed = requests.get(request)
    const draft = changes.draftOf(request.matchIndex)
    if (placed === undefined || draft === null) continue
    dropped.add(placed.at)
    drafts.push(draft)
  }
  const [first, ...rest] = drafts
  if (first === undefined) return
  for (const other of rest) changes.join(first, other)
  if (dropped.size < pattern.properties.length) {
    const open = pattern.start
    const close = layout.find('}', pattern.properties.at(-1)?.end ?? open, pattern.end)
    changes.edit(
      first,
      ...editList(layout, { open, close, items: pattern.properties }, { dropped, replaced: new Map(), added: [] }),
    )
    return
  }
  const start = layout.lineStart(declaration.start)
  const isAlone =
    layout.text.slice(start, declaration.start).trim() === '' &&
    layout.text.slice(declaration.end, layout.lineEnd(declaration.end)).trim() === ''
  changes.edit(
    first,
    isAlone
      ? { start, end: layout.nextLine(declaration.end), text: '' }
      : { start: declaration.start, end: declaration.end, text: '' },
  )
  // The namespace may have been imported for the pattern alone.
  if (context.facts.bindings[firstPick.binding]?.references.length === 1)
    context.emptied.set(firstPick.binding, new Set([first]))
}
