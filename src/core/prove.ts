import { applyEdits, createOffsetMap, createStartMap, findOverlap, sortEdits } from './edits.ts'
import type { Binding, ImportedName, ImportFact, ModuleFacts } from './facts.ts'
import type { FileContext } from './file-context.ts'
import type { Match, PlannedChange } from './matches.ts'
import type { ModuleAddress } from './module-address.ts'
import { starModules } from './match-unresolved.ts'
import { importOrigins, type Link, linkOfName, linksOfBinding } from './module-graph.ts'
import { createMeaningCheck, mayStandFor } from './prove-imports.ts'
import type { TextEdit } from './span.ts'

export interface ProofInput {
  readonly file: FileContext
  readonly text: string
  readonly matches: readonly Match[]
  /** Only changes that may be applied (their applicability is wanted) and that have edits. */
  readonly changes: readonly PlannedChange[]
  readonly analyze: (text: string) => ModuleFacts
  readonly match: (facts: ModuleFacts) => readonly Match[]
}

export interface Proof {
  readonly accepted: readonly PlannedChange[]
  readonly rejected: readonly { readonly change: PlannedChange; readonly reason: string }[]
  readonly after: string
  readonly facts: ModuleFacts
}

/**
 * Characters that may be analysed to try changes one by one. Hand-written files stay far below: fifty changes of a file
 * of 100 KB that fail together take a sixth of it.
 */
const MAX_TRIED = 30_000_000

/**
 * Analyse the edited text and keep only what leaves the file provably better: it parses, nothing new is unbound, bound
 * twice, captured or unused, and what was to be fixed is stale no more. Where all changes together fail, they are tried
 * one by one, in order.
 */
export function proveChanges(input: ProofInput): Proof {
  if (input.changes.length === 0) return { accepted: [], rejected: [], after: input.text, facts: input.file.facts }
  const whole = tryChanges(input, input.changes)
  if (whole.reason === null) return { accepted: input.changes, rejected: [], after: whole.after, facts: whole.facts }
  const accepted: PlannedChange[] = []
  const rejected: { change: PlannedChange; reason: string }[] = []
  let best: { after: string; facts: ModuleFacts } = { after: input.text, facts: input.file.facts }
  let tried = 0
  for (const change of input.changes) {
    tried += input.text.length
    if (tried > MAX_TRIED && input.changes.length > 1) {
      rejected.push({ change, reason: 'the fixes of this file fail together, and it has too many to try each' })
      continue
    }
    const attempt = input.changes.length === 1 ? whole : tryChanges(input, [...accepted, change])
    if (attempt.reason === null) {
      accepted.push(change)
      best = attempt
    } else rejected.push({ change, reason: attempt.reason })
  }
  return { accepted, rejected, ...best }
}

interface Attempt {
  readonly after: string
  readonly facts: ModuleFacts
  readonly reason: string | null
}

function tryChanges(input: ProofInput, changes: readonly PlannedChange[]): Attempt {
  const edits = sortEdits(changes.flatMap((change) => change.edits))
  if (findOverlap(edits))
    return { after: input.text, facts: input.file.facts, reason: 'its edits overlap those of another fix' }
  const after = applyEdits(input.text, edits)
  const facts = input.analyze(after)
  return { after, facts, reason: findFault(input, changes, edits, after, facts) }
}

function findFault(
  input: ProofInput,
  changes: readonly PlannedChange[],
  edits: readonly TextEdit[],
  after: string,
  facts: ModuleFacts,
): string | null {
  const before = input.file.facts
  if (facts.problem)
    return before.problem ? 'the file does not parse' : `the result would not parse: ${facts.problem.message}`
  return (
    findUnbound(input, facts) ??
    findDoubleBinding(input, changes, facts, after) ??
    findCapture(input, changes, edits, facts) ??
    findUnused(input.file, facts) ??
    findStillStale(input, changes, facts)
  )
}

