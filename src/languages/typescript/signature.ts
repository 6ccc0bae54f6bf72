import type { Parameter, Signature } from '../../core/signature.ts'
import { isJavaScript, parse } from './analyze/parse.ts'

/** The little of a syntax tree that signatures need; oxc's own unions are far wider. */
interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value
const nodesOf = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : [])
const nodeOf = (value: unknown): Node | null => (isNode(value) ? value : null)

/**
 * What the exported function or class `name` accepts; null where that cannot be known from the definition alone
 * (overloads, decorators, an inherited constructor, plain JavaScript, where arguments may be left out).
 */
export function readTypeScriptSignature(path: string, text: string, name: string): Signature | null {
  if (isJavaScript(path)) return null
  const parsed = parse(path, text)
  if (!('program' in parsed) || parsed.problem) return null
  const definitions = nodesOf(parsed.program.body as unknown).flatMap((statement) => definitionsIn(statement, name))
  const [definition] = definitions
  return definition && definitions.length === 1 ? readDefinition(definition) : null
}

function definitionsIn(statement: Node, name: string): Node[] {
  if (statement.type === 'ExportNamedDeclaration') return definitionsOf(nodeOf(statement['declaration']), name)
  if (statement.type === 'ExportDefaultDeclaration') {
    const declaration = nodeOf(statement['declaration'])
    return name === 'default' && declaration ? [declaration] : definitionsOf(declaration, name)
  }
  return definitionsOf(statement, name)
}

function definitionsOf(node: Node | null, name: string): Node[] {
  if (!node) return []
  if (node.type === 'VariableDeclaration')
    return nodesOf(node['declarations']).flatMap((item) => {
      const value = nodeOf(item['init'])
      return nodeOf(item['id'])?.['name'] === name && !nodeOf(item['id'])?.['typeAnnotation'] && value ? [value] : []
    })
  return nodeOf(node['id'])?.['name'] === name &&
    !node.type.startsWith('TSType') &&
    node.type !== 'TSInterfaceDeclaration'
    ? [node]
    : []
}

function readDefinition(node: Node): Signature | null {
  if (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  )
    return readParameters(node)
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return null
  if (nodesOf(node['decorators']).length > 0) return null
  const members = nodesOf(nodeOf(node['body'])?.['body'])
  const constructors = members.filter((member) => member['kind'] === 'constructor')
  const [declared] = constructors
  if (constructors.length > 1) return null
  const value = declared ? nodeOf(declared['value']) : null
  if (value) return readParameters(value)
  return node['superClass'] ? null : { parameters: [], anyPositional: false, anyKeyword: false }
}

function readParameters(node: Node): Signature {
  const parameters: Parameter[] = []
  let anyPositional = false
  for (const [at, raw] of nodesOf(node['params']).entries()) {
    const parameter = raw.type === 'TSParameterProperty' ? (nodeOf(raw['parameter']) ?? raw) : raw
    if (parameter.type === 'RestElement') anyPositional = true
    else if (parameter['name'] !== 'this') {
      const required = parameter.type !== 'AssignmentPattern' && parameter['optional'] !== true
      parameters.push({
        name: typeof parameter['name'] === 'string' ? parameter['name'] : `argument ${at + 1}`,
        required,
        by: 'position',
      })
    }
  }
  return { parameters, anyPositional, anyKeyword: false }
}
