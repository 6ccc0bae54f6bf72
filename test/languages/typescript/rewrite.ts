import { applyEdits } from '../../../src/core/edits.ts'
import { matchFile } from '../../../src/core/match.ts'
import type { Migration } from '../../../src/core/migration.ts'
import { Engine } from '../../../src/run/engine.ts'
import { draftFile } from '../../../src/run/draft.ts'
import { settleDrafts } from '../../../src/run/plan.ts'
import { typescript } from '../../../src/languages/typescript/index.ts'
import { createMemorySource } from '../../../src/sources/memory.ts'
import { manifestOf, moduleMigration, symbolMigration } from '../../support/make-migration.ts'

/** `a#X -> b#Y`, `#X -> #Y`, `a -> b`; a trailing `keep` keeps public names. */
export const migrationOf = (line: string): Migration => {
  const [arrow, keep] = line.split(' keep')
  const [from = '', to = ''] = (arrow ?? '').split(' -> ')
  const place = (text: string) => {
    const at = text.lastIndexOf('#')
    return at === -1 ? { module: text, name: null } : { module: text.slice(0, at) || null, name: text.slice(at + 1) }
  }
  const source = place(from)
  const target = to === '' ? null : place(to)
  if (source.name === null) {
    return moduleMigration(
      source.module ?? '',
      target === null ? null : { module: target.module ?? source.module ?? '', name: target.name },
    )
  }
  const filled = target === null ? null : { module: target.module ?? source.module, name: target.name ?? source.name }
  return symbolMigration({ module: source.module, name: source.name }, filled, keep !== undefined)
}

export interface Rewritten {
  readonly files: Readonly<Record<string, string>>
  /** Reasons of what was not rewritten. */
  readonly manual: readonly string[]
  /** What planning alone made of it, before anything was proven. */
  readonly unproven: Readonly<Record<string, string>>
}

/** Match, plan, prove and apply over files in memory. */
export const rewrite = (files: Readonly<Record<string, string>>, ...lines: readonly string[]): Rewritten => {
  const migrations = lines.map(migrationOf)
  const source = createMemorySource(files)
  const engine = new Engine(typescript, source, manifestOf(migrations), migrations)
  const unproven: Record<string, string> = {}
  const manual: string[] = []
  const stale = Object.entries(files)
    .filter(([path]) => /\.[cm]?[jt]sx?$/.test(path))
    .map(([path, text]) => {
      const facts = typescript.analyze(path, text)
      const context = engine.contextOf(path, facts, () => true)
      const matches = matchFile(context)
      const planned = typescript.planFile({
        path,
        text,
        facts,
        matches,
        address: context.address,
        resolver: engine.resolver,
        leadsTo: (module, names, target) => engine.providers.leadsTo(module, names, target),
      })
      for (const change of planned) if (change.reason !== null) manual.push(change.reason)
      unproven[path] = applyEdits(
        text,
        planned.flatMap(({ edits }) => edits),
      )
      return {
        path,
        engine,
        text,
        facts: () => facts,
        matches,
        active: matches.map(() => true),
        locked: null,
        document: null,
      }
    })
  const after: Record<string, string> = { ...files }
  const wanted = new Set(['safe'] as const)
  const drafts = stale.map((file) => draftFile(file, wanted))
  for (const { file, after: text, states } of settleDrafts(drafts, wanted)) {
    after[file.path] = text
    for (const state of states) if (state.reason !== null) manual.push(state.reason)
  }
  return { files: after, manual: [...new Set(manual)], unproven }
}