function findUnbound(input: ProofInput, facts: ModuleFacts): string | null {
  const known = new Map(input.file.facts.unresolved.map((item) => [item.name, item.references.length]))
  const stars = starModules({ ...input.file, facts })
  const brought = new Set(
    input.matches.flatMap(({ kind, target }) => (kind === 'usage' ? (target?.name?.split('.')[0] ?? []) : [])),
  )
  for (const item of facts.unresolved) {
    if (input.file.isGlobalName(item.name)) continue
    const allowed = known.get(item.name) ?? 0
    if (item.references.length <= allowed) continue
    // A star import brings the name, or will once the module it stars is renamed as the match says.
    const brings = (star: ModuleAddress): boolean => input.file.providers.starProvides(star, item.name) !== 'no'
    if (stars.length > 0 && (brought.has(item.name) || stars.some(brings))) continue
    return `\`${item.name}\` would be used but bound nowhere`
  }
  return null
}

const bindingKey = (binding: Binding): string => `${binding.scope}\0${binding.name}`

function findDoubleBinding(
  input: ProofInput,
  changes: readonly PlannedChange[],
  facts: ModuleFacts,
  after: string,
): string | null {
  const known = new Map<string, number>()
  for (const binding of input.file.facts.bindings) known.set(bindingKey(binding), binding.declarations.length)
  for (const { scope, declarations, renamed } of renamedBindings(input, changes)) {
    const key = `${scope}\0${renamed}`
    known.set(key, Math.max(known.get(key) ?? 1, declarations))
  }
  const origins = importOrigins(facts)
  for (const [id, binding] of facts.bindings.entries()) {
    const imports = origins.get(id)
    if (!imports || binding.declarations.length < 2) continue
    if (binding.declarations.length <= (known.get(bindingKey(binding)) ?? 1)) continue
    // A fallback binds one name in several branches; `import a.b` and `import a.c` both bind `a`.
    if (imports.every(({ fact, name }) => fact.place.guards.length > 0 || isPackageRoot(fact, name))) continue
    const first = binding.declarations[0]
    const line = first ? after.slice(0, first.start).split('\n').length : 0
    return `\`${binding.name}\` is already bound at line ${line}`
  }
  return null
}

const isPackageRoot = (fact: ImportFact, name: ImportedName): boolean =>
  name.denotes !== undefined ||
  (name.shape === 'namespace' && fact.kind === 'import' && name.localName === fact.specifier)

/** Bindings of the old text that the changes give another name; one that is bound several times may stay so. */
function renamedBindings(input: ProofInput, changes: readonly PlannedChange[]) {
  return changes
    .flatMap((change) => change.matches)
    .flatMap((index) => {
      const match = input.matches[index]
      const renamed = match?.target?.name?.split('.')[0]
      if (match?.site.type !== 'name' || renamed === undefined) return []
      const local = input.file.facts.imports[match.site.import]?.names[match.site.name]?.local
      const binding = local == null ? undefined : input.file.facts.bindings[local]
      return binding ? [{ scope: binding.scope, declarations: binding.declarations.length, renamed }] : []
    })
}

/** By where a reference begins, the binding it means; an unresolved name's place below zero. */
type Located = ReadonlyMap<number, number>

const startsOf = (binding: Binding): readonly number[] =>
  binding.referenceStarts ?? binding.references.map((reference) => reference.span.start)

function locateReferences(facts: ModuleFacts): Located {
  const located = new Map<number, number>()
  for (const [id, binding] of facts.bindings.entries()) for (const start of startsOf(binding)) located.set(start, id)
  for (const [nth, item] of facts.unresolved.entries())
    for (const reference of item.references) located.set(reference.span.start, -1 - nth)
  return located
}

const nameAt = (facts: ModuleFacts, place: number): string =>
  (place < 0 ? facts.unresolved[-1 - place] : facts.bindings[place])?.name ?? ''

/**
 * Every reference must mean afterwards what it meant before: an untouched one its own binding, a rewritten one something
 * that leads to the replacement.
 */
