import type { BindingIdentifier, Node } from 'oxc-parser'
import type { Span } from '../../../core/span.ts'

export type { Node } from 'oxc-parser'
export type NodeOf<T extends Node['type']> = Extract<Node, { type: T }>

export const spanOf = (node: Span): Span => ({ start: node.start, end: node.end })

/** An identifier's own token: oxc's node also covers `?` and the type annotation of a declared name. */
export function tokenSpan(identifier: { name: string } & Span, text: string): Span {
  const { start, end, name } = identifier
  if (end - start === name.length) return { start, end }
  if (text.startsWith(name, start)) return { start, end: start + name.length }
  // Spelled with `\u` escapes.
  const match = /(?:[\p{ID_Continue}$\u200c\u200d]|\\u[\dA-Fa-f]{4}|\\u\{[\dA-Fa-f]+\})+/uy
  match.lastIndex = start
  const found = match.exec(text)
  return { start, end: found ? start + found[0].length : end }
}

/** A string whose value is known: a string literal, or a template without substitutions. */
export interface PlainString {
  readonly value: string
  /** Between the quotes. */
  readonly span: Span
  /** Spelled as it is read: no escapes. */
  readonly exact: boolean
}

export function plainString(node: Node | null | undefined, text: string): PlainString | null {
  if (!node) return null
  if (node.type === 'TemplateLiteral') {
    const only = node.quasis[0]
    if (node.expressions.length > 0 || !only || only.value.cooked === null) return null
    return plain(only.value.cooked, node, text)
  }
  if (node.type === 'Literal' && typeof node.value === 'string') return plain(node.value, node, text)
  if (isWrapper(node)) return plainString(node.expression, text)
  return null
}

function plain(value: string, node: Span, text: string): PlainString {
  const span = { start: node.start + 1, end: node.end - 1 }
  return { value, span, exact: span.end - span.start === value.length && text.startsWith(value, span.start) }
}

type Wrapper = NodeOf<
  | 'TSAsExpression'
  | 'TSSatisfiesExpression'
  | 'TSTypeAssertion'
  | 'TSNonNullExpression'
  | 'TSInstantiationExpression'
  | 'ChainExpression'
  | 'ParenthesizedExpression'
>

/** Nodes that hand the value of their expression on unchanged. */
export function isWrapper(node: Node): node is Wrapper {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return true
    default:
      return false
  }
}

export function unwrap(node: Node): Node {
  let inner = node
  while (isWrapper(inner)) inner = inner.expression
  return inner
}

export function isIdentifier(node: Node | null | undefined): node is BindingIdentifier {
  return node?.type === 'Identifier'
}

/** The static name of a member access or property: `.x`, `['x']`, `{ x: … }`. */
export function staticKey(
  key: Node,
  computed: boolean,
  text: string,
): { name: string; span: Span; quoted: boolean; exact: boolean } | null {
  if (!computed && key.type === 'Identifier') {
    return { name: key.name, span: spanOf(key), quoted: false, exact: key.end - key.start === key.name.length }
  }
  const string = plainString(key, text)
  return string ? { name: string.value, span: string.span, quoted: true, exact: string.exact } : null
}

/** `a`, `a.b.c` as a list of names, for callees that are recognised by name. */
export function dottedName(node: Node): string[] | null {
  const names: string[] = []
  let current = unwrap(node)
  while (current.type === 'MemberExpression' && !current.computed && current.property.type === 'Identifier') {
    names.push(current.property.name)
    current = unwrap(current.object)
  }
  if (current.type === 'Identifier') names.push(current.name)
  else if (current.type === 'MetaProperty') names.push(`${current.meta.name}.${current.property.name}`)
  else return null
  return names.reverse()
}
