import type { Parameter, Signature } from '../../core/signature.ts'
import type { FunctionNode, StmtNode, StmtOf } from './analyze/nodes.ts'
import { parseFile } from './analyze/unit.ts'

/**
 * What the function or class `name` of the module accepts; null where that cannot be known from the definition alone
 * (decorated, redefined, a constructor inherited or built by a metaclass).
 */
export function readPythonSignature(text: string, name: string): Signature | null {
  const { parsed } = parseFile(text)
  if (!parsed) return null
  const definitions = parsed.module.body.filter((statement) => definesName(statement, name))
  const [definition] = definitions
  if (!definition || definitions.length > 1) return null
  if (definition.nodeType === 'ClassDef') return readConstructor(definition)
  if (definition.nodeType === 'FunctionDef' || definition.nodeType === 'AsyncFunctionDef')
    return readFunction(definition, 0)
  return null
}

function definesName(statement: StmtNode, name: string): statement is FunctionNode | StmtOf<'ClassDef'> {
  return 'name' in statement && statement.name === name && 'body' in statement
}

function readConstructor(node: StmtOf<'ClassDef'>): Signature | null {
  if (node.decorator_list.length > 0 || node.keywords.length > 0) return null
  const methods = node.body.filter(
    (statement) => definesName(statement, '__init__') || definesName(statement, '__new__'),
  )
  const [method] = methods
  if (methods.length > 1) return null
  if (method && definesName(method, '__init__') && method.nodeType !== 'ClassDef') return readFunction(method, 1)
  const plain = node.bases.every((base) => base.nodeType === 'Name' && base.id === 'object')
  return methods.length === 0 && plain ? { parameters: [], anyPositional: false, anyKeyword: false } : null
}

/** @param skip how many leading parameters the call does not give (`self`). */
function readFunction(node: FunctionNode, skip: number): Signature | null {
  if (node.decorator_list.length > 0) return null
  const { args } = node
  const positional = [...args.posonlyargs, ...args.args]
  const firstDefault = positional.length - args.defaults.length
  const parameters = positional.map(
    (parameter, at): Parameter => ({
      name: parameter.arg,
      required: at < firstDefault,
      by: at < args.posonlyargs.length ? 'position' : 'both',
    }),
  )
  const keywords = args.kwonlyargs.map(
    (parameter, at): Parameter => ({
      name: parameter.arg,
      required: (args.kw_defaults[at] ?? null) === null,
      by: 'keyword',
    }),
  )
  if (skip > parameters.length && !args.vararg) return null
  return {
    parameters: [...parameters.slice(skip), ...keywords],
    anyPositional: args.vararg !== undefined && args.vararg !== null,
    anyKeyword: args.kwarg !== undefined && args.kwarg !== null,
  }
}
