import type { Match, PlannedChange } from '../../../core/matches.ts'
import type { PlanInput } from '../../language.ts'
import { decideMembers } from './decide-members.ts'
import { decideModules } from './decide-modules.ts'
import { decideNames } from './decide-names.ts'
import { decideReferences } from './decide-references.ts'
import { decideStrings } from './decide-strings.ts'
import { decideUnresolved } from './decide-unresolved.ts'
import { joinDotted } from './known-imports.ts'
import { placeNames } from './place-names.ts'
import { createState, statementKnot } from './plan-state.ts'
import type { PlanState } from './plan-state.ts'
import { renderStatement } from './render.ts'
import { renderTop } from './top-insertion.ts'
import { dropUnneeded } from './unneeded.ts'

/**
 * The edits that bring a Python file up to date: first what every stale import becomes, then every use, then where the
 * new names are imported, and only then text.
 */
export function planPythonFile(input: PlanInput): PlannedChange[] {
  const describe = (matches: readonly number[]): string => describeChange(input, matches)
  const state = createState(input)
  if (input.facts.problem !== null) {
    for (const [index, match] of input.matches.entries()) {
      if (match.target !== null) state.groups.giveUp(index, 'the file does not parse')
    }
    return state.groups.build(describe)
  }
  decideNames(state)
  decideModules(state)
  decideMembers(state)
  decideReferences(state)
  decideUnresolved(state)
  decideStrings(state)
  dropUnneeded(state)
  placeNames(state)
  render(state)
  for (const [index, match] of input.matches.entries()) {
    if (match.target !== null && !state.groups.isDecided(index))
      state.groups.giveUp(index, 'no rewrite is known for this form')
  }
  return state.groups.build(describe)
}

function render(state: PlanState): void {
  for (const draft of state.drafts) {
    for (const edit of renderStatement(state.model, draft)) state.groups.edit(statementKnot(draft.statement), edit)
  }
  for (const { edit, entries } of renderTop(state)) {
    const [first, ...others] = entries
    if (first === undefined) continue
    for (const other of others) state.groups.tie(first.knot, other.knot)
    state.groups.edit(first.knot, edit)
  }
  tieWanted(state)
}

/** A match stands or falls with the statement it is in. */
function tieWanted(state: PlanState): void {
  for (const [item, wanted] of state.wanted) {
    const statement = state.statements.ofImport.get(item.import)
    if (statement === undefined || state.groups.isGivenUp(wanted.match)) continue
    if (state.drafts[statement.id]?.isTouched) state.groups.settle(wanted.match, statementKnot(statement))
  }
}

function describeChange(input: PlanInput, matches: readonly number[]): string {
  const names = new Set<string>()
  for (const index of matches) {
    const target = (input.matches[index] as Match | undefined)?.target
    if (target) names.add(target.name === null ? target.module.key : joinDotted(target.module.key, target.name))
  }
  return `Replace by ${[...names].join(', ')}`
}
