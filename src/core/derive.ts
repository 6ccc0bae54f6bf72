import { compareDefinitions, type Shingles } from './similarity.ts'

/** A name a module publishes: defined there, or handed on from elsewhere. */
export interface PublishedName {
  readonly name: string
  /** The definition's text, broken down for comparing; null: a re-export. */
  readonly body: Shingles | null
  /** For a re-export: the place it comes from, as `module#name`. */
  readonly origin: string | null
}

/** What one file of a commit publishes and imports. Places are `module#name`, `module#` for a module itself. */
export interface ModuleOutline {
  readonly path: string
  readonly key: string
  readonly published: ReadonlyMap<string, PublishedName>
  readonly imports: ReadonlySet<string>
  readonly isTest: boolean
}

export interface DeriveInput {
  /** Changed files as they were and as they are, by path. */
  readonly base: ReadonlyMap<string, ModuleOutline>
  readonly head: ReadonlyMap<string, ModuleOutline>
  /** Old path → new path, as git detects renames. */
  readonly renames: ReadonlyMap<string, string>
  /** Whether any module at or below this key is still there. */
  readonly isAlive: (key: string) => boolean
  /** What stands between the segments of a module key. */
  readonly separator: '.' | '/'
}

export interface Evidence {
  /** Consumers that went from the old place to the new one in this range. */
  readonly consumers: number
  /** Consumers that left the old place, wherever they went. */
  readonly leavers: number
  /** 0 to 1: how alike the definitions are, their own names left aside. */
  readonly similarity: number
  readonly sameName: boolean
  readonly gitRename: boolean
}

export type ChangeKind = 'moved' | 'renamed' | 'moved-and-renamed' | 'module-moved' | 'removed'

/** A drafted entry. `from` and `to` are `module#name`, or a module; `to` null: removed. */
export interface Draft {
  readonly kind: ChangeKind
  readonly from: string
  readonly to: string | null
  /** 0 to 1. */
  readonly confidence: number
  readonly evidence: Evidence
  /** A module entry that stands for everything below it. */
  readonly isPackage?: boolean
}

interface Place {
  readonly outline: ModuleOutline
  readonly published: PublishedName
}

const placeId = ({ outline, published }: Place): string => `${outline.key}#${published.name}`

/**
 * Compare what modules published before with what they publish now, and draft an entry for each name that went away:
 * most confident first. Consumers that changed from one place to another in the same range weigh most.
 */
export function deriveDrafts(input: DeriveInput): readonly Draft[] {
  const gone = placesMissing(input.base, input.head)
  const fresh = placesMissing(input.head, input.base)
  const moves = countMoves(input)
  const left = gone.flatMap((place) => draftFor(place, fresh, input, moves))
  const drafts = [...withoutEchoes(left, gone, fresh), ...draftAbandoned(gone, fresh, input, moves)]
  return withoutCircles([...foldModules(drafts, input, moves), ...drafts]).sort(
    (a, b) => b.confidence - a.confidence || b.evidence.consumers - a.evidence.consumers || (a.from < b.from ? -1 : 1),
  )
}

/** A façade that follows the definition it hands on needs no entry: the definition's own entry reaches through it. */
function withoutEchoes(drafts: readonly Draft[], gone: readonly Place[], fresh: readonly Place[]): Draft[] {
  const originOf = (places: readonly Place[]): Map<string, string | null> => new Map(places.map((place) => [placeId(place), place.published.origin]))
  const [before, after] = [originOf(gone), originOf(fresh)]
  const targets = new Map(drafts.map((draft) => [draft.from, draft.to]))
  return drafts.filter((draft) => {
    const origin = before.get(draft.from)
    if (!origin || draft.to === null) return true
    const moved = targets.get(origin)
    return moved === undefined || (after.get(draft.to) ?? draft.to) !== moved
  })
}

