import type { LiteralSetting } from '../../core/deprecation.ts'
import { createLineIndex } from '../../core/locate.ts'
import { parse } from './analyze/parse.ts'
import { nodeOf, nodesOf, type SyntaxNode } from './syntax-node.ts'

/*
 * Settings of a configuration that is code (`eslint.config.js`), read from its syntax tree: only what is spelled out
 * in literals counts, and names of constants that are. Nothing of it is run.
 */

const DEEPEST = 48

/** @param isWanted which keys. null where the file does not parse. */
export function readLiteralSettings(
  path: string,
  text: string,
  isWanted: (key: string) => boolean,
): readonly LiteralSetting[] | null {
  const parsed = parse(path, text)
  if (!('program' in parsed) || parsed.problem) return null
  const lines = createLineIndex(text)
  const constants = new Map<string, SyntaxNode>()
  for (const statement of nodesOf(parsed.program.body as unknown)) {
    if (statement.type !== 'VariableDeclaration' || statement['kind'] !== 'const') continue
    for (const item of nodesOf(statement['declarations'])) {
      const value = nodeOf(item['init'])
      const name = nodeOf(item['id'])?.['name']
      if (value && typeof name === 'string') constants.set(name, value)
    }
  }
  const found: LiteralSetting[] = []
  const visit = (value: unknown, depth: number, scope: SyntaxNode | null): void => {
    if (depth > DEEPEST) return
    if (Array.isArray(value)) {
      for (const item of value) visit(item, depth + 1, scope)
      return
    }
    const node = nodeOf(value)
    if (!node) return
    if (node.type === 'ObjectExpression') {
      const holder = propertyOf(node, 'rules') || propertyOf(node, 'linter') ? node : scope
      for (const property of nodesOf(node['properties'])) {
        const key = keyOf(property)
        const inner = nodeOf(property['value'])
        if (key !== null && inner && isWanted(key)) {
          const read = readValue(inner, constants, 0)
          found.push({
            key,
            line: lines.positionAt(property.start).line,
            json: read === undefined ? null : JSON.stringify(read),
            files: readGlobs(holder, 'files', constants),
            ignores: joinGlobs(readGlobs(holder, 'ignores', constants), readGlobs(holder, 'excludedFiles', constants)),
          })
        } else visit(property['value'] ?? property['argument'], depth + 1, holder)
      }
      return
    }
    for (const [key, child] of Object.entries(node))
      if (key !== 'type' && typeof child === 'object') visit(child, depth + 1, scope)
  }
  visit(parsed.program.body as unknown, 0, null)
  return found
}

function keyOf(property: SyntaxNode): string | null {
  if (property.type !== 'Property' || property['computed'] === true) return null
  const key = nodeOf(property['key'])
  const text = key?.type === 'Identifier' ? key['name'] : key?.['value']
  return typeof text === 'string' ? text : null
}

const propertyOf = (node: SyntaxNode, key: string): SyntaxNode | null =>
  nodeOf(nodesOf(node['properties']).find((property) => keyOf(property) === key)?.['value'])

function readGlobs(
  holder: SyntaxNode | null,
  key: string,
  constants: ReadonlyMap<string, SyntaxNode>,
): readonly string[] | null {
  const node = holder && propertyOf(holder, key)
  if (!node) return []
  const value = readValue(node, constants, 0)
  if (typeof value === 'string') return [value]
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null
}

const joinGlobs = (one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null =>
  one && other && [...one, ...other]

/** undefined: it is not spelled out. */
function readValue(node: SyntaxNode, constants: ReadonlyMap<string, SyntaxNode>, depth: number): unknown {
  if (depth > DEEPEST) return undefined
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'object' && node['value'] !== null
        ? undefined
        : node['raw'] === 'null'
          ? null
          : (node['value'] ?? undefined)
    case 'TemplateLiteral': {
      const [quasi, ...more] = nodesOf(node['quasis'])
      const cooked = (quasi?.['value'] as { readonly cooked?: unknown } | undefined)?.cooked
      return more.length === 0 && typeof cooked === 'string' ? cooked : undefined
    }
    case 'BinaryExpression': {
      const [left, right] = [nodeOf(node['left']), nodeOf(node['right'])].map(
        (side) => side && readValue(side, constants, depth + 1),
      )
      return node['operator'] === '+' && typeof left === 'string' && typeof right === 'string'
        ? left + right
        : undefined
    }
    case 'Identifier': {
      const value = constants.get(String(node['name']))
      return value ? readValue(value, constants, depth + 12) : undefined
    }
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return readValue(nodeOf(node['expression']) ?? node, constants, depth + 1)
    case 'ArrayExpression': {
      const items = (node['elements'] as readonly unknown[]).flatMap((item): unknown[] => {
        const element = nodeOf(item)
        if (!element) return [undefined]
        const spread = element.type === 'SpreadElement' ? nodeOf(element['argument']) : null
        const value = readValue(spread ?? element, constants, depth + 1)
        return spread ? (Array.isArray(value) ? value : [undefined]) : [value]
      })
      return items.includes(undefined) ? undefined : items
    }
    case 'ObjectExpression': {
      const entries: [string, unknown][] = []
      for (const property of nodesOf(node['properties'])) {
        const spread = property.type === 'SpreadElement' ? nodeOf(property['argument']) : null
        if (spread) {
          const value = readValue(spread, constants, depth + 1)
          if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
          entries.push(...Object.entries(value))
          continue
        }
        const key = keyOf(property)
        const inner = nodeOf(property['value'])
        const value = inner ? readValue(inner, constants, depth + 1) : undefined
        if (key === null || value === undefined) return undefined
        entries.push([key, value])
      }
      return Object.fromEntries(entries)
    }
    default:
      return undefined
  }
}
