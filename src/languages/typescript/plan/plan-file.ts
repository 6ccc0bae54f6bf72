import type { PlannedChange } from '../../../core/matches.ts'
import type { PlanInput } from '../../language.ts'
import { createPlanContext, type PlanContext } from './context.ts'
import { planStatements } from './plan-statements.ts'

/** Edits for every match that has a target; what cannot be rewritten comes back as `manual` with a reason. */
export const planTypeScriptFile = (input: PlanInput): PlannedChange[] => {
  const wanted = input.matches.flatMap(({ target, site }, index) => (target !== null && site.type !== 'literal' ? [index] : []))
  if (wanted.length === 0) return []
  const context = createPlanContext(input)
  if (context === null) {
    return [{ matches: wanted, edits: [], applicability: 'manual', title: '', reason: 'the file does not parse' }]
  }
  planStatements(context)
  writeStatements(context)
  for (const index of wanted) context.changes.refuse(index, 'this kind of reference cannot be rewritten')
  return context.changes.build()
}

const writeStatements = (context: PlanContext): void => {
  const { changes, imports, style } = context
  imports.settle()
  for (const statement of imports.statements) {
    const [first, ...others] = statement.drafts
    if (first === undefined) continue
    for (const other of others) changes.join(first, other)
    changes.edit(first, ...statement.edits(style.spacing))
  }
}
