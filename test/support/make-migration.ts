import type { Manifest, Migration } from '../../src/core/migration.ts'

/** What an entry says that only tells what is retired and what replaces it. */
export const PLAIN_ENTRY = {
  reason: null,
  url: null,
  owner: null,
  level: 'error',
  levels: {},
  since: null,
  deadline: null,
  include: [],
  exclude: [],
  position: { file: 'migrations.json', line: 1, column: 1 },
} as const

export const manifestOf = (migrations: readonly Migration[], tsconfig: string | null = null): Manifest => ({
  file: 'migrations.json',
  hash: '',
  migrations,
  python: { roots: [] },
  typescript: { tsconfig },
  baseline: null,
  generated: [],
})

export const symbolMigration = (
  from: { module: string | null; name: string },
  to: { module: string | null; name: string | null } | null,
  keepPublicName = false,
): Migration => ({
  id: `${from.module ?? ''}#${from.name}`,
  kind: 'symbol',
  language: null,
  from,
  to,
  keepPublicName,
  ...PLAIN_ENTRY,
})

export const moduleMigration = (from: string, to: { module: string; name: string | null } | null): Migration => ({
  id: from,
  kind: 'module',
  language: 'typescript',
  from: { module: from, name: null },
  to,
  submodules: false,
  ...PLAIN_ENTRY,
})
