import type { Layout } from './layout.ts'
import type { Node, SyntaxTree } from './syntax-tree.ts'

export interface HeadPosition {
  readonly offset: number
  /** Text to put around the new lines. */
  readonly before: string
  readonly after: string
}

const isImport = (node: Node): boolean => node.type === 'ImportDeclaration' || node.type === 'TSImportEqualsDeclaration'

const isRequire = (node: Node): boolean =>
  node.type === 'VariableDeclaration' &&
  node.declarations.some(
    ({ init }) =>
      init?.type === 'CallExpression' && init.callee.type === 'Identifier' && init.callee.name === 'require',
  )

const isDirective = (node: Node): boolean =>
  node.type === 'ExpressionStatement' &&
  node.expression.type === 'Literal' &&
  typeof node.expression.value === 'string' &&
  'directive' in node &&
  node.directive != null

const LICENCE = /^\/\*!|@licen[cs]e|@preserve|copyright|spdx-/i

/**
 * Where a new import goes: after the last import of the head; else after shebang, licence comment, triple-slash
 * references and directives (`"use client"`), before the first statement and the comment that belongs to it.
 */
export const findHead = (layout: Layout, tree: SyntaxTree, commonJs: boolean): HeadPosition => {
  const { text, newline } = layout
  const after = (end: number): HeadPosition => {
    const lineEnd = layout.lineEnd(end)
    const rest = layout.skipForward(end, lineEnd)
    return { offset: rest === lineEnd ? lineEnd : end, before: newline, after: '' }
  }
  const isHead = (node: Node) => isImport(node) || (commonJs && isRequire(node))
  let last: Node | null = null
  for (const node of tree.body) if (isImport(node)) last = node
  if (last === null && commonJs) {
    for (const node of tree.body) {
      if (isHead(node)) last = node
      else if (!isDirective(node)) break
    }
  }
  if (last !== null) return after(last.end)
  const directive = tree.body
    .filter((node, index) => isDirective(node) && tree.body.slice(0, index).every(isDirective))
    .at(-1)
  if (directive !== undefined) {
    const position = after(directive.end)
    return { ...position, before: newline + newline, after: '' }
  }
  const first = tree.body[0]?.start ?? text.length
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  if (text.startsWith('#!', at)) at = layout.nextLine(at)
  for (;;) {
    const start = layout.skipBlank(at)
    const comment = layout.comments.find((candidate) => candidate.start === start && candidate.end <= first)
    if (comment === undefined) break
    const body = text.slice(comment.start, comment.end)
    const following = text.slice(comment.end, layout.skipBlank(comment.end))
    const isDetached = following.split('\n').length > 2 || comment.end >= text.trimEnd().length
    const isLine = body.startsWith('//') && !isDetached && belongsToHead(layout, comment.end, first)
    if (!/^\/\/\/\s*</.test(body) && !LICENCE.test(body) && !isDetached && !isLine) break
    at = layout.nextLine(comment.end)
  }
  const isAtBlank = text.slice(at, layout.lineEnd(at)).trim() === '' && at > 0 && at < text.length
  const offset = isAtBlank ? layout.nextLine(at) : at
  const needsBreak = offset > 0 && offset === text.length && !text.endsWith('\n')
  return {
    offset,
    before: needsBreak ? newline : '',
    after: newline + (text.slice(offset, layout.lineEnd(offset)).trim() === '' ? '' : newline),
  }
}

/** A run of line comments that ends in a blank line is the file's own, not the first statement's. */
const belongsToHead = (layout: Layout, end: number, first: number): boolean => {
  const gap = layout.text.slice(end, first)
  return /\n[ \t]*\r?\n/.test(gap.replace(/\/\/[^\n]*/g, ''))
}
