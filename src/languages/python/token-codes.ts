/*
 * What an operator or a word of the grammar is, as a number: the parser asks for nothing else. 0 is every other token.
 * Source: the Python language reference, "Full Grammar specification".
 */

const OPERATORS = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  ';',
  '.',
  '=',
  '@',
  '->',
  ':=',
  '...',
  '~',
  '!',
  '`',
  '<>',
  '+=',
  '-=',
  '*=',
  '/=',
  '//=',
  '%=',
  '@=',
  '&=',
  '|=',
  '^=',
  '>>=',
  '<<=',
  '**=',
  '**',
  '+',
  '-',
  '*',
  '/',
  '//',
  '%',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '==',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
] as const
const KEYWORDS = [
  'False',
  'None',
  'True',
  'and',
  'as',
  'assert',
  'async',
  'await',
  'break',
  'class',
  'continue',
  'def',
  'del',
  'elif',
  'else',
  'except',
  'finally',
  'for',
  'from',
  'global',
  'if',
  'import',
  'in',
  'is',
  'lambda',
  'nonlocal',
  'not',
  'or',
  'pass',
  'raise',
  'return',
  'try',
  'while',
  'with',
  'yield',
] as const
/** Words with a meaning of their own only where the grammar says so; names everywhere else. */
const SOFT_KEYWORDS = ['case', 'lazy', 'match', 'type', '_'] as const

const FIRST_KEYWORD = 64
const FIRST_SOFT = 112

const numbered = (words: readonly string[], first: number): [string, number][] =>
  words.map((word, nth) => [word, first + nth])

export const OPERATOR_CODES: ReadonlyMap<string, number> = new Map(numbered(OPERATORS, 1))
export const WORD_CODES: ReadonlyMap<string, number> = new Map([
  ...numbered(KEYWORDS, FIRST_KEYWORD),
  ...numbered(SOFT_KEYWORDS, FIRST_SOFT),
])

/** The code of a word or an operator of the grammar. */
export function codeOf(
  spelling: (typeof OPERATORS)[number] | (typeof KEYWORDS)[number] | (typeof SOFT_KEYWORDS)[number],
): number {
  return OPERATOR_CODES.get(spelling) ?? WORD_CODES.get(spelling) ?? 0
}

/** Whether a name token with this code may name something. */
export function isNameCode(code: number): boolean {
  return code === 0 || code >= FIRST_SOFT
}

/** Whether a word is reserved: it never names anything. */
export function isKeyword(word: string): boolean {
  return !isNameCode(WORD_CODES.get(word) ?? 0)
}
