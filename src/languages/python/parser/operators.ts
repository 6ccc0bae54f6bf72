import { codeOf } from '../token-codes.ts'
import type { Operator } from './expression-nodes.ts'
import { BITWISE_LEVEL, OR_LEVEL } from './token-reader.ts'

/** Levels of binding, the loosest first; those between them need no name. */
export const AND_LEVEL = 2
export const NOT_LEVEL = 3
export const COMPARE_LEVEL = 4
export const UNARY_LEVEL = 11

/** How tightly an infix operator binds; 0 for everything else. */
export const LEVELS = new Uint8Array(128)
/** What the tree calls an infix operator, by its code. */
export const OPERATORS: Operator[] = []
const OPERATOR_NAMES: Readonly<Record<string, Operator['nodeType']>> = {
  '+': 'Add',
  '%': 'Mod',
  '==': 'Eq',
  in: 'In',
  not: 'NotIn',
}
for (const [level, spellings] of [
  [OR_LEVEL, ['or']],
  [AND_LEVEL, ['and']],
  [COMPARE_LEVEL, ['==', '!=', '<', '>', '<=', '>=', 'in', 'is', 'not']],
  [BITWISE_LEVEL, ['|']],
  [6, ['^']],
  [7, ['&']],
  [8, ['<<', '>>']],
  [9, ['+', '-']],
  [10, ['*', '/', '//', '%', '@']],
] as const)
  for (const spelling of spellings) {
    LEVELS[codeOf(spelling)] = level
    OPERATORS[codeOf(spelling)] = { nodeType: OPERATOR_NAMES[spelling] ?? 'Other' }
  }
export const OTHER = { nodeType: 'Other' } as const
export const AND_OPERATOR = { nodeType: 'And' } as const
export const OR_OPERATOR = { nodeType: 'Or' } as const
export const NOT_OPERATOR = { nodeType: 'Not' } as const
