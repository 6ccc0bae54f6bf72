import type { Reference } from '../../../core/facts.ts'
import { isPlainChain, memberEnd } from './chain-edits.ts'
import type { PlanContext } from './context.ts'
import { fulfilRequests, type Request } from './import-requests.ts'

/** Names that are used but bound nowhere: bring the replacement in and say it. */
export const planLeftovers = (context: PlanContext): void => {
  const requests: Request[] = []
  for (const [matchIndex, { site, target }] of context.input.matches.entries()) {
    if (target === null || site.type !== 'reference' || !site.unresolved || context.changes.isSettled(matchIndex))
      continue
    const unresolved = context.facts.unresolved[site.binding]
    const reference = unresolved?.references[site.reference]
    if (unresolved === undefined || reference === undefined) continue
    if (target.name === null) {
      context.changes.refuse(matchIndex, 'a whole module cannot stand for a name')
      continue
    }
    const members = reference.members.slice(0, site.depth)
    requests.push({
      matchIndex,
      reference,
      target: { module: target.module, name: target.name },
      anchor: null,
      style: null,
      fallback: site.depth === 0 ? unresolved.name : null,
      write(draft, expression, isName) {
        if (!isPlainChain(reference.span, members, context.layout)) return false
        const last = members.at(-1)
        const end = last === undefined ? reference.span.end : memberEnd(last, context.layout)
        const text = textAt(reference, unresolved.name, expression, isName, last !== undefined)
        if (text === null) return false
        if (text !== context.text.slice(reference.span.start, end))
          context.changes.edit(draft, { start: reference.span.start, end, text })
        const closing = reference.role === 'read' ? closingTagOf(context, unresolved.references, reference) : null
        if (closing !== null) context.changes.edit(draft, { ...closing.span, text: expression })
        return true
      },
    })
  }
  fulfilRequests(context, requests)
}

const textAt = (
  { role }: Reference,
  name: string,
  expression: string,
  isName: boolean,
  hasMembers: boolean,
): string | null => {
  if (role === 'shorthand' && !hasMembers) return expression === name ? name : `${name}: ${expression}`
  if (role === 'export') return isName ? (expression === name ? name : `${expression} as ${name}`) : null
  if (role === 'write' || role === 'delete' || role === 'shorthand-pattern') return null
  return expression
}

/** `</X>` of an element that opens at the reference. */
const closingTagOf = (context: PlanContext, references: readonly Reference[], opening: Reference): Reference | null => {
  const element = context.tree.nodesAround(opening.span).findLast(({ type }) => type === 'JSXElement')
  if (element?.type !== 'JSXElement' || element.openingElement.name.start !== opening.span.start) return null
  const start = element.closingElement?.name.start
  return references.find(({ role, span }) => role === 'closing-tag' && span.start === start) ?? null
}
