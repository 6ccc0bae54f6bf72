import { type Comment, type Program, parseSync } from 'oxc-parser'
import type { ParseProblem } from '../../../core/facts.ts'
import { breakLongLines, findErrorFlood } from './error-flood.ts'
import { isNestedTooDeeply } from './nesting.ts'

export interface Parsed {
  readonly program: Program
  readonly comments: readonly Comment[]
  /** An error after which the parser still had the whole tree. */
  readonly problem: ParseProblem | null
}

type Lang = 'jsx' | 'ts' | 'tsx' | 'dts'
type SourceType = 'module' | 'commonjs' | 'script'

const EXTENSION = /\.(d\.[mc]?ts|d\.[^./]+\.ts|tsx|[mc]?ts|jsx|[mc]?js)$/i

/** Whether a path is a declaration file: nothing in it runs. */
export function isDeclarationFile(path: string): boolean {
  return /\.d\.(?:[mc]?ts|[^./]+\.ts)$/i.test(path)
}

export function isJavaScript(path: string): boolean {
  return /\.[mc]?jsx?$/i.test(path)
}

/** Whether `<` may open an element in files of this name. */
export function allowsJsx(path: string): boolean {
  return /\.(?:tsx|[mc]?jsx?)$/i.test(path)
}

/** Rules that TypeScript leaves to its checker; the tree is whole. */
const FORGIVEN = /modifier (?:cannot|already|must)|[Dd]ecorators? (?:are|is) not valid/

/** The dialects worth trying, likeliest first. */
function dialects(path: string): [Lang, SourceType][] {
  const extension = EXTENSION.exec(path)?.[1]?.toLowerCase() ?? 'ts'
  if (isDeclarationFile(path))
    return [
      ['dts', 'module'],
      ['ts', 'module'],
      ['dts', 'script'],
    ]
  const first: SourceType = extension === 'cjs' ? 'commonjs' : 'module'
  const second: SourceType = first === 'module' ? 'commonjs' : 'module'
  if (extension === 'tsx')
    return [
      ['tsx', first],
      ['tsx', second],
      ['ts', first],
    ]
  if (extension.endsWith('ts'))
    return [
      ['ts', first],
      ['ts', second],
      ['tsx', first],
    ]
  // JSX is a superset of JavaScript; types in a `.js` file are worth reading too (and some of Flow's parse).
  return [
    ['jsx', first],
    ['jsx', second],
    ['jsx', 'script'],
    ['tsx', first],
    ['ts', first],
  ]
}

/**
 * Parse with the dialect the extension says, then with its neighbours. Offsets are UTF-16 code units.
 * Returns the problem of the likeliest dialect where none gives a tree.
 */
export function parse(path: string, text: string): Parsed | ParseProblem {
  if (isNestedTooDeeply(text, allowsJsx(path))) return { message: 'nested too deeply', offset: 0 }
  // Node strips a byte order mark before it looks for a hashbang; the grammar knows no such thing.
  const source = text.startsWith('\uFEFF#!') ? ` //${text.slice(3)}` : text
  const broken = breakLongLines(source, allowsJsx(path))
  if (broken !== null && 'message' in broken) return broken
  let problem: ParseProblem | null = null
  let damaged: Parsed | null = null
  for (const [lang, sourceType] of dialects(path)) {
    const options = { lang, sourceType, astType: 'ts', preserveParens: false } as const
    const flood = broken && findErrorFlood(broken, options)
    if (flood) {
      problem ??= flood
      continue
    }
    const result = parseSync('file', source, options)
    const error = result.errors.find((one) => one.severity === 'Error' && !FORGIVEN.test(one.message))
    if (!error) return { program: result.program, comments: result.comments, problem: null }
    const here = { message: error.message, offset: error.labels[0]?.start ?? 0 }
    problem ??= here
    // Errors that are not fatal leave the whole tree; fatal ones leave none of it.
    if (!damaged && result.program.body.length > 0) {
      damaged = { program: result.program, comments: result.comments, problem: here }
    }
  }
  return damaged ?? problem ?? { message: 'not parsed', offset: 0 }
}
