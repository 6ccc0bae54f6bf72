import { applyEdits, createOffsetMap, findOverlap, sortEdits } from './edits.ts'
import type { Binding, ImportedName, ImportFact, ModuleFacts } from './facts.ts'
import type { FileContext } from './file-context.ts'
import type { Match, PlannedChange } from './matches.ts'
import type { ModuleAddress } from './module-address.ts'
import { importOrigins, linkOfName, linksOfBinding } from './module-graph.ts'
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
  for (const change of input.changes) {
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
  const stars = facts.imports
    .filter((fact) => fact.kind === 'import' && fact.names.some((name) => name.shape === 'star'))
    .map((fact) => input.file.resolver.resolve(fact.specifier, input.file.path))
  for (const item of facts.unresolved) {
    if (input.file.isGlobalName(item.name)) continue
    const allowed = known.get(item.name) ?? 0
    if (item.references.length <= allowed) continue
    if (stars.some((star) => bringsName(input, star, item.name))) continue
    return `\`${item.name}\` would be used but bound nowhere`
  }
  return null
}

/** A star import brings the name, or will once the module it stars is renamed as the match says. */
function bringsName(input: ProofInput, star: ModuleAddress, name: string): boolean {
  if (input.file.providers.starProvides(star, name) !== 'no') return true
  return input.matches.some((match) => match.kind === 'usage' && match.target?.name?.split('.')[0] === name)
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
  for (const [id, binding] of before.bindings.entries()) {
    const home = survivingDeclaration(binding, mapOffset, declaredAt)
    const spared = retargeted.get(id)
    for (const [at, was] of startsOf(binding).entries()) {
      if (spared?.has(at)) continue
      const start = mapOffset(was)
      const now = start === null ? undefined : located.get(start)
      if (now === undefined) continue
      if (home !== null && now !== home) return `\`${nameAt(facts, now)}\` would mean something else at another place`
      if (home === null && now < 0 && !input.file.isGlobalName(nameAt(facts, now)))
        return `\`${nameAt(facts, now)}\` would be used but bound nowhere`
    }
  }
  for (const item of before.unresolved)
    for (const reference of item.references) {
      const start = mapOffset(reference.span.start)
      const now = start === null ? undefined : located.get(start)
      if (now !== undefined && now >= 0 && nameAt(facts, now) === item.name && reference.role === 'read') {
        const isFixed = input.matches.some(
          (match) => (match.kind === 'leftover' || match.kind === 'usage') && match.name?.split('.')[0] === item.name,
        )
        if (!isFixed) return `\`${item.name}\` would be bound where it was free`
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
  const origins = importOrigins(facts)
  const { file } = input
  for (const index of changes.flatMap((change) => change.matches)) {
    const match = input.matches[index]
    if (match?.site.type !== 'reference' || !match.target) continue
    const at = newStart(match.span.start, edits)
    const now = located.get(at)
    const binding = now === undefined || now < 0 ? undefined : facts.bindings[now]
    if (now === undefined || binding === undefined) continue
    // A name that is imported and bound again is still the import's to rename.
    const imported = (origins.get(now) ?? []).map(({ fact, name }) => linkOfName(fact, name, file.path, file.resolver))
    const links = imported.length > 0 ? imported : linksOfBinding(now, facts, origins, file.path, file.resolver, 0)
    if (links.length === 0) {
      const own = match.target.module.path === file.path && facts.scopes[binding.scope]?.parent == null
      if (own) continue
      return `\`${binding.name}\` is bound to something else there`
    }
    const { module, name } = match.target
    const wanted = { module, names: name === null ? [] : name.split('.') }
    const members = binding.references.find((reference) => reference.span.start === at)?.members ?? []
    const reached = links.some((link) => {
      const chain = [...link.names, ...members.map((member) => member.name)]
      for (let length = link.names.length; length <= chain.length; length++)
        if (file.providers.leadsTo(link.module, chain.slice(0, length), wanted)) return true
      return wanted.names.length === 0 && link.module.key.startsWith(module.key)
    })
    if (!reached) return `\`${binding.name}\` comes from another module there`
  }
  return null
}

/** Where the text that replaced an offset begins. */
function newStart(offset: number, edits: readonly TextEdit[]): number {
  let delta = 0
  for (const edit of edits) {
    if (edit.start > offset || (edit.start === offset && edit.end > edit.start)) break
    delta += edit.text.length - (edit.end - edit.start)
  }
  return offset + delta
}

function findUnused(file: FileContext, facts: ModuleFacts): string | null {
  const known = unusedImports(file, file.facts)
  const now = unusedImports(file, facts).filter(({ id }) => !isForItsEffect(file.facts, facts, id))
  if (now.length <= known.length) return null
  const { name } = now.find((item) => !known.some((other) => other.name === item.name)) ?? now[0] ?? { name: '' }
  return `\`${name}\` would be imported but not used`
}

/** `import a.b` beside `import a.c`, where nothing ever used `a.b`: it stays for its effect when the uses of `a.c` go. */
function isForItsEffect(before: ModuleFacts, facts: ModuleFacts, id: number): boolean {
  const origins = importOrigins(facts).get(id) ?? []
  const name = facts.bindings[id]?.name
  const old = before.bindings.find((binding) => binding.name === name && binding.kind === 'import')
  const chains = (old?.references ?? []).map(
    (reference) => `${[name, ...reference.members.map((member) => member.name)].join('.')}.`,
  )
  return (
    origins.length > 0 &&
    origins.every(({ fact, name: imported }) => {
      if (imported.denotes === undefined) return false
      const wasThere = before.imports.some(
        (other) =>
          other.specifier === fact.specifier && other.names.some(({ denotes }) => denotes === imported.denotes),
      )
      return wasThere && !chains.some((chain) => chain.startsWith(`${fact.specifier}.`))
    })
  )
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
  const extra = left.find((match) =>
    [...settled].some((index) => input.matches[index]?.migration.id === match.migration.id),
  )
  return `\`${(extra ?? left[0])?.name ?? (extra ?? left[0])?.module?.key ?? ''}\` would still be stale`
}
