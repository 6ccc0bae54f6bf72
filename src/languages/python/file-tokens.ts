import { tokenize } from './lexer.ts'
import type { Tokens } from './tokens.ts'

/** Of the file asked about last: it is analysed and then planned. Nothing changes tokens. */
let last: Tokens | null = null

/** The tokens of a whole file. */
export function tokensOfFile(text: string): Tokens {
  if (last?.text !== text) last = tokenize(text)
  return last
}
