import type { PlannedChange } from '../../../core/matches.ts'
import type { PlanInput } from '../../language.ts'
import { createPlanContext, type PlanContext } from './context.ts'
import { findHead } from './head-of-file.ts'
import { planLeftovers } from './plan-leftovers.ts'
import { planLoose } from './plan-loose.ts'
import { planMembers } from './plan-members.ts'
import { planPicks } from './plan-picks.ts'
import { planStatements } from './plan-statements.ts'
import { planStrings } from './plan-strings.ts'

/** Edits for every match that has a target; what cannot be rewritten comes back as `manual` with a reason. */
export const planTypeScriptFile = (input: PlanInput): PlannedChange[] => {
  const wanted = input.matches.flatMap(({ target, site }, index) => (target !== null && site.type !== 'literal' ? [index] : []))
  if (wanted.length === 0) return []
  const context = createPlanContext(input)
  if (context === null) {
    return [{ matches: wanted, edits: [], applicability: 'manual', title: '', reason: 'the file does not parse' }]
  }
  planStatements(context)
  planLoose(context)
  planMembers(context)
  planPicks(context)
  planLeftovers(context)
  planStrings(context)
  writeStatements(context)
  for (const index of wanted) context.changes.refuse(index, 'this kind of reference cannot be rewritten')
  return context.changes.build()
}

const writeStatements = (context: PlanContext): void => {
  const { changes, imports, style, layout, tree } = context
  const loose = imports.settle()
  for (const statement of imports.statements) {
    const [first, ...others] = statement.drafts
    if (first === undefined) continue
    for (const other of others) changes.join(first, other)
    changes.edit(first, ...statement.edits(style.spacing))
  }
  if (loose.length === 0) return
  const head = findHead(layout, tree, loose.some(({ flavour }) => flavour === 'load'))
  const isList = head.after === '' && head.before === layout.newline
  const drafts = loose.flatMap((created) => [...created.drafts])
  const [lead, ...rest] = drafts
  if (lead === undefined) return
  if (isList) {
    for (const created of loose) {
      const [first, ...others] = created.drafts
      if (first === undefined) continue
      for (const other of others) changes.join(first, other)
      changes.edit(first, { start: head.offset, end: head.offset, text: head.before + imports.render(created) })
    }
    return
  }
  // At the head of a file without imports the blank lines belong to all of them together.
  for (const other of rest) changes.join(lead, other)
  const lines = loose.map((created) => imports.render(created)).join(layout.newline)
  changes.edit(lead, { start: head.offset, end: head.offset, text: head.before + lines + head.after })
}
