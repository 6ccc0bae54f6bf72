import type { ModuleFacts } from '../../../core/facts.ts'
import type { Layout } from './layout.ts'
import type { Statement } from './statement.ts'

/** How the author of a file writes imports. */
export interface FileStyle {
  readonly quote: string
  readonly semicolon: string
  /** Between a brace and what it holds: one space or none. */
  readonly spacing: string
  /** Single types are marked `type` inside value imports. */
  readonly inlineTypes: boolean
  readonly typeImports: boolean
  readonly isTypeScript: boolean
  /** `require` and `module.exports`, no import statements. */
  readonly isCommonJs: boolean
}

const majority = (votes: readonly boolean[]): boolean | null => {
  if (votes.length === 0) return null
  return votes.filter(Boolean).length * 2 >= votes.length
}

const withoutComments = ({ text, comments }: Layout): string => {
  let code = ''
  let at = 0
  for (const { start, end } of comments) {
    code += text.slice(at, start)
    at = end
  }
  return code + text.slice(at)
}

export const readStyle = (
  path: string,
  facts: ModuleFacts,
  layout: Layout,
  statements: readonly Statement[],
): FileStyle => {
  const { text } = layout
  const spoken = facts.imports.filter(({ kind }) => kind !== 'triple-slash' && kind !== 'jsdoc')
  const code = withoutComments(layout)
  const quotes = spoken
    .map(({ specifierSpan }) => text[specifierSpan.start - 1])
    .filter((quote) => quote === '"' || quote === "'")
  const semicolons = statements.map(({ shape }) => text[shape.span.end - 1] === ';')
  const spacings = statements.flatMap(({ shape: { list } }) =>
    list === null || list.items.length === 0 ? [] : [/\s/.test(text[list.open + 1] ?? '')],
  )
  const isStatic =
    facts.imports.some(({ kind }) => kind === 'import' || kind === 're-export') ||
    /^[^\S\n\r\u2028\u2029]*(?:export|import)\b/m.test(code)
  const loads =
    facts.imports.some(({ kind }) => kind === 'require') ||
    /\bmodule\.exports\b|^[^\S\n\r\u2028\u2029]*exports\.\w/m.test(code)
  return {
    quote:
      quotes.length === 0
        ? code.split('"').length > code.split("'").length
          ? '"'
          : "'"
        : quotes.filter((quote) => quote === '"').length * 2 > quotes.length
          ? '"'
          : "'",
    semicolon: (majority(semicolons) ?? /;[ \t]*(?:\r?\n|$)/.test(code)) ? ';' : '',
    spacing: (majority(spacings) ?? true) ? ' ' : '',
    inlineTypes: facts.imports.some(({ typeOnly, names }) => !typeOnly && names.some((name) => name.typeOnly)),
    typeImports: facts.imports.some(({ kind, typeOnly }) => kind === 'import' && typeOnly),
    isTypeScript: /\.[cm]?tsx?$/.test(path) || facts.imports.some(({ typeOnly, kind }) => typeOnly && kind !== 'jsdoc'),
    isCommonJs: /\.cjs$/.test(path) || (!isStatic && loads),
  }
}
