import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Repository, tryGit } from './git.ts'

/** Attributes by which the bytes on the disk are not those of the blob, but for line ends: gitattributes(5). */
const CONVERTING = ['filter', 'ident', 'working-tree-encoding']
const SPOKEN_OF = /(?:^|[\s!-])(?:filter|ident|working-tree-encoding)\b/m

/**
 * Tracked files that git converts when it writes them: what is on the disk depends on settings as well as on the blob.
 * @param tracked all tracked files. @returns null where git cannot tell.
 */
export const findFiltered = (repository: Repository, tracked: readonly string[]): readonly string[] | null => {
  if (!attributeFiles(repository, tracked).some(speaksOfConversion)) return []
  const result = tryGit(repository, ['check-attr', '-z', '--stdin', ...CONVERTING], {
    input: tracked.map((path) => `${path}\0`).join(''),
  })
  if (result.status !== 0) return null
  // Path, attribute and value in turn.
  const fields = result.stdout.toString('utf8').split('\0')
  const found = new Set<string>()
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const value = fields[at + 2]
    if (value !== 'unspecified' && value !== 'unset') found.add(fields[at] as string)
  }
  return [...found]
}

/** Absolute. Those above the root count as well. */
const attributeFiles = ({ root, top, index }: Repository, tracked: readonly string[]): string[] => {
  const files = tracked
    .filter((path) => path === '.gitattributes' || path.endsWith('/.gitattributes'))
    .map((path) => join(root, path))
  for (let at = root; top !== null && at !== top && dirname(at) !== at; ) {
    at = dirname(at)
    files.push(join(at, '.gitattributes'))
  }
  const config = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config')
  const home = index === null ? [] : [dirname(index.file), join(dirname(index.file), '../..')]
  return [
    ...files,
    join(root, '.gitattributes'),
    ...home.map((directory) => join(directory, 'info/attributes')),
    join(config, 'git/attributes'),
    '/etc/gitattributes',
  ]
}

const speaksOfConversion = (file: string): boolean => {
  try {
    return SPOKEN_OF.test(readFileSync(file, 'utf8'))
  } catch {
    return false
  }
}
