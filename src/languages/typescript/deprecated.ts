import type { Deprecation } from '../../core/deprecation.ts'
import { createLineIndex } from '../../core/locate.ts'
import { parse } from './analyze/parse.ts'
import { nodeOf, nodesOf, type SyntaxNode } from './syntax-node.ts'

/** Code units between a doc and its declaration; more is another matter, and would be read again for each statement. */
const FARTHEST = 4000

/** What a file exports under a JSDoc comment with `@deprecated`. Members of classes and interfaces are not exports. */
export function readTypeScriptDeprecations(path: string, text: string): readonly Deprecation[] {
  if (!text.includes('@deprecated')) return []
  const parsed = parse(path, text)
  if (!('program' in parsed) || parsed.problem) return []
  const docs = parsed.comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
  const lines = createLineIndex(text)
  const documented = (node: SyntaxNode): { readonly line: number; readonly message: string } | null => {
    const doc = docs.findLast(({ end }) => end <= node.start)
    // nothing but white space and other comments may stand between a doc and what it is about
    if (
      !doc ||
      node.start - doc.end > FARTHEST ||
      text
        .slice(doc.end, node.start)
        .replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '')
        .trim() !== ''
    )
      return null
    const message = readTag(doc.value)
    return message === null ? null : { line: lines.positionAt(doc.start).line, message }
  }
  /** By local name: a mark for each declaration; null: one without. */
  const marks = new Map<string, ReturnType<typeof documented>[]>()
  const exported = new Map<string, string[]>()
  const found: Deprecation[] = []
  const publish = (local: string, name: string): unknown => exported.set(local, [...(exported.get(local) ?? []), name])
  for (const statement of nodesOf(parsed.program.body as unknown)) {
    const inner = nodeOf(statement['declaration'])
    const isDefault = statement.type === 'ExportDefaultDeclaration'
    const names = declaredNames(isDefault || statement.type === 'ExportNamedDeclaration' ? inner : statement)
    const mark = documented(statement)
    for (const name of names) {
      // a body-less implementation of overloads is hidden, so its own doc does not matter
      marks.set(name, [...(marks.get(name) ?? []), mark])
      if (inner) publish(name, isDefault ? 'default' : name)
    }
    if (isDefault && names.length === 0) {
      const local = inner?.type === 'Identifier' ? inner['name'] : null
      if (mark) found.push({ name: 'default', ...mark })
      else if (typeof local === 'string') publish(local, 'default')
    }
    if (statement.type === 'ExportNamedDeclaration' && !inner)
      for (const specifier of nodesOf(statement['specifiers'])) {
        const own = documented(specifier)
        const name = spelled(specifier['exported'])
        const local = spelled(specifier['local'])
        if (own && name !== null) found.push({ name, ...own })
        else if (name !== null && local !== null && !nodeOf(statement['source'])) publish(local, name)
      }
  }
  for (const [local, names] of exported) {
    const all = marks.get(local) ?? []
    const [first] = all
    if (first && all.every((mark) => mark !== null)) for (const name of new Set(names)) found.push({ name, ...first })
  }
  return found
}

const spelled = (value: unknown): string | null => {
  const text = nodeOf(value)?.['name'] ?? nodeOf(value)?.['value']
  return typeof text === 'string' ? text : null
}

function declaredNames(node: SyntaxNode | null): readonly string[] {
  if (!node) return []
  if (node.type === 'VariableDeclaration')
    return nodesOf(node['declarations']).flatMap((item) => {
      const id = nodeOf(item['id'])
      return id?.type === 'Identifier' ? [spelled(id) ?? ''] : []
    })
  if (!/Declaration$|^TSDeclareFunction$/.test(node.type)) return []
  const name = spelled(node['id'])
  return name === null ? [] : [name]
}

/** What stands behind `@deprecated` up to the next tag, `{@link x}` as `` `x` ``; null: no such tag. */
function readTag(comment: string): string | null {
  const lines = comment
    .slice(1)
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
  const at = lines.findIndex((line) => /^\s*@deprecated\b/.test(line))
  if (at === -1) return null
  const body = [(lines[at] ?? '').replace(/^\s*@deprecated\b[\s:-]*/, '')]
  for (const line of lines.slice(at + 1)) {
    if (/^\s*@\w/.test(line)) break
    body.push(line.trim())
  }
  return body
    .join(' ')
    .replace(/\{@link(?:code|plain)?\s+([^\s|}]{1,200})[^}]{0,400}\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim()
}
