import { decode } from '../core/decode.ts'
import type { ModuleFacts } from '../core/facts.ts'
import type { ModuleAddress, Resolver } from '../core/module-address.ts'
import { buildSurface, type Link, type Surface } from '../core/module-graph.ts'
import type { LanguageId } from '../core/migration.ts'
import type { Language } from '../languages/language.ts'

/** How what a module publishes differs between two versions of its file. */
export interface SurfaceChange {
  readonly path: string
  readonly language: LanguageId
  /** Names it published and does not any more. */
  readonly removed: ReadonlySet<string>
  /** Removed names, and those that lead somewhere else now: importers of them are concerned. */
  readonly changed: ReadonlySet<string>
  /** Names nobody spells here may be concerned too: star re-exports or computed exports differ. */
  readonly open: boolean
  /** All words the difference is made of: names, where they led and lead, the path. */
  readonly words: string
}

export interface ModuleVersions {
  readonly path: string
  /** null: the file was not, or is not, there. */
  readonly before: Uint8Array | null
  readonly after: Uint8Array | null
  /** Facts of `after`, where they are known already. */
  readonly factsAfter?: ModuleFacts | null
}

/** Compare what two versions of a module publish; null: the same, as far as anybody who imports it can tell. */
export function compareModule(language: Language, versions: ModuleVersions): SurfaceChange | null {
  const { path } = versions
  const before = surfaceOf(language, path, versions.before, null)
  if (before === null) return null // what is new had no importers
  const after = surfaceOf(language, path, versions.after, versions.factsAfter ?? null)
  const removed = new Set<string>()
  const changed = new Set<string>()
  const words = [path]
  const note = (name: string, ...links: readonly (readonly Link[])[]): void => {
    changed.add(name)
    words.push(name, ...links.map(sayLinks))
  }
  for (const [name, links] of before.names) {
    const now = after?.names.get(name)
    if (now && sayLinks(now) === sayLinks(links)) continue
    note(name, links, now ?? [])
    if (!now) removed.add(name)
  }
  // A name that is new here may have come through a star, or computed, until now.
  if (after && (before.stars.length > 0 || before.dynamic))
    for (const [name, links] of after.names) if (!before.names.has(name)) note(name, links)
  // What a star import takes.
  const [taken, takenNow] = [before.publicNames, after?.publicNames ?? null]
  for (const name of taken ?? []) if (takenNow && !takenNow.has(name)) note(name)
  if (after && taken === null && takenNow) for (const name of before.names.keys()) if (!takenNow.has(name)) note(name)
  const open = sayUnspelled(before) !== (after ? sayUnspelled(after) : NOTHING_UNSPELLED)
  if (changed.size === 0 && !open && after !== null) return null
  return { path, language: language.id, removed, changed, open, words: words.join(' ') }
}

function surfaceOf(
  language: Language,
  path: string,
  bytes: Uint8Array | null,
  known: ModuleFacts | null,
): Surface | null {
  if (bytes === null && known === null) return null
  const facts = known ?? analyzeBytes(language, path, bytes)
  return facts && buildSurface(addressAsSpelled(language.id, path), path, facts, createSpellingResolver(language.id))
}

function analyzeBytes(language: Language, path: string, bytes: Uint8Array | null): ModuleFacts | null {
  const decoded = bytes && decode(path, bytes)
  return decoded && decoded.text !== null ? language.analyze(path, decoded.text) : null
}

const sayLinks = (links: readonly Link[]): string =>
  links.map((link) => `${link.module.key}#${link.names.join('.')}`).join(' ')

const sayUnspelled = (surface: Pick<Surface, 'stars' | 'dynamic'>): string =>
  JSON.stringify([surface.stars.map((star) => star.key), surface.dynamic])

const NOTHING_UNSPELLED = sayUnspelled({ stars: [], dynamic: false })

const addressAsSpelled = (language: LanguageId, key: string): ModuleAddress => ({
  language,
  key,
  aliases: [],
  firstParty: true,
  path: null,
})

/** Two versions of one file that spell a specifier alike mean the same by it, so nothing has to be looked up. */
function createSpellingResolver(language: LanguageId): Resolver {
  return {
    addressOfPath: (path) => addressAsSpelled(language, path),
    resolve: (specifier) => addressAsSpelled(language, specifier),
    resolveManifest: (spelled) => addressAsSpelled(language, spelled),
    submodule: () => null,
    spell: () => null,
  }
}
