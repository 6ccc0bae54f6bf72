import type { ModuleFacts, ParseProblem } from '../../../core/facts.ts'
import { buildFacts } from './build-facts.ts'
import { readDirectives, readGlobalComments, readTripleSlashes } from './comments.ts'
import { collectCommonJsExports } from './commonjs-exports.ts'
import { readCandidate } from './loader-calls.ts'
import type { LoaderContext } from './loader-context.ts'
import { readJsDoc } from './jsdoc.ts'
import { bindLinks } from './jsdoc-links.ts'
import { isDeclarationFile, isJavaScript, type Parsed, parse } from './parse.ts'
import { visitors } from './program-visitor.ts'
import { factsOfTokens } from './token-facts.ts'
import { ANY, resolveUse, type Use, type Variable } from './scope-tree.ts'
import { Walk } from './walk.ts'

/**
 * Everything a TypeScript or JavaScript file says. Never throws: what does not parse comes back with `problem` set and
 * what tokens alone could tell.
 * @param path for the dialect (`.tsx`, `.d.ts`, `.cjs` …)
 */
export function analyzeTypeScript(path: string, text: string): ModuleFacts {
  try {
    const parsed = parse(path, text)
    if ('message' in parsed) return readByTokens(text, parsed)
    return factsOfTree(path, text, parsed)
  } catch (error) {
    // A tree nested deeper than the stack of this thread allows.
    if (error instanceof RangeError) return readByTokens(text, { message: 'nested too deeply', offset: 0 })
    // The parser hands its tree over as JSON, which escapes in JSX names can break.
    if (error instanceof SyntaxError) return readByTokens(text, { message: 'the parser failed', offset: 0 })
    throw error
  }
}

function readByTokens(text: string, problem: ParseProblem): ModuleFacts {
  const { comments, ...facts } = factsOfTokens(text, problem)
  return { ...facts, directives: readDirectives(comments, text) }
}

function factsOfTree(path: string, text: string, { program, comments, problem }: Parsed): ModuleFacts {
  const walk = new Walk(text, visitors, isDeclarationFile(path) ? 'type-only' : 'import-time')
  walk.visit(program)
  readTripleSlashes(walk, comments, program.body[0]?.start ?? text.length)
  readJsDoc(walk, comments, isJavaScript(path))
  resolveUses(walk)

  let usesAt: Map<number, Use> | null = null
  const useAt = (start: number): Use | null => {
    usesAt ??= new Map(walk.uses.map((use) => [use.span.start, use]))
    return usesAt.get(start) ?? null
  }
  const localAt = (start: number): Variable | null => walk.declaredAt.get(start) ?? useAt(start)?.variables[0] ?? null
  const context: LoaderContext = {
    walk,
    text,
    useAt,
    localAt,
    importAt: new Map(),
    strings: [],
    originals: new Map(),
    consumed: new Set(),
    spread: new Set(),
  }
  for (const candidate of walk.candidates) readCandidate(context, candidate)
  if (!walk.hasModuleSyntax) {
    collectCommonJsExports({ walk, importAt: context.importAt, useAt }, walk.candidates)
  }
  const facts = buildFacts(walk, context.strings, readDirectives(comments, text), problem, localAt)
  const declared = isJavaScript(path) ? [] : declaredGlobals(walk)
  const assumed = readGlobalComments(comments, text)
  return declared.length + assumed.length === 0 ? facts : { ...facts, globals: { declared, assumed } }
}

/** Scripts share their top level; so does what `declare global` holds. */
function declaredGlobals({ globals, hasModuleSyntax, variables, scopes }: Walk): string[] {
  const shared = hasModuleSyntax ? [] : variables.filter(({ scope }) => scope === scopes[0]).map(({ name }) => name)
  return [...new Set([...globals.own.keys(), ...shared])]
}

function resolveUses(walk: Walk): void {
  for (const use of walk.uses) {
    let found = resolveUse(use)
    if (found.length === 0) found = walk.globals.find(use.name, use.meaning)
    use.variables = found
    for (const variable of found) variable.uses.push(use)
  }
  for (const use of walk.comments) {
    // In JavaScript a name in a comment may stand for the type of a value (`const { X } = require()`, a class).
    let found = resolveUse(use)
    if (found.length === 0) found = walk.typedefs.find(use.name, use.meaning)
    if (found.length === 0 && use.space === 'type') found = resolveUse({ ...use, meaning: ANY })
    use.variables = found
    for (const variable of found) variable.uses.push(use)
  }
  bindLinks(walk, walk.links, resolveUse)
}
