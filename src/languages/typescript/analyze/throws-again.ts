import type { Node } from './syntax.ts'

/** Whether every way through a catch handler throws again: its last statement does, and none before leaves. */
export function throwsAgain(body: readonly Node[]): boolean {
  const last = body.at(-1)
  if (last?.type === 'BlockStatement') return throwsAgain(last.body)
  if (last?.type === 'IfStatement') return branchThrows(last.consequent) && branchThrows(last.alternate)
  return last?.type === 'ThrowStatement'
}

function branchThrows(branch: Node | null): boolean {
  if (!branch) return false
  return throwsAgain(branch.type === 'BlockStatement' ? branch.body : [branch])
}

/** Whether a callback given to `.catch` (or as second argument of `.then`) always throws again. */
export function handlerThrows(handler: Node): boolean {
  if (handler.type !== 'ArrowFunctionExpression' && handler.type !== 'FunctionExpression') return false
  return handler.body?.type === 'BlockStatement' && throwsAgain(handler.body.body)
}
