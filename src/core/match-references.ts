import { consequenceOf } from './consequence.ts'
import type { Reference } from './facts.ts'
import type { FileContext } from './file-context.ts'
import { besideOthers, type BoundLink } from './match-imports.ts'
import { concerns, decideCovered, isTypeUse } from './match-retired.ts'
import type { Match } from './matches.ts'
import type { Link } from './module-graph.ts'
import type { Retired } from './providers.ts'
import type { Span } from './span.ts'

/** A use of an imported name. */
interface Use {
  /** The binding's id, and the reference's place among its references. */
  readonly id: number
  readonly at: number
  readonly reference: Reference
  /** What the binding stands for. */
  readonly links: readonly BoundLink[]
}

/** Uses of imported names: spelled with the retired name, or reaching a retired member (`ns.X`, `Class.old`). */
export function matchReferences(file: FileContext, bindings: ReadonlyMap<number, readonly BoundLink[]>): Match[] {
  const matches: Match[] = []
  for (const [id, links] of bindings) {
    const binding = file.facts.bindings[id]
    if (!binding || links.some((bound) => bound.deliberate)) continue
    const stale = links.find((bound) => bound.match !== null)
    // A healthy name can only lead to something retired further down.
    if (!stale && binding.isTakenApart === false && !links.some(({ root }) => root)) continue
    const distinct = withoutRepeats(links)
    for (const [at, reference] of binding.references.entries()) {
      const use: Use = { id, at, reference, links: distinct }
      if (stale?.match) {
        const usage = matchOwnMember(file, stale.match, use) ?? matchUsage(file, stale, stale.match, use)
        if (usage) matches.push(usage)
        continue
      }
      const found = matchMembers(file, use) ?? matchRoot(file, use)
      if (found) matches.push(found)
      matches.push(...matchPicks(file, use))
    }
  }
  return matches
}

/** An import that is written again and again stands for one thing. */
function withoutRepeats(links: readonly BoundLink[]): readonly BoundLink[] {
  if (links.length < 2) return links
  const seen = new Set<string>()
  return links.filter(({ link, root }) => {
    const key = `${link.module.key}#${link.names.join('.')} ${root}`
    return !seen.has(key) && seen.add(key)
  })
}

/** A use is stale where its text must change: it spells the retired name, and the name changes or goes. */
function matchUsage(
  file: FileContext,
  bound: BoundLink,
  origin: Match,
  { id, at, reference }: Omit<Use, 'links'>,
): Match | null {
  if (!bound.spelled || reference.role === 'declaration' || isCompanion(reference)) return null
  const spelled = file.facts.bindings[id]?.name
  const next = origin.target?.name ?? origin.target?.module.key.split(/[./]/).at(-1)
  // A default export has no name of its own: the local one can stay.
  if (origin.target && (next === spelled || next === 'default')) return null
  return {
    ...origin,
    kind: 'usage',
    site: { type: 'reference', unresolved: false, binding: id, reference: at, depth: 0 },
    span: reference.span,
    consequence: consequenceOf(
      origin.module && origin.name ? file.providers.exists(origin.module, origin.name.split('.')) : 'unknown',
      reference.place,
      false,
      isTypeUse(file, reference),
    ),
  }
}

/** A member of a stale name with an entry of its own: the longest entry speaks. */
function matchOwnMember(file: FileContext, origin: Match, use: Use): Match | null {
  const found = matchMembers(file, use)
  return found && found.migration.id !== origin.migration.id && found.migration.kind === 'symbol' ? found : null
}

function matchMembers(file: FileContext, { links, id, at, reference }: Use): Match | null {
  if (reference.members.length === 0) return null
  const members = reference.members.map((member) => member.name)
  const found = findThroughAll(file, links, members)
  if (!found) return null
  const { link, chain, retired } = found
  const depth = chain.length - retired.names.length + retired.hit.names - link.names.length
  if (depth < 1 || isSparedSubmodule(file, retired, chain[link.names.length + depth])) return null
  const last = reference.members[depth - 1]
  if (!last) return null
  const match = buildMemberMatch(file, retired, link, chain.slice(0, link.names.length + depth), reference, {
    start: reference.span.start,
    end: last.span.end,
  })
  const site = { type: 'reference', unresolved: false, binding: id, reference: at, depth } as const
  return match && { ...match, site, companion: isCompanion(reference) }
}

