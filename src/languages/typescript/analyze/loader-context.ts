import type { Place } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { type DraftImport, draftName } from './drafts.ts'
import { followModule, type LocalAt } from './module-value.ts'
import type { Use, Variable } from './scope-tree.ts'
import type { DraftString } from './string-facts.ts'
import { type Node, plainString, spanOf } from './syntax.ts'
import type { Candidate, Walk } from './walk.ts'

/** What the readers of module-loading and mocking calls share. */
export interface LoaderContext {
  readonly walk: Walk
  readonly text: string
  readonly useAt: (start: number) => Use | null
  readonly localAt: LocalAt
  readonly importAt: Map<number, DraftImport>
  readonly strings: DraftString[]
  /** First parameters of mock factories (`importOriginal`), and the module they load. */
  readonly originals: Map<Variable, DraftImport>
  /** Calls and `import()`s that belong to a call already read. */
  readonly consumed: Set<Node>
  /** Calls whose module is spread into the object of a mock. */
  readonly spread: Set<Node>
}

const COMPONENT_FILE = /\.(?:vue|svelte|astro)$/

/** Record the module a call loads, and what is taken from it. */
export function loadModule(
  context: LoaderContext,
  candidate: Candidate,
  kind: DraftImport['kind'],
  source: Node | undefined,
  isPromise: boolean,
  what: string,
): DraftImport | null {
  const { node, ancestors } = candidate
  const specifier = plainString(source, context.text)
  if (!specifier) {
    if (source) context.walk.unanalysable.push({ span: spanOf(node), what: `computed ${what} specifier` })
    return null
  }
  const taken = followModule(node, ancestors, context.text, context.localAt, isPromise)
  const fact = addImport(context, kind, specifier, taken.statement, candidate.place)
  fact.names.push(...taken.names)
  // A component's file publishes nothing else that is used through a promise handed on.
  if (isPromise && taken.escapes && taken.names.length === 0 && COMPONENT_FILE.test(specifier.value)) {
    fact.names.push(draftName({ shape: 'named', imported: 'default', span: spanOf(node) }))
  }
  fact.escapes = taken.escapes && !context.spread.has(node)
  context.importAt.set(node.start, fact)
  return fact
}

export function addImport(
  context: LoaderContext,
  kind: DraftImport['kind'],
  specifier: { value: string; span: Span; exact: boolean },
  statement: Span,
  place: Place,
): DraftImport {
  const fact: DraftImport = {
    kind,
    specifier: specifier.value,
    specifierSpan: specifier.span,
    statement,
    names: [],
    typeOnly: false,
    place,
    escapes: false,
    editable: specifier.exact,
  }
  context.walk.imports.push(fact)
  return fact
}
