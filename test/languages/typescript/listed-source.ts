import type { Source } from '../../../src/core/source.ts'
import type { Manifest, Migration } from '../../../src/core/migration.ts'

/** A source over texts, for tests of what only asks a listing. */
export const listedSource = (files: Readonly<Record<string, string>>): Source => {
  const paths = Object.keys(files).sort()
  const directories = new Set<string>([''])
  for (const path of paths) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) directories.add(path.slice(0, at))
  }
  const read = (path: string) => (Object.hasOwn(files, path) ? new TextEncoder().encode(files[path]) : null)
  return {
    kind: 'memory',
    root: '',
    commit: null,
    skipped: [],
    list: () => paths.map((path) => ({ path, blob: null, size: null })),
    has: (path) => Object.hasOwn(files, path),
    hasDirectory: (path) => directories.has(path),
    read,
    readEach(wanted, visit) {
      for (const path of wanted) {
        const bytes = read(path)
        if (bytes !== null) visit(path, bytes)
      }
    },
  }
}

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
})

export const moduleMigration = (from: string, to: { module: string; name: string | null } | null): Migration => ({
  id: from,
  kind: 'module',
  language: 'typescript',
  from: { module: from, name: null },
  to,
  submodules: false,
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
})
