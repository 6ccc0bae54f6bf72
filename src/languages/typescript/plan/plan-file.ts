import type { PlannedChange } from '../../../core/matches.ts'
import type { PlanInput } from '../../language.ts'
import type { DraftId } from './change-set.ts'
import { createPlanContext, type PlanContext } from './context.ts'
import { findHead } from './head-of-file.ts'
import type { NewStatement } from './import-plan.ts'
import { MODULE_SCOPE } from './name-table.ts'
import { planNestedNames } from './nested-names.ts'
import { planAutomocks } from './plan-automocks.ts'
import { planLeftovers } from './plan-leftovers.ts'
import { planLoose } from './plan-loose.ts'
import { dropUnused, planMembers } from './plan-members.ts'
import { planPicks } from './plan-picks.ts'
import { redirectToEntries } from './public-entries.ts'
import { planStatements } from './plan-statements.ts'
import { planStrings } from './plan-strings.ts'

/** Edits for every match that has a target; what cannot be rewritten comes back as `manual` with a reason. */
export const planTypeScriptFile = (input: PlanInput): PlannedChange[] => {
  const wanted = input.matches.flatMap(({ target, site }, index) =>
    target !== null && site.type !== 'literal' ? [index] : [],
  )
  if (wanted.length === 0) return []
  const context = createPlanContext(redirectToEntries(input))
  if (context === null) {
    return [{ matches: wanted, edits: [], applicability: 'manual', title: '', reason: 'the file does not parse' }]
  }
  planNestedNames(context)
  planStatements(context)
  planLoose(context)
  planMembers(context)
  planPicks(context)
  planLeftovers(context)
  planStrings(context)
  planAutomocks(context)
  dropUnused(context)
  writeStatements(context)
  for (const index of wanted) context.changes.refuse(index, 'this kind of reference cannot be rewritten')
  return context.changes.build()
}

const writeStatements = (context: PlanContext): void => {
  const { changes, imports, style } = context
  const loose = imports.settle()
  for (const statement of imports.statements) {
    if (statement.drafts.size > 0 && statement.isEmpty && statement.fact.names.length > 0) statement.isRemoved = true
  }
  const last = imports.statements.findLast(
    ({ shape, fact }) => shape.flavour === (style.isCommonJs ? 'load' : 'import') && fact.place.scope === MODULE_SCOPE,
  )
  if (last?.isRemoved === true) {
    // They stand where the last import stood.
    for (const created of loose) {
      last.after.push(imports.render(created))
      for (const draft of created.drafts) last.drafts.add(draft)
    }
  }
  for (const statement of imports.statements) {
    const [first, ...others] = statement.drafts
    if (first === undefined) continue
    for (const other of others) changes.join(first, other)
    changes.edit(first, ...statement.edits(style.spacing))
  }
  if (last?.isRemoved !== true) writeHead(context, loose)
}

/** New statements for the head of the file. */
const writeHead = (context: PlanContext, loose: readonly NewStatement[]): void => {
  const { changes, imports, layout, tree } = context
  if (loose.length === 0) return
  const head = findHead(
    layout,
    tree,
    loose.some(({ flavour }) => flavour === 'load'),
  )
  const insert = (drafts: Iterable<DraftId>, text: string): void => {
    const [first, ...others] = drafts
    if (first === undefined) return
    for (const other of others) changes.join(first, other)
    changes.edit(first, { start: head.offset, end: head.offset, text: head.before + text + head.after })
  }
  if (head.after === '' && head.before === layout.newline) {
    for (const created of loose) insert(created.drafts, imports.render(created))
    return
  }
  // At the head of a file without imports the blank lines belong to all of them together.
  const drafts = loose.flatMap((created) => [...created.drafts])
  insert(drafts, loose.map((created) => imports.render(created)).join(layout.newline))
}
