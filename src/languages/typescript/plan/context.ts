import type { BindingId, ImportFact } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { PlanInput } from '../../language.ts'
import { ChangeSet, type DraftId } from './change-set.ts'
import { readStyle, type FileStyle } from './file-style.ts'
import { ImportPlan } from './import-plan.ts'
import { createLayout } from './layout.ts'
import { NameTable } from './name-table.ts'
import { readStatement } from './read-statement.ts'
import type { ReferenceContext } from './references.ts'
import { Statement } from './statement.ts'
import { parseTree } from './syntax-tree.ts'

/** Everything the planning of one file shares. */
export interface PlanContext extends ReferenceContext {
  readonly input: PlanInput
  readonly text: string
  readonly names: NameTable
  readonly changes: ChangeSet
  readonly style: FileStyle
  readonly imports: ImportPlan
  /** Indices of matches, by what they stand on. */
  readonly nameMatches: ReadonlyMap<string, number>
  readonly moduleMatches: ReadonlyMap<number, number>
  /** Uses of a binding that spell its retired name. */
  readonly usages: ReadonlyMap<BindingId, readonly number[]>
  /** New keys of mock factories written as shorthand, by offset. */
  readonly mockKeys: ReadonlyMap<number, { readonly key: string; readonly match: number }>
  /** Imports on their way that several sites share, by module key and name. */
  readonly planned: Map<string, { readonly local: string; readonly typeOnly: boolean }>
  /** Bindings that rewritten code has come to use. */
  readonly pinned: Set<BindingId>
  /** Bindings whose uses went elsewhere, and the drafts that took them. */
  readonly emptied: Map<BindingId, Set<DraftId>>
  /** Uses of bindings that went elsewhere, by index, and the drafts that took them. */
  readonly leaving: Map<BindingId, { readonly references: Set<number>; readonly drafts: Set<DraftId> }>
  /** Type imports that have become value imports. */
  readonly upgraded: Set<BindingId>
  /** Mocks that go to another module, with its key. */
  readonly movedMocks: Map<ImportFact, string>
  /** Public names that re-exports get, and what they stand for. */
  readonly plannedExports: Map<string, string>
  match(index: number): Match
  keyOf(fact: ImportFact): string
  /** How a module is written here, in place of `old`; null where it cannot be. */
  spell(address: ModuleAddress, old: string | null): string | null
}

const MOCK_NAME = /[^.]+$/

export const createPlanContext = (input: PlanInput): PlanContext | null => {
  const { facts, text, path, resolver, matches } = input
  const tree = parseTree(path, text)
  if (tree === null) return null
  const layout = createLayout(text, tree.comments)
  const keyOf = (fact: ImportFact) => resolver.resolve(fact.specifier, path).key

  const statements: Statement[] = []
  for (const [index, fact] of facts.imports.entries()) {
    const shape = readStatement(fact, tree, layout)
    if (shape !== null) statements.push(new Statement(index, fact, shape, keyOf(fact), layout))
  }
  statements.sort((a, b) => a.shape.span.start - b.shape.span.start)
  const style = readStyle(path, facts, layout, statements)

  const nameMatches = new Map<string, number>()
  const moduleMatches = new Map<number, number>()
  const usages = new Map<BindingId, number[]>()
  const mockKeys = new Map<number, { key: string; match: number }>()
  for (const [index, { site, target }] of matches.entries()) {
    if (target === null) continue
    if (site.type === 'name') nameMatches.set(`${site.import}:${site.name}`, index)
    else if (site.type === 'module') moduleMatches.set(site.import, index)
    else if (site.type === 'reference' && !site.unresolved && site.depth === 0) {
      const known = usages.get(site.binding)
      if (known === undefined) usages.set(site.binding, [index])
      else known.push(index)
    } else if (site.type === 'string') {
      const string = facts.strings[site.string]
      const key = target.name === null ? null : MOCK_NAME.exec(target.name)?.[0]
      if (string?.role === 'mock-member' && string.bare && key) mockKeys.set(string.span.start, { key, match: index })
    }
  }

  /** Specifiers of the file's own making, to learn from where the old one does not say. */
  const sample = (firstParty: boolean): string | null => {
    const specifiers = facts.imports
      .map(({ specifier }) => specifier)
      .filter((specifier) => resolver.resolve(specifier, path).firstParty === firstParty)
    const relative = specifiers.filter((specifier) => specifier.startsWith('.') && /\/[^/.]/.test(specifier))
    const aliased = specifiers.filter((specifier) => !specifier.startsWith('.'))
    return (relative.length >= aliased.length ? relative[0] : aliased[0]) ?? null
  }

  return {
    input,
    facts,
    text,
    layout,
    tree,
    names: new NameTable(facts),
    changes: new ChangeSet(),
    style,
    imports: new ImportPlan(statements, style, layout),
    nameMatches,
    moduleMatches,
    usages,
    mockKeys,
    planned: new Map(),
    movedMocks: new Map(),
    plannedExports: new Map(),
    upgraded: new Set(),
    pinned: new Set(),
    emptied: new Map(),
    leaving: new Map(),
    match(index) {
      const match = matches[index]
      if (match === undefined) throw new RangeError(`no match ${index}`)
      return match
    },
    keyOf,
    spell(address, old) {
      const known = old === null ? null : resolver.resolve(old, path)
      // A package's specifier says nothing about how files are written; what an alias or a path missed does.
      const isPackage =
        known !== null &&
        !known.firstParty &&
        (known.key === old || old === `node:${known.key}` || old?.startsWith(`${known.key}.`) === true)
      const fits = known !== null && !(address.firstParty && isPackage)
      const spelled = resolver.spell(address, path, fits ? old : sample(address.firstParty))
      return spelled === null || /['"\\\n]/.test(spelled) ? null : spelled
    },
  }
}

export const describeTarget = (match: Match): string => {
  const { module, name } = match.target ?? { module: null, name: null }
  return module === null ? 'Rewrite' : name === null ? `Replace by ${module.key}` : `Replace by ${module.key}#${name}`
}
