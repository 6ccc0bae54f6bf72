import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { MANIFEST_NAMES } from './discover.ts'

/** The nearest directory upwards that has a manifest, no higher than the top of the repository; null: none has. */
export function findManifestDirectory(cwd: string): string | null {
  for (let directory = cwd; ; directory = dirname(directory)) {
    if (MANIFEST_NAMES.some((name) => existsSync(join(directory, name)))) return directory
    if (existsSync(join(directory, '.git')) || dirname(directory) === directory) return null
  }
}
