import { decideLevel } from './core/levels.ts'
import type { SymbolPlace } from './core/migration.ts'
import type { ExplainedProvider, Explanation, RunOptions } from './core/run-options.ts'
import { UserError } from './core/user-error.ts'
import { LANGUAGE_IDS, loadLanguage } from './languages/registry.ts'
import { run } from './run.ts'
import { spellPlace } from './run/describe.ts'
import { Engine } from './run/engine.ts'
import { findNearest } from './run/selection.ts'
import { openWorkspace } from './run/workspace.ts'

/**
 * One entry of the manifest: its level and why, its replacements, and every place through which it is reached.
 * @throws UserError for an unknown id.
 */
export async function explain(id: string, options: RunOptions): Promise<Explanation> {
  const { source, manifest } = await openWorkspace(options)
  const migration = manifest?.migrations.find((item) => item.id === id)
  if (!manifest || !migration) {
    const nearest = await findNearest(id, manifest?.migrations.map((item) => item.id) ?? [])
    throw new UserError(
      `${manifest?.file ?? 'no manifest'}: there is no migration \`${id}\`${nearest === null ? '' : `; did you mean \`${nearest}\`?`}`,
    )
  }
  const { report } = await run({ ...options, only: [id], wantFixes: true })
  const to: { text: string; exists: boolean | null; path: string | null }[] = []
  const languages =
    migration.kind === 'literal' ? [] : LANGUAGE_IDS.filter((language) => (migration.language ?? language) === language)
  for (const language of languages) {
    const engine = new Engine(await loadLanguage(language), source, manifest, [migration])
    for (const place of asPlaces(migration.to)) {
      const module = place.module === null ? null : engine.resolver.resolveManifest(place.module)
      const names = place.name?.split('.').slice(0, 1) ?? []
      const found = module === null ? 'unknown' : engine.providers.exists(module, names)
      to.push({
        text: spellPlace(place),
        exists: found === 'unknown' ? null : found === 'yes',
        path: module?.path ?? null,
      })
    }
  }
  if (migration.kind === 'literal' && migration.to !== null)
    for (const place of Array.isArray(migration.to) ? migration.to : [migration.to])
      to.push({ text: place.literal, exists: null, path: null })
  const { level, reason } = decideLevel(migration, options.env, options.today)
  const findings = report.findings.filter((finding) => finding.migration === id)
  return {
    migration,
    from: spellPlace(migration.from),
    to: unique(to, (item) => item.text),
    level,
    levelReason: reason,
    providers: unique(
      findings
        .filter((finding) => finding.via.length > 0)
        .map(
          (finding): ExplainedProvider => ({
            module: finding.via[0] ?? '',
            name: migration.kind === 'literal' ? null : migration.from.name,
            path: null,
            via: finding.via.slice(1),
          }),
        ),
      (item) => [item.module, ...item.via].join('>'),
    ),
    findings,
    suppressed: report.suppressed.length,
    baselined: report.baselined.length,
  }
}

function asPlaces(to: SymbolPlace | readonly SymbolPlace[] | unknown): readonly SymbolPlace[] {
  if (to === null) return []
  return (Array.isArray(to) ? to : [to]) as readonly SymbolPlace[]
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()]
}
