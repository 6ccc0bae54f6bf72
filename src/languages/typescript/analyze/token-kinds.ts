/* Kinds of tokens of TypeScript and JavaScript, and of what encloses them. */

export const END = 0
export const WORD = 1
export const STRING = 2
export const TEMPLATE = 3
export const NUMBER = 4
export const PUNCTUATOR = 5
export const REGEX = 6

/** What encloses a token. */
export const PAREN = 1
export const HEADER_PAREN = 2 // of `if (…)`, `while (…)`: what follows begins a statement
export const BRACKET = 3
export const BLOCK = 4
export const OBJECT = 5
export const TEMPLATE_HOLE = 6
export const TAG = 7
export const CHILDREN = 8