/** What `from` publishes and `to` does not, at the same place. Several files may go by one name (`setup.py`). */
function placesMissing(from: ReadonlyMap<string, ModuleOutline>, to: ReadonlyMap<string, ModuleOutline>): Place[] {
  const there = new Set([...to.values()].flatMap((outline) => [...outline.published.keys()].map((name) => `${outline.key}#${name}`)))
  return [...from.values()].flatMap((outline) =>
    [...outline.published.values()]
      .filter((published) => !there.has(`${outline.key}#${published.name}`))
      .map((published) => ({ outline, published })),
  )
}

interface Moves {
  /** `old place` → `new place` → how many files went. */
  readonly between: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly leavers: ReadonlyMap<string, number>
}

/** Which places each changed file stopped importing, and which it began to. */
function countMoves({ base, head, renames }: DeriveInput): Moves {
  const between = new Map<string, Map<string, number>>()
  const leavers = new Map<string, number>()
  for (const [path, before] of base) {
    const after = head.get(path) ?? head.get(renames.get(path) ?? '')
    if (!after) continue
    const left = [...before.imports].filter((place) => !after.imports.has(place))
    const joined = [...after.imports].filter((place) => !before.imports.has(place))
    for (const place of left) {
      leavers.set(place, (leavers.get(place) ?? 0) + 1)
      const targets = between.get(place) ?? new Map<string, number>()
      between.set(place, targets)
      for (const target of joined) targets.set(target, (targets.get(target) ?? 0) + 1)
    }
  }
  return { between, leavers }
}

/** A place and what packages above it would call it, handing it on. */
function spellingsOf({ outline: { key }, published: { name } }: Place, separator: string): string[] {
  const ids = [`${key}#${name}`]
  const segments = key.split(separator)
  for (let length = segments.length - 1; length > 0 && ids.length < 5; length--) ids.push(`${segments.slice(0, length).join(separator)}#${name}`)
  return ids
}

/** Consumers that went from the one place to the other, each directly or through a package above it. */
function countConsumers(place: Place, candidate: Place, { between }: Moves, separator: string): number {
  let count = 0
  const targets = spellingsOf(candidate, separator)
  for (const from of spellingsOf(place, separator)) {
    const reached = between.get(from)
    count += Math.max(0, ...targets.map((to) => (to === from ? 0 : (reached?.get(to) ?? 0))))
  }
  return count
}

const countLeavers = (place: Place, { leavers }: Moves, separator: string): number =>
  spellingsOf(place, separator).reduce((sum, id) => sum + (leavers.get(id) ?? 0), 0)

/**
 * Names that are still there, kept for the sake of others, while their consumers went to one that is new: a deprecated
 * alias, a façade left behind, a copy.
 */
function draftAbandoned(gone: readonly Place[], fresh: readonly Place[], input: DeriveInput, moves: Moves): Draft[] {
  const lost = new Set(gone.flatMap((place) => spellingsOf(place, input.separator)))
  const known = new Map([...input.base.values()].map((outline) => [outline.key, outline]))
  const targets = new Map<string, Place>()
  // What a place is called itself goes before what a package above another would call it.
  for (let depth = 4; depth >= 0; depth--)
    for (const place of fresh) {
      const id = spellingsOf(place, input.separator)[depth]
      if (id !== undefined) targets.set(id, place)
    }
  const drafts: Draft[] = []
  for (const [from, reached] of moves.between) {
    const leavers = moves.leavers.get(from) ?? 0
    const [key = '', name = ''] = from.split('#')
    const [best, second] = [...reached].filter(([to]) => targets.has(to) && to !== from).sort((a, b) => b[1] - a[1] || Number(b[0].endsWith(`#${name}`)) - Number(a[0].endsWith(`#${name}`)))
    if (lost.has(from) || name === '' || name.includes('.') || !best || best[1] < leavers * 0.8) continue
    const candidate = targets.get(best[0])
    if (!candidate || (second && second[1] === best[1] && second[0].endsWith(`#${name}`) === best[0].endsWith(`#${name}`))) continue
    const outline = known.get(key) ?? { path: '', key, published: new Map(), imports: new Set(), isTest: false }
    const published = outline.published.get(name) ?? { name, body: null, origin: null }
    const isSame = published.name === candidate.published.name
    if (published.body === null && (leavers < 3 || !isSame)) continue
    const draft = weigh({ outline, published }, candidate, leavers, input, moves)
    if (!draft || draft.to === from || (!isSame && draft.evidence.similarity < LEAST_SIMILARITY)) continue
    const [to] = best
    drafts.push({ ...draft, to, confidence: leavers < 3 ? Math.min(draft.confidence, 0.9) : draft.confidence })
  }
  return drafts
}