function findCapture(
  input: ProofInput,
  changes: readonly PlannedChange[],
  edits: readonly TextEdit[],
  facts: ModuleFacts,
): string | null {
  const before = input.file.facts
  const mapOffset = createOffsetMap(edits)
  const located = locateReferences(facts)
  const declaredAt = new Map<number, number>()
  for (const [id, binding] of facts.bindings.entries())
    for (const span of binding.declarations) declaredAt.set(span.start, id)
  const retargeted = retargetedReferences(input.matches, changes)
  const meaningOf = createMeaningCheck(input.file, input.matches, new Set(changes.flatMap(({ matches }) => matches)))
  for (const [id, binding] of before.bindings.entries()) {
    const home = survivingDeclaration(binding, mapOffset, declaredAt)
    const spared = retargeted.get(id)
    const means = meaningOf(id)
    const known = new Set<number>()
    for (const [at, was] of startsOf(binding).entries()) {
      if (spared?.has(at)) continue
      const start = mapOffset(was)
      const now = start === null ? undefined : located.get(start)
      if (now === undefined) continue
      if (home !== null && now !== home) return `\`${nameAt(facts, now)}\` would mean something else at another place`
      if (home === null && now < 0 && !input.file.isGlobalName(nameAt(facts, now)))
        return `\`${nameAt(facts, now)}\` would be used but bound nowhere`
      if (means === null || now < 0 || known.has(now)) continue
      known.add(now)
      if (!mayStandFor(input.file, facts, now, means)) return `\`${nameAt(facts, now)}\` would come from another module`
    }
  }
  const fixed = new Set(
    input.matches.flatMap(({ kind, name }) =>
      kind === 'leftover' || kind === 'usage' ? (name?.split('.')[0] ?? []) : [],
    ),
  )
  for (const item of before.unresolved)
    for (const reference of item.references) {
      const start = mapOffset(reference.span.start)
      const now = start === null ? undefined : located.get(start)
      if (now !== undefined && now >= 0 && nameAt(facts, now) === item.name && reference.role === 'read') {
        if (!fixed.has(item.name)) return `\`${item.name}\` would be bound where it was free`
      }
    }
  return findMissedTarget(input, changes, edits, facts, located)
}

function survivingDeclaration(
  binding: Binding,
  mapOffset: (offset: number) => number | null,
  declaredAt: ReadonlyMap<number, number>,
): number | null {
  for (const span of binding.declarations) {
    const start = mapOffset(span.start)
    const id = start === null ? undefined : declaredAt.get(start)
    if (id !== undefined) return id
  }
  return null
}

/** References to bindings of the old text that a change rewrites. */
function retargetedReferences(
  matches: readonly Match[],
  changes: readonly PlannedChange[],
): ReadonlyMap<number, ReadonlySet<number>> {
  const found = new Map<number, Set<number>>()
  for (const index of changes.flatMap((change) => change.matches)) {
    const site = matches[index]?.site
    if (site?.type !== 'reference' || site.unresolved) continue
    found.set(site.binding, (found.get(site.binding) ?? new Set()).add(site.reference))
  }
  return found
}

/** A rewritten use must resolve to something that leads to the replacement, not to a namesake on the way. */
function findMissedTarget(
  input: ProofInput,
  changes: readonly PlannedChange[],
  edits: readonly TextEdit[],
  facts: ModuleFacts,
  located: Located,
): string | null {
  const linksOf = createLinksOf(input.file, facts)
  const startOf = createStartMap(edits)
  const { file } = input
  for (const index of changes.flatMap((change) => change.matches)) {
    const match = input.matches[index]
    if (match?.site.type !== 'reference' || !match.target) continue
    const at = startOf(match.span.start)
    const now = located.get(at)
    const binding = now === undefined || now < 0 ? undefined : facts.bindings[now]
    if (now === undefined || binding === undefined) continue
    const { links, membersAt } = linksOf(now, binding)
    if (links.length === 0) {
      const own = match.target.module.path === file.path && facts.scopes[binding.scope]?.parent == null
      if (own) continue
      return `\`${binding.name}\` is bound to something else there`
    }
    const { module, name } = match.target
    const wanted = { module, names: name === null ? [] : name.split('.') }
    const members = membersAt.get(at) ?? []
    const reached = links.some((link) => {
      const chain = [...link.names, ...members]
      for (let length = link.names.length; length <= chain.length; length++)
        if (file.providers.leadsTo(link.module, chain.slice(0, length), wanted)) return true
      return wanted.names.length === 0 && link.module.key.startsWith(module.key)
    })
    if (!reached) return `\`${binding.name}\` comes from another module there`
  }
  return null
}

/** Members of a use that are looked at: no replacement lies deeper. */
const MAX_MEMBERS = 64

interface BoundLinks {
  readonly links: readonly Link[]
  /** What each use of the binding takes from it, by where it begins. */
  readonly membersAt: ReadonlyMap<number, readonly string[]>
}

