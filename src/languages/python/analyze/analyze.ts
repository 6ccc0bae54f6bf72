import type { ModuleFacts } from '../../../core/facts.ts'
import { readDirectives } from './directives.ts'
import { readDynamicExports } from './dynamic-exports.ts'
import { finishImports, finishStrings, resolveNames } from './finish.ts'
import { keepKnownCalls } from './known-calls.ts'
import { readLazyExports } from './lazy-exports.ts'
import { readLooseStrings } from './loose-strings.ts'
import { readModuleCalls } from './module-calls.ts'
import { readNamedStrings } from './named-strings.ts'
import { readNamespaceKeys } from './namespace-keys.ts'
import type { StmtNode } from './nodes.ts'
import { readPublicNames } from './public-names.ts'
import { createQualify } from './qualified-names.ts'
import { readQuotedTypes } from './quoted-types.ts'
import { tokenFacts } from './token-facts.ts'
import { readTypeComments } from './type-comments.ts'
import { type ParsedUnit, parseFile } from './unit.ts'
import { startWalk } from './walk-state.ts'
import { visitBody } from './walk-statements.ts'

/**
 * Everything a Python file says. Never throws on bad source.
 * @param path repo-relative; `.pyi` is a stub: nothing in it ever runs.
 * @param text the whole file, BOM included.
 */
export function analyzePython(path: string, text: string): ModuleFacts {
  const { parsed, tokens, problem } = parseFile(text)
  if (parsed === null) return tokenFacts(path, tokens, problem ?? { message: 'invalid syntax', offset: 0 })
  try {
    return parsedFacts(path, parsed)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return tokenFacts(path, tokens, { message: 'nested too deeply', offset: 0 })
  }
}

function parsedFacts(path: string, { unit, module }: ParsedUnit): ModuleFacts {
  const walk = startWalk(unit, path.endsWith('.pyi'), hasFutureAnnotations(module.body))
  visitBody(walk, module.body)
  const qualify = createQualify(walk)
  keepKnownCalls(walk, qualify, 0)
  const sorted = walk.calls.length
  readQuotedTypes(walk, qualify)
  readTypeComments(walk)
  keepKnownCalls(walk, qualify, sorted)
  readNamedStrings(walk, qualify)
  readNamespaceKeys(walk, qualify)
  readModuleCalls(walk, qualify, path)
  const publicNames = readPublicNames(walk, module.body)
  const lazyExports = readLazyExports(walk, module.body, qualify)
  const dynamic = readDynamicExports(walk, module.body, qualify)
  readLooseStrings(walk)
  const names = resolveNames(walk)
  const { imports, order } = finishImports(walk, names)
  return {
    imports,
    exports: names.exports,
    scopes: walk.table.scopes,
    bindings: names.bindings,
    unresolved: names.unresolved,
    strings: finishStrings(walk, names, order),
    directives: readDirectives(unit.tokens),
    unanalysable: walk.unanalysable,
    publicNames,
    lazyExports,
    ...dynamic,
    problem: null,
  }
}

/** PEP 563: an import that must stand at the top. */
function hasFutureAnnotations(body: readonly StmtNode[]): boolean {
  return body.some((statement) => {
    if (statement.nodeType !== 'ImportFrom' || statement.module !== '__future__') return false
    return statement.names.some(({ name }) => name === 'annotations')
  })
}