/** Entries that lead back to where they begin say nothing. */
function withoutCircles(drafts: readonly Draft[]): Draft[] {
  const targets = new Map(drafts.map((draft) => [draft.from, draft.to]))
  return drafts.filter((draft) => {
    let at = draft.to
    for (let hops = 0; at !== null && at !== undefined && hops < 32; hops++) {
      if (at === draft.from) return false
      at = targets.get(at) ?? null
    }
    return true
  })
}

/** Below this, two definitions have little more in common than their language. */
const LEAST_SIMILARITY = 0.5

function draftFor(place: Place, fresh: readonly Place[], input: DeriveInput, moves: Moves): Draft[] {
  const from = placeId(place)
  const leavers = countLeavers(place, moves, input.separator)
  const isInternal = place.outline.isTest || place.published.name.startsWith('_')
  if (isInternal && leavers === 0) return []
  const candidates = [...fresh, ...survivingOrigin(place, input)]
    .map((candidate) => weigh(place, candidate, leavers, input, moves))
    .filter((draft) => draft !== null)
    .sort((a, b) => b.confidence - a.confidence)
  const [best] = candidates
  const origins = new Map(fresh.map((one) => [placeId(one), one.published.origin]))
  // A façade and what it hands on are one answer.
  const isEcho = (a: string | null, b: string | null): boolean => a !== null && b !== null && (origins.get(a) === b || origins.get(b) === a)
  const second = candidates.find((one) => one !== best && !isEcho(one.to, best?.to ?? null))
  if (!best) return leavers > 0 || !isInternal ? [removedDraft(from, leavers)] : []
  // Two answers that are as good as each other are no answer.
  const margin = second ? best.confidence - second.confidence : 1
  const confidence = margin < 0.05 ? Math.min(best.confidence, 0.6) : best.confidence
  return [{ ...best, confidence: round(confidence) }]
}

/** A façade that stopped handing a name on: the place it came from is still there. */
function survivingOrigin(place: Place, { base, head }: DeriveInput): Place[] {
  const { origin } = place.published
  if (origin === null) return []
  const [module = '', name = ''] = origin.split('#')
  const isGone = [...base.values()].some((item) => item.key === module) && ![...head.values()].some((item) => item.key === module)
  if (isGone) return []
  const outline = [...head.values()].find((item) => item.key === module)
  const published = outline?.published.get(name)
  if (outline && published) return [{ outline, published }]
  return outline ? [] : [{ outline: { path: '', key: module, published: new Map(), imports: new Set(), isTest: false }, published: { name, body: null, origin: null } }]
}

