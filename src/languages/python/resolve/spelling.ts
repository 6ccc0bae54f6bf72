import type { ModuleAddress } from '../../../core/module-address.ts'

const DOTTED = /^[\p{XID_Start}_][\p{XID_Continue}]*(?:\.[\p{XID_Start}_][\p{XID_Continue}]*)*$/u

/**
 * How a file names a module. Relative stays relative while both lie in one top-level package; else absolute, by the
 * name that shares most with the old spelling (a file that says `src.app.x` goes on saying `src.app.y`).
 * @param packageNames the importer's package under each of its names; empty where it is in none.
 * @param style the specifier that is replaced, null for none.
 */
export function spellModule(
  target: ModuleAddress,
  packageNames: readonly string[],
  style: string | null,
): string | null {
  const names = [target.key, ...target.aliases].filter((name) => DOTTED.test(name))
  if (style?.startsWith('.')) {
    const level = style.length - style.replace(/^\.+/, '').length
    const relative = spellRelative(names, packageNames, level)
    if (relative !== null) return relative
  }
  // Without an absolute spelling to follow, the name under the importer's own root is the natural one.
  const like = style === null || style.startsWith('.') ? packageNames.slice(0, 1) : [style]
  let best: string | null = null
  let bestShared = -1
  for (const name of names) {
    const shared = Math.max(0, ...like.map((one) => sharedSegments(name, one)))
    if (shared > bestShared) {
      best = name
      bestShared = shared
    }
  }
  return best
}

/** Within the importer's own top-level package; its first name deep enough for the dots it used is the one meant. */
function spellRelative(names: readonly string[], packageNames: readonly string[], level: number): string | null {
  const packageName = packageNames.find((name) => name.split('.').length >= level)
  if (packageName === undefined) return null
  const from = packageName.split('.')
  let best: string | null = null
  for (const name of names) {
    const shared = sharedSegments(packageName, name)
    if (shared === 0) continue
    const spelled = '.'.repeat(from.length - shared + 1) + name.split('.').slice(shared).join('.')
    if (best === null || spelled.length < best.length) best = spelled
  }
  return best
}

function sharedSegments(a: string, b: string): number {
  const left = a.split('.')
  const right = b.split('.')
  let shared = 0
  while (shared < left.length && shared < right.length && left[shared] === right[shared]) shared++
  return shared
}
