import type { ModuleFacts } from './facts.ts'
import { matchImports } from './match-imports.ts'
import { matchReferences } from './match-references.ts'
import { matchStrings } from './match-strings.ts'
import { matchUnresolved } from './match-unresolved.ts'
import type { Match } from './matches.ts'
import type { MigrationIndex } from './migration-index.ts'
import type { Migration } from './migration.ts'
import type { ModuleAddress, Resolver } from './module-address.ts'
import type { Providers } from './providers.ts'

/** One file and everything a match is decided with. */
export interface FileContext {
  readonly path: string
  readonly facts: ModuleFacts
  readonly address: ModuleAddress
  readonly resolver: Resolver
  readonly providers: Providers
  readonly index: MigrationIndex
  /** Whether the entry applies to this file (`include`, `exclude`, `--only`, level off). */
  readonly accepts: (migration: Migration) => boolean
  /** A name the language or platform defines everywhere: never a leftover. */
  readonly isGlobalName: (name: string) => boolean
}

/** Every stale reference of one file, sorted by position. */
export function matchFile(file: FileContext): readonly Match[] {
  const imports = matchImports(file)
  const matches = [
    ...imports.matches,
    ...matchReferences(file, imports.bindings),
    ...matchStrings(file, imports.bindings),
    ...matchUnresolved(file),
  ]
  return matches.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
}