function weigh(place: Place, candidate: Place, leavers: number, input: DeriveInput, moves: Moves): Draft | null {
  const from = placeId(place)
  const to = placeId(candidate)
  if (from === to) return null
  const consumers = Math.min(leavers, countConsumers(place, candidate, moves, input.separator))
  const sameName = place.published.name === candidate.published.name
  const sameModule = place.outline.key === candidate.outline.key
  const isOrigin = place.published.origin === to
  const bodies = [bodyOf(place, input.base), bodyOf(candidate, input.head)] as const
  const similarity = isOrigin ? 1 : bodies[0] && bodies[1] ? compareDefinitions(...bodies) : sameName ? 0.6 : 0
  const gitRename = input.renames.get(place.outline.path) === candidate.outline.path && candidate.outline.path !== ''
  if (consumers === 0 && (similarity < LEAST_SIMILARITY || (!sameName && !sameModule && similarity < 0.9))) return null
  if (consumers > 0 && !sameName && similarity < 0.3 && nameDistance(place.published.name, candidate.published.name) > 0.6) return null
  const share = leavers === 0 ? 0 : consumers / leavers
  // Independent hints: each leaves a part of the doubt.
  let doubt = 1
  doubt *= 1 - 0.75 * Math.min(1, share) * (consumers > 1 ? 1 : 0.8)
  doubt *= 1 - 0.6 * similarity
  if (sameName) doubt *= 0.5
  if (gitRename) doubt *= 0.5
  if (sameModule && !sameName) doubt *= 1 - 0.4 * (1 - nameDistance(place.published.name, candidate.published.name))
  // Nobody followed, so nobody confirmed it.
  const confidence = Math.min(1 - doubt, consumers === 0 ? 0.9 : 0.99)
  const kind = sameModule ? 'renamed' : sameName ? 'moved' : 'moved-and-renamed'
  return { kind, from, to, confidence: round(confidence), evidence: { consumers, leavers, similarity: round(similarity), sameName, gitRename } }
}

/** A re-export is as alike as what it hands on. */
function bodyOf({ published }: Place, outlines: ReadonlyMap<string, ModuleOutline>): Shingles | null {
  if (published.body || published.origin === null) return published.body
  const [module, name = ''] = published.origin.split('#')
  for (const outline of outlines.values()) if (outline.key === module) return outline.published.get(name)?.body ?? null
  return null
}

function removedDraft(from: string, leavers: number): Draft {
  const evidence = { consumers: 0, leavers, similarity: 0, sameName: false, gitRename: false }
  return { kind: 'removed', from, to: null, confidence: leavers > 0 ? 0.6 : 0.4, evidence }
}

/** 0: the same, 1: no three letters in common. */
function nameDistance(a: string, b: string): number {
  const trigrams = (name: string): Set<string> => {
    const text = `  ${name.toLowerCase().replace(/[^a-z0-9]/g, '')} `
    return new Set(Array.from({ length: Math.max(0, text.length - 2) }, (_, at) => text.slice(at, at + 3)))
  }
  const [one, two] = [trigrams(a), trigrams(b)]
  const common = [...one].filter((item) => two.has(item)).length
  return 1 - (2 * common) / Math.max(1, one.size + two.size)
}

/** A module whose every name went to one other module: one entry says it for all that kept their name. */
function foldModules(drafts: readonly Draft[], input: DeriveInput, moves: Moves): Draft[] {
  const { base, head, isAlive, separator } = input
  const folded: Draft[] = []
  const heads = new Set([...head.values()].map((outline) => outline.key))
  for (const outline of base.values()) {
    if (heads.has(outline.key) || outline.published.size === 0) continue
    const own = drafts.filter((draft) => draft.from.startsWith(`${outline.key}#`) && draft.to !== null)
    const targets = new Set(own.map((draft) => draft.to?.split('#')[0]))
    const [target] = targets
    const kept = own.filter((draft) => draft.kind === 'moved')
    if (targets.size !== 1 || target === undefined || kept.length === 0) continue
    // A package whose submodules went elsewhere did not become the one module.
    const isSplit = drafts.some((draft) => draft.from.startsWith(outline.key + separator) && draft.to !== null && !isBelow(draft.to, target, separator))
    if (isSplit || leavesElsewhere(outline.key, target, moves, separator)) continue
    const best = kept.reduce((a, b) => (b.confidence > a.confidence ? b : a))
    const consumers = kept.reduce((sum, draft) => sum + draft.evidence.consumers, 0)
    folded.push({ ...best, kind: 'module-moved', from: outline.key, to: target, evidence: { ...best.evidence, consumers } })
  }
  const done = new Set(folded.map((draft) => draft.from))
  return foldPackages([...folded, ...foldRenames(input, moves).filter((draft) => !done.has(draft.from))], isAlive, separator)
}

