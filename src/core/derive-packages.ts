import type { DeriveInput, Draft } from './derive-draft.ts'
import { changedPairs } from './derive-moves.ts'
import { type ModuleOutline, nameOf } from './derive-outline.ts'
import { round } from './derive-weigh.ts'

interface Exodus {
  /** Files that stopped naming the package altogether. */
  leavers: number
  /** Files that name it still, and take from another what they took from it: it was split. */
  strayed: number
  /** Names they took from it. */
  names: number
  /** New package → files that take a name from it now, and how many names. */
  readonly to: Map<string, { files: number; names: number }>
}

/** Packages of the repository that are called otherwise now, by what their consumers say. */
export function draftPackages(input: DeriveInput): Draft[] {
  const { packages } = input
  if (!packages) return []
  return [...countExoduses(input)].flatMap(([from, exodus]): Draft[] => {
    const [best] = [...exodus.to].sort((a, b) => b[1].files - a[1].files)
    if (!best || best[1].files < exodus.leavers * 0.8 || best[1].names < exodus.names * 0.8) return []
    const directory = packages.base.get(from)
    const isGone = !packages.head.has(from)
    // One that is still there was only left by those who changed, unless it is an empty shell and nobody stayed.
    if (
      !isGone &&
      (directory === undefined || exodus.leavers < 3 || exodus.strayed > 0 || !packages.isHollow(directory))
    )
      return []
    const [to, { files, names }] = best
    const share = files / exodus.leavers
    const doubt =
      (1 - 0.75 * share * (files > 1 ? 1 : 0.8)) * (1 - 0.6 * (names / exodus.names)) * 0.5 * (isGone ? 0.5 : 1)
    const evidence = { consumers: files, leavers: exodus.leavers, similarity: 0, sameName: true, gitRename: false }
    return [{ kind: 'module-moved', from, to, confidence: round(Math.min(0.99, 1 - doubt)), evidence, isPackage: true }]
  })
}

function countExoduses({ base, head, renames }: DeriveInput): Map<string, Exodus> {
  const exoduses = new Map<string, Exodus>()
  for (const [before, after] of changedPairs(base, head, renames)) {
    const [had, has] = [namesByPackage(before), namesByPackage(after)]
    for (const [from, names] of had) {
      const stays = has.get(from)
      const left = [...names].filter((name) => !stays?.has(name))
      const targets = [...has]
        .filter(([to]) => to !== from && !had.has(to))
        .map(([to, taken]) => [to, left.filter((name) => taken.has(name)).length] as const)
      const went = targets.filter(([, count]) => count > 0)
      const exodus = exoduses.get(from) ?? { leavers: 0, strayed: 0, names: 0, to: new Map() }
      exoduses.set(from, exodus)
      if (stays) {
        if (went.length > 0) exodus.strayed++
        continue
      }
      exodus.leavers++
      exodus.names += names.size
      for (const [to, count] of went) {
        const known = exodus.to.get(to) ?? { files: 0, names: 0 }
        exodus.to.set(to, { files: known.files + 1, names: known.names + count })
      }
    }
  }
  return exoduses
}

/** What a file takes from other packages, by their names. A package without names is taken as a whole. */
function namesByPackage({ imports }: ModuleOutline): Map<string, Set<string>> {
  const taken = new Map<string, Set<string>>()
  for (const [place, spelling] of imports) {
    if (spelling.package === null) continue
    const known = taken.get(spelling.package) ?? new Set()
    taken.set(spelling.package, known.add(nameOf(place)))
  }
  return taken
}

/** What the entry of a package says, the entries for its files need not. */
export function withoutPackaged(
  drafts: readonly Draft[],
  packages: readonly Draft[],
  { packages: known }: DeriveInput,
): Draft[] {
  const directories = packages.map(({ from, to }) => [known?.base.get(from), known?.head.get(to ?? '')] as const)
  const isSaid = ({ from, to, kind }: Draft): boolean =>
    (kind === 'moved' || kind === 'module-moved') &&
    directories.some(
      ([old, fresh]) =>
        old !== undefined &&
        fresh !== undefined &&
        old !== fresh &&
        `${from}/`.startsWith(`${old}/`) &&
        `${to ?? ''}/`.startsWith(`${fresh}/`),
    )
  return [...packages, ...drafts.filter((draft) => !isSaid(draft))]
}
