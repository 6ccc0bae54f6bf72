import type { ImportedName, ImportFact, Reference } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'
import { describeTarget, type PlanContext } from './context.ts'
import { followBinding, refuseBinding } from './follow.ts'
import { fulfilRequests, type Request } from './import-requests.ts'
import { editList } from './list-edits.ts'
import { chooseLocal } from './local-names.ts'
import { isIdentifierName, originId } from './name-table.ts'
import { originOf } from './plan-members.ts'
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
    if (target?.name == null)
      refuseBinding(context, matchIndex, pick.pick.local, 'a whole module cannot stand for a name')
    else if (target.module.key === match.module?.key) renamePick(context, pick, target.name)
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

const renamePick = (context: PlanContext, { match, matchIndex, pick, reference }: Pick, name: string): void => {
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
  let local = pick.localName
  const binding = pick.local === null ? null : context.names.binding(pick.local)
  const isDeclared = localSpan !== null && binding?.declarations.some(({ start }) => start === localSpan.start) === true
  if (isDeclared && binding !== null && pick.local !== null && match.target !== null) {
    const last = inner.at(-1) ?? first
    const origin = originId(match.target.module.key, name, binding.scope, 'load')
    const request = {
      binding,
      id: pick.local,
      name: pick,
      address: match.target.module,
      imported: last,
      flavour: 'load' as const,
      before: -1,
      origin,
    }
    const choice = binding.declarations.length > 1 ? null : chooseLocal(context, request, false)
    const rename = choice?.type === 'import' && choice.rename
    const fault = followBinding(context, pick.local, match, draft, rename ? choice.local : null, true)
    if (fault !== null) return refuse(fault)
    if (rename) {
      local = choice.local
      context.names.vacate(pick.local)
      context.names.introduce(local, origin, binding.scope)
      if (localSpan.start !== importedSpan.start) changes.edit(draft, { ...localSpan, text: local })
    }
  }
  const isShorthand = localSpan !== null && localSpan.start === importedSpan.start
  if (isShorthand) {
    const initializer = span.end > localSpan.end ? text.slice(localSpan.end, span.end) : ''
    changes.edit(draft, { ...span, text: patternSpec(inner, local ?? pick.imported, initializer, style.quote) })
  } else if (inner.length === 1 && isIdentifierName(first)) changes.edit(draft, { ...importedSpan, text: first })
  else return refuse('it is written in a way that cannot be rewritten')
  changes.claim(draft, matchIndex)
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
