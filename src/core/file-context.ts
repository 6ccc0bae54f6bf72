import type { ModuleFacts } from './facts.ts'
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
  /** A name that some file declares for all files of its language: no leftover either. Asking may search the tree. */
  readonly isAmbientName: (name: string) => boolean
}