/** Goes along with what the file is told of anyway: the opening tag, the import that a comment links to. */
const isCompanion = ({ role }: Reference): boolean => role === 'closing-tag' || role === 'link'

/** An entry that spares submodules does not concern a reference that goes on into one. */
function isSparedSubmodule(file: FileContext, { hit }: Retired, next: string | undefined): boolean {
  const { migration, module } = hit.entry
  if (migration.kind !== 'module' || migration.submodules || next === undefined || module === null) return false
  return file.resolver.submodule(module, next) !== null
}

/** `import old` or `import old.sub`, used as `old.…`: the retired module is what the local name itself denotes. */
function matchRoot(file: FileContext, { links, id, at, reference }: Use): Match | null {
  const [bound] = links
  if (!bound?.root || links.some((other) => other.link.module.key !== bound.link.module.key)) return null
  if (reference.role === 'declaration') return null
  const retired = file.providers.findRetired(bound.link.module, [])
  if (retired?.hit.entry.migration.kind !== 'module') return null
  const match = buildMemberMatch(file, retired, bound.link, [], reference, reference.span)
  return match && { ...match, site: { type: 'reference', unresolved: false, binding: id, reference: at, depth: 0 } }
}

function matchPicks(file: FileContext, { links, id, at, reference }: Use): Match[] {
  const matches: Match[] = []
  const members = reference.members.map((member) => member.name)
  for (const [pickAt, pick] of reference.picks.entries()) {
    if (pick.shape !== 'named') continue
    const found = findThroughAll(file, links, [...members, pick.imported, ...pick.members.map((member) => member.name)])
    if (!found) continue
    const { link, chain, retired } = found
    const consumed = chain.length - retired.names.length + retired.hit.names
    if (consumed <= link.names.length + members.length) continue
    const match = buildMemberMatch(
      file,
      retired,
      link,
      chain.slice(0, consumed),
      reference,
      pick.importedSpan ?? pick.span,
    )
    if (!match) continue
    const own: Match = { ...match, site: { type: 'pick', binding: id, reference: at, pick: pickAt } }
    const picked = besideOthers(own, matches)
    matches.push(picked)
    if (pick.local === null || pick.localName !== pick.imported) continue
    const bound: BoundLink = { link, match: picked, spelled: true, root: false, deliberate: false }
    for (const [useAt, use] of (file.facts.bindings[pick.local]?.references ?? []).entries()) {
      const usage = matchUsage(file, bound, picked, { id: pick.local, at: useAt, reference: use })
      if (usage) matches.push(usage)
    }
  }
  return matches
}

interface Found {
  readonly link: Link
  readonly chain: readonly string[]
  readonly retired: Retired
}

/** A name bound by several branches is stale only where every branch leads to something retired. */
function findThroughAll(file: FileContext, links: readonly BoundLink[], members: readonly string[]): Found | null {
  let first: Found | null = null
  const others: { link: Link; chain: readonly string[] }[] = []
  for (const { link } of links) {
    const chain = [...link.names, ...members]
    const retired = file.providers.findRetired(link.module, chain)
    if (!retired) others.push({ link, chain })
    else first ??= { link, chain, retired }
  }
  if (first === null) return null
  // A branch may lead there without spelling it.
  return others.every(({ link, chain }) => file.providers.findRetiredBranch(link.module, chain) !== null) ? first : null
}

function buildMemberMatch(
  file: FileContext,
  retired: Retired,
  link: Link,
  covered: readonly string[],
  reference: Reference,
  span: Span,
): Omit<Match, 'site'> | null {
  const { migration } = retired.hit.entry
  if (!concerns(file, retired)) return null
  const verdict = decideCovered(file, retired, link.module, covered)
  if (verdict.type === 'healthy') return null
  return {
    migration,
    kind: migration.kind === 'module' ? 'usage' : 'namespace-member',
    span,
    module: link.module,
    name: covered.join('.') || null,
    target: verdict.target,
    reason: verdict.reason,
    via: retired.via.map((hop) => hop.module.key),
    consequence: consequenceOf(
      file.providers.exists(link.module, covered),
      reference.place,
      false,
      isTypeUse(file, reference),
    ),
  }
}