const isBelow = (place: string, module: string, separator: string): boolean => {
  const key = place.split('#')[0] ?? ''
  return key === module || key.startsWith(module + separator)
}

/** Most of those who left names of the module, submodules among them, went somewhere else. */
function leavesElsewhere(key: string, target: string, { between, leavers }: Moves, separator: string): boolean {
  let [stayed, strayed] = [0, 0]
  for (const [from, reached] of between) {
    if (!from.startsWith(`${key}#`)) continue
    const count = leavers.get(from) ?? 0
    if ([...reached.keys()].some((to) => isBelow(to, target, separator))) stayed += count
    else strayed += count
  }
  return strayed > stayed
}

/** Files that git sees renamed and that publish nothing by name (stars, side effects): their consumers tell. */
function foldRenames({ base, head, renames, separator }: DeriveInput, { between, leavers }: Moves): Draft[] {
  const heads = new Set([...head.values()].map((outline) => outline.key))
  return [...base.values()].flatMap((outline): Draft[] => {
    const after = head.get(renames.get(outline.path) ?? '')
    if (!after || heads.has(outline.key) || after.key === outline.key) return []
    const ids = (key: string): string[] => {
      const at = key.lastIndexOf(separator)
      return [`${key}#`, ...(separator === '.' && at > 0 ? [`${key.slice(0, at)}#${key.slice(at + 1)}`] : [])]
    }
    const [froms, tos] = [ids(outline.key), ids(after.key)]
    const left = froms.reduce((sum, from) => sum + (leavers.get(from) ?? 0), 0)
    const went = froms.reduce((sum, from) => sum + Math.max(0, ...tos.map((to) => between.get(from)?.get(to) ?? 0)), 0)
    if (went === 0) return []
    const doubt = (1 - 0.75 * Math.min(1, went / Math.max(1, left)) * (went > 1 ? 1 : 0.8)) * 0.5 * 0.5
    const evidence = { consumers: went, leavers: left, similarity: 0, sameName: true, gitRename: true }
    return [{ kind: 'module-moved', from: outline.key, to: after.key, confidence: round(Math.min(0.98, 1 - doubt)), evidence }]
  })
}

/** Several modules below one package that all went below one other, with nothing left behind: the package moved. */
function foldPackages(modules: readonly Draft[], isAlive: (key: string) => boolean, separator: string): Draft[] {
  const groups = new Map<string, Draft[]>()
  for (const draft of modules) {
    const [from, to] = [draft.from.split(separator), (draft.to ?? '').split(separator)]
    while (from.length > 1 && to.length > 1 && from.at(-1) === to.at(-1)) {
      from.pop()
      to.pop()
    }
    const key = `${from.join(separator)}\0${to.join(separator)}`
    groups.set(key, [...(groups.get(key) ?? []), draft])
  }
  return [...groups].flatMap(([key, group]) => {
    const [from = '', to = ''] = key.split('\0')
    const [first] = group
    if (!first || group.length < 2 || isAlive(from)) return group
    const sum = (read: (evidence: Evidence) => number): number => group.reduce((total, draft) => total + read(draft.evidence), 0)
    const evidence = { ...first.evidence, consumers: sum(({ consumers }) => consumers), leavers: sum(({ leavers }) => leavers) }
    return [{ ...first, from, to, evidence, confidence: Math.max(...group.map((draft) => draft.confidence)), isPackage: true }]
  })
}

const round = (value: number): number => Math.round(value * 100) / 100