/** Where the bindings of the new text come from; each is looked up once, however often it is used. */
function createLinksOf(file: FileContext, facts: ModuleFacts): (id: number, binding: Binding) => BoundLinks {
  const origins = importOrigins(facts)
  const known = new Map<number, BoundLinks>()
  const read = (id: number, binding: Binding): BoundLinks => {
    // A name that is imported and bound again is still the import's to rename.
    const imported = (origins.get(id) ?? []).map(({ fact, name }) => linkOfName(fact, name, file.path, file.resolver))
    const links = imported.length > 0 ? imported : linksOfBinding(id, facts, origins, file.path, file.resolver, 0)
    const membersAt = new Map<number, readonly string[]>()
    for (const { span, members } of binding.references)
      if (!membersAt.has(span.start))
        membersAt.set(
          span.start,
          members.slice(0, MAX_MEMBERS).map((member) => member.name),
        )
    return {
      links: [...new Map(links.map((link) => [`${link.module.key}#${link.names.join('.')}`, link])).values()],
      membersAt,
    }
  }
  return (id, binding) => {
    const found = known.get(id) ?? read(id, binding)
    known.set(id, found)
    return found
  }
}

function findUnused(file: FileContext, facts: ModuleFacts): string | null {
  const known = unusedImports(file, file.facts)
  const isForItsEffect = createEffectCheck(file.facts, facts)
  const now = unusedImports(file, facts).filter(({ id }) => !isForItsEffect(id))
  if (now.length <= known.length) return null
  const names = new Set(known.map(({ name }) => name))
  const { name } = now.find((item) => !names.has(item.name)) ?? now[0] ?? { name: '' }
  return `\`${name}\` would be imported but not used`
}

/** `import a.b` beside `import a.c`, where nothing ever used `a.b`: it stays for its effect when the uses of `a.c` go. */
function createEffectCheck(before: ModuleFacts, facts: ModuleFacts): (id: number) => boolean {
  const origins = importOrigins(facts)
  const imported = new Map<string, Binding>()
  for (const binding of before.bindings)
    if (binding.kind === 'import' && !imported.has(binding.name)) imported.set(binding.name, binding)
  const roots = new Set(
    before.imports.flatMap((fact) => fact.names.map(({ denotes }) => `${fact.specifier} ${denotes}`)),
  )
  const usedPaths = (name: string): ReadonlySet<string> => {
    const used = new Set<string>()
    for (const { members } of imported.get(name)?.references ?? []) {
      let path = name
      used.add(path)
      for (const member of members.slice(0, MAX_MEMBERS)) {
        path = `${path}.${member.name}`
        used.add(path)
      }
    }
    return used
  }
  return (id) => {
    const own = origins.get(id) ?? []
    if (own.length === 0 || own.some(({ name }) => name.denotes === undefined)) return false
    const used = usedPaths(facts.bindings[id]?.name ?? '')
    return own.every(({ fact, name }) => roots.has(`${fact.specifier} ${name.denotes}`) && !used.has(fact.specifier))
  }
}

/** Python publishes every module-level name, so there an export proves no use. A class keeps what it imports. */
function unusedImports(file: FileContext, facts: ModuleFacts): { readonly name: string; readonly id: number }[] {
  const exported =
    file.address.language === 'python'
      ? new Set<number>()
      : new Set(facts.exports.flatMap((item) => (item.target.type === 'binding' ? [item.target.binding] : [])))
  // What a package imports it may publish.
  const isPackage = /(?:^|\/)__init__\.pyi?$/.test(file.path)
  const published = new Set(file.address.language === 'python' ? facts.publicNames?.names : [])
  return facts.bindings.flatMap((binding, id) => {
    const { name, kind, scope } = binding
    if (kind !== 'import' || exported.has(id) || published.has(name) || facts.scopes[scope]?.kind === 'class') return []
    if (isPackage && facts.scopes[scope]?.parent === null) return []
    return binding.references.length === 0 ? [{ name, id }] : []
  })
}

function findStillStale(input: ProofInput, changes: readonly PlannedChange[], facts: ModuleFacts): string | null {
  const settled = new Set(changes.flatMap((change) => change.matches))
  const left = input.match(facts)
  if (left.length <= input.matches.length - settled.size) return null
  const meant = new Set([...settled].map((index) => input.matches[index]?.migration.id))
  const extra = left.find((match) => meant.has(match.migration.id))
  return `\`${(extra ?? left[0])?.name ?? (extra ?? left[0])?.module?.key ?? ''}\` would still be stale`
}
