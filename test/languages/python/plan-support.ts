import { applyEdits, findOverlap } from '../../../src/core/edits.ts'
import { matchFile } from '../../../src/core/match.ts'
import type { Match, PlannedChange } from '../../../src/core/matches.ts'
import type { Migration, SymbolPlace } from '../../../src/core/migration.ts'
import { proveChanges } from '../../../src/core/prove.ts'
import { python } from '../../../src/languages/python/index.ts'
import { Engine } from '../../../src/run/engine.ts'
import { createMemorySource } from '../../../src/sources/memory.ts'
import { PLAIN_ENTRY } from '../../support/make-migration.ts'

/** `module#name`, or a module; `to` null: removed. */
export interface Retirement {
  readonly from: string
  readonly to: string | null
  readonly keepPublicName?: boolean
  readonly exact?: boolean
}

export interface FixResult {
  readonly after: string
  readonly matches: readonly Match[]
  readonly changes: readonly PlannedChange[]
  /** Why the proof refused something; empty when it took everything. */
  readonly refused: readonly string[]
  /** Reasons of the changes that need a person. */
  readonly manual: readonly string[]
}

function place(spelled: string): SymbolPlace {
  const [module = '', name = null] = spelled.split('#')
  return { module: module === '' ? null : module, name }
}

export function migrationOf(retired: Retirement, at: number): Migration {
  const from = place(retired.from)
  const base = { ...PLAIN_ENTRY, id: `m${at}` }
  const to = retired.to === null ? null : place(retired.to)
  if (from.name === null) {
    const module = from.module ?? ''
    return { ...base, kind: 'module', language: 'python', from: { module, name: null }, to, submodules: !retired.exact }
  }
  const filled = to === null ? null : { module: to.module ?? from.module, name: to.name ?? from.name }
  const keepPublicName = retired.keepPublicName ?? false
  return {
    ...base,
    kind: 'symbol',
    language: 'python',
    from: { module: from.module, name: from.name },
    to: filled,
    keepPublicName,
  }
}

export interface Setting {
  readonly path?: string
  /** Other files of the tree. */
  readonly files?: Readonly<Record<string, string>>
  readonly unsafe?: boolean
}

/** Analyse, match, plan, apply and prove one file. */
export function fixPython(before: string, retired: readonly Retirement[], setting: Setting = {}): FixResult {
  const path = setting.path ?? 'app/use.py'
  const encoder = new TextEncoder()
  const files = Object.entries({ 'app/__init__.py': '', ...setting.files, [path]: before })
  const source = createMemorySource(new Map(files.map(([name, text]) => [name, encoder.encode(text)])))
  const engine = new Engine(python, source, null, retired.map(migrationOf))
  const facts = python.analyze(path, before)
  const context = engine.contextOf(path, facts, () => true)
  const matches = matchFile(context)
  const changes = python.planFile({
    path,
    text: before,
    facts,
    matches,
    address: context.address,
    resolver: engine.resolver,
    leadsTo: (module, names, target) => engine.providers.leadsTo(module, names, target),
  })
  const wanted = changes.filter(
    (change) => change.edits.length > 0 && (setting.unsafe || change.applicability === 'safe'),
  )
  for (const change of changes) {
    const overlap = findOverlap(change.edits)
    if (overlap) throw new Error(`overlapping edits: ${JSON.stringify(overlap)}`)
  }
  const proof = proveChanges({
    file: context,
    text: before,
    matches,
    changes: wanted,
    analyze: (text) => python.analyze(path, text),
    match: (now) => matchFile({ ...context, facts: now }),
  })
  return {
    after: applyEdits(
      before,
      wanted.flatMap((change) => change.edits),
    ),
    matches,
    changes,
    refused: proof.rejected.map(({ reason }) => reason),
    manual: changes.filter((change) => change.applicability === 'manual').map((change) => change.reason ?? ''),
  }
}
