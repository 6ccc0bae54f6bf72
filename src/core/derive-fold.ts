import type { DeriveInput, Draft, Evidence } from './derive-draft.ts'
import { isBelow, leavesElsewhere, type Moves } from './derive-moves.ts'
import { type ModuleOutline, moduleOf, nameOf } from './derive-outline.ts'
import { round } from './derive-weigh.ts'

/** A module whose every name went to one other module: one entry says it for all that kept their name. */
export function foldModules(drafts: readonly Draft[], input: DeriveInput, moves: Moves): Draft[] {
  const { base, head, separator } = input
  const folded: Draft[] = []
  const heads = new Map([...head.values()].map((outline) => [outline.key, outline]))
  for (const outline of base.values()) {
    const left = heads.get(outline.key)
    if (outline.published.size === 0) continue
    const own = drafts.filter((draft) => draft.from.startsWith(`${outline.key}#`) && draft.to !== null)
    const targets = new Set(own.map((draft) => moduleOf(draft.to ?? '')))
    const [target] = targets
    if (target === undefined || (left && !isShell(left, target))) continue
    // A package above, which hands the names on, did not become of it.
    if (isBelow(outline.key, target, separator) && heads.get(target)?.path !== input.renames.get(outline.path)) continue
    const kept = own.filter((draft) => draft.kind === 'moved')
    if (targets.size !== 1 || kept.length === 0) continue
    // A package whose submodules went elsewhere did not become the one module.
    const isSplit = drafts.some(
      (draft) =>
        draft.from.startsWith(outline.key + separator) && draft.to !== null && !isBelow(draft.to, target, separator),
    )
    if (isSplit || leavesElsewhere(outline.key, target, moves, separator)) continue
    // A single name that a façade hands on makes it no heir of the module.
    if (
      kept.length < 2 &&
      kept.some((draft) => heads.get(target)?.published.get(nameOf(draft.to ?? ''))?.origin !== null)
    )
      continue
    const best = kept.reduce((a, b) => (b.confidence > a.confidence ? b : a))
    const consumers = kept.reduce((sum, draft) => sum + draft.evidence.consumers, 0)
    folded.push({
      ...best,
      kind: 'module-moved',
      from: outline.key,
      to: target,
      // A shell that hands everything on works as before.
      ...(left ? { isKept: true } : {}),
      evidence: { ...best.evidence, consumers },
    })
  }
  const done = new Set(folded.map((draft) => draft.from))
  return foldPackages([...folded, ...foldRenames(input, moves).filter((draft) => !done.has(draft.from))], input)
}

/** What is left of a module that only hands on what lies in the other now. */
const isShell = ({ published, imports }: ModuleOutline, target: string): boolean =>
  [...published.values()].every(({ origin }) => origin !== null && moduleOf(origin) === target) &&
  [...imports.keys()].some((place) => moduleOf(place) === target)

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
    return [
      {
        kind: 'module-moved',
        from: outline.key,
        to: after.key,
        confidence: round(Math.min(0.98, 1 - doubt)),
        evidence,
      },
    ]
  })
}

/** Several modules below one package that all went below one other, with nothing left behind: the package moved. */
function foldPackages(modules: readonly Draft[], { base, head, countAlive, separator }: DeriveInput): Draft[] {
  const old = new Set([...base.values()].map(({ key }) => key))
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
    const [outerFrom = '', outerTo = ''] = key.split('\0')
    const common = commonFolder(
      group.map((draft) => draft.from.slice(outerFrom.length)),
      separator,
    )
    const [from, to] = [outerFrom + common, outerTo + common]
    const [first] = group
    // What is left behind of a large package is a façade for others.
    if (!first || group.length < 2 || countAlive(from) > group.length / 10) return group
    // A file beside the folder goes by the folder's name; a package's own file is a façade left behind, or new.
    const isThere = [...head.values()].some(({ key }) => key === from)
    if (isThere && (separator === '/' || !old.has(from))) return group
    // A package whose modules went several ways became none of their places.
    const strays = modules.filter(
      (draft) => isBelow(draft.from, from, separator) && !isBelow(draft.to ?? '', to, separator),
    )
    if (strays.length * 10 > group.length) return group
    const sum = (read: (evidence: Evidence) => number): number =>
      group.reduce((total, draft) => total + read(draft.evidence), 0)
    const evidence = {
      ...first.evidence,
      consumers: sum(({ consumers }) => consumers),
      leavers: sum(({ leavers }) => leavers),
    }
    return [
      {
        ...first,
        from,
        to,
        evidence,
        confidence: Math.max(...group.map((draft) => draft.confidence)),
        isPackage: true,
      },
    ]
  })
}

/** The folder, with the separator before it, that all of these lie in: nothing is said of what lies beside it. */
function commonFolder(rests: readonly string[], separator: string): string {
  const [first = [], ...others] = rests.map((rest) => rest.split(separator))
  const differs = first.findIndex((segment, at) => others.some((other) => other[at] !== segment))
  return first.slice(0, differs === -1 ? first.length : differs).join(separator)
}
