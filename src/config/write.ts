import { createLineIndex } from '../core/locate.ts'
import { FOREIGN_FILE, isForeign } from './discover.ts'
import { findMember, type JsonNode, parseJson } from './json-document.ts'
import { fileProblem, ManifestError } from './problem.ts'
import type { RetiredInput } from './shapes.ts'

/** The text of a new manifest. The example is a comment: it teaches the form without retiring anything. */
export function initManifest(schema = './node_modules/repoint/schema.json'): string {
  return `{
  "$schema": ${JSON.stringify(schema)},
  "version": 1,
  "retired": [
    // {
    //   "id": "tool-dispatcher",
    //   "from": { "module": "app.agents.tool_dispatcher", "name": "ToolDispatcher" },
    //   "to": { "module": "app.tools.unified", "name": "UnifiedToolDispatcher" },
    //   "reason": "one dispatcher for all agents",
    //   "deadline": "2030-01-31"
    // },
    // { "from": "@acme/ui#Button", "to": "@acme/ui/button#default" }
  ]
}
`
}

/**
 * The manifest with entries added at the end of `retired`. Everything that is there stays as it is: comments,
 * indentation, line endings, a BOM, a trailing comma.
 * @param text the whole manifest file.
 * @param file its name, for messages.
 * @throws ManifestError where the text is no manifest, or one of Nx or Angular, which is never written.
 */
export function appendMigrations(text: string, entries: readonly RetiredInput[], file = 'migrations.json'): string {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  const body = text.slice(bom.length)
  const root = readRoot(body, file)
  if (entries.length === 0) return text
  const retired = findMember(root, 'retired')?.node
  const style = readStyle(body, root)
  let written: string
  if (retired) {
    const indent = childIndent(body, retired, style)
    written = appendItems(
      body,
      retired,
      entries.map((entry) => format(entry, indent, style)),
      indent,
      style,
    )
  } else {
    const indent = childIndent(body, root, style)
    const list = `"retired": [${entries.map((entry) => `${style.eol}${indent}${style.unit}${format(entry, indent + style.unit, style)}`).join(',')}${style.eol}${indent}]`
    written = appendItems(body, root, [list], indent, style)
  }
  assertWritten(written, retired, entries)
  return bom + written
}

function readRoot(body: string, file: string): JsonNode {
  const { root, problems } = parseJson(body)
  if (root && isForeign(root)) throw new ManifestError([fileProblem(file, FOREIGN_FILE)])
  if (problems.length > 0) throw new ManifestError(problems.map((problem) => ({ file, ...problem })))
  if (root === null || !isObject(root))
    throw new ManifestError([fileProblem(file, 'is no manifest — start one with repoint init')])
  const retired = findMember(root, 'retired')?.node
  if (retired && !Array.isArray(retired.value)) {
    throw new ManifestError([
      { file, line: retired.line, column: retired.column, message: '"retired" has to be a list' },
    ])
  }
  return root
}

const isObject = ({ value }: JsonNode): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A slip here would damage a file that people wrote; nothing is returned that does not read back as meant. */
function assertWritten(written: string, retired: JsonNode | undefined, entries: readonly RetiredInput[]): void {
  const { root, problems } = parseJson(written)
  const now = root && findMember(root, 'retired')?.node.value
  const meant = [...(retired ? (retired.value as readonly unknown[]) : []), ...entries]
  if (problems.length > 0 || JSON.stringify(now) !== JSON.stringify(meant)) {
    throw new Error('appending to the manifest went wrong; it was left as it is')
  }
}

interface Style {
  readonly eol: string
  /** One level of indentation. */
  readonly unit: string
  /** The white space that a line (1-based) starts with. */
  readonly indentOf: (line: number) => string
}

function readStyle(body: string, root: JsonNode): Style {
  const lines = createLineIndex(body)
  const indentOf = (line: number): string => /^[ \t]*/.exec(lines.lineText(line))?.[0] ?? ''
  const outer = indentOf(root.line)
  const first = root.members.find(({ line, column }) => line > root.line && indentOf(line).length === column - 1)
  const inner = first ? indentOf(first.line) : ''
  const unit = inner.length > outer.length && inner.startsWith(outer) ? inner.slice(outer.length) : '  '
  return { eol: /\r\n|\n|\r/.exec(body)?.[0] ?? '\n', unit, indentOf }
}

/** The indentation of a list's or object's members: that of the last one which starts its line. */
function childIndent(body: string, container: JsonNode, { unit, indentOf }: Style): string {
  const places = isObject(container) ? container.members : container.items
  const last = [...places]
    .reverse()
    .find(({ line, column }) => line > container.line && indentOf(line).length === column - 1)
  if (last) return indentOf(last.line)
  const closing = lineStartIndent(body, container.end - 1)
  return (closing ?? indentOf(container.line)) + unit
}

/** The white space before `offset` if there is nothing else before it on its line; null otherwise. */
function lineStartIndent(body: string, offset: number): string | null {
  let start = offset
  while (start > 0 && (body[start - 1] === ' ' || body[start - 1] === '\t')) start--
  return start === 0 || body[start - 1] === '\n' || body[start - 1] === '\r' ? body.slice(start, offset) : null
}

function appendItems(
  body: string,
  container: JsonNode,
  items: readonly string[],
  indent: string,
  { eol, indentOf }: Style,
): string {
  const ends = (isObject(container) ? container.members.map(({ node }) => node) : container.items).map(({ end }) => end)
  const lastEnd = ends.at(-1) ?? container.start + 1
  const closing = container.end - 1
  const { comma, contentEnd } = scanTail(body, lastEnd, closing)
  const separator = ends.length > 0 && !comma ? ',' : ''
  const tail = body.slice(contentEnd, closing)
  return [
    body.slice(0, lastEnd),
    separator,
    body.slice(lastEnd, contentEnd),
    ...items.map((item, at) => `${eol}${indent}${item}${at < items.length - 1 || comma ? ',' : ''}`),
    /[\r\n]/.test(tail) ? tail : `${eol}${indentOf(container.line)}`,
    body.slice(closing),
  ].join('')
}

/** What follows the last member: whether a comma, and where its last comment or comma ends. */
function scanTail(body: string, start: number, end: number): { readonly comma: boolean; readonly contentEnd: number } {
  let comma = false
  let contentEnd = start
  for (let at = start; at < end; at++) {
    const character = body[at]
    if (character === ',') comma = true
    else if (character === '/' && body[at + 1] === '*') at = body.indexOf('*/', at + 2) + 1
    else if (character === '/') while (at + 1 < end && body[at + 1] !== '\n' && body[at + 1] !== '\r') at++
    else continue
    contentEnd = at + 1
  }
  return { comma, contentEnd }
}

const WIDEST = 120

/** JSON on one line where it fits, members a line each where not. */
function format(value: unknown, indent: string, style: Style): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const isList = Array.isArray(value)
  const members: readonly (readonly [string, unknown])[] = isList
    ? value.map((item: unknown) => ['', item] as const)
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [`${JSON.stringify(key)}: `, member] as const)
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (members.length === 0) return open + close
  const space = isList ? '' : ' '
  const flat = `${open}${space}${members.map(([key, member]) => key + flatten(member)).join(', ')}${space}${close}`
  if (indent.length + flat.length <= WIDEST) return flat
  const inner = indent + style.unit
  const lines = members.map(([key, member]) => `${style.eol}${inner}${key}${format(member, inner, style)}`)
  return `${open}${lines.join(',')}${style.eol}${indent}${close}`
}

const flatten = (value: unknown): string => format(value, '', { eol: '', unit: '', indentOf: () => '' })
