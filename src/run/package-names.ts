import { dataFolderOf } from '../core/dangling-data.ts'
import { decode } from '../core/decode.ts'
import type { Source } from '../core/source.ts'

/** The packages of a repository: name → directory. Of several of one name, the one that lies highest. */
export function readPackages(source: Source): ReadonlyMap<string, string> {
  const packages = new Map<string, string>()
  const paths = source
    .list()
    .flatMap(({ path }) =>
      /(?:^|\/)package\.json$/.test(path) && !path.includes('node_modules/') && dataFolderOf(path) === null
        ? [path]
        : [],
    )
  paths.sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
  const names = new Map<string, string>()
  source.readEach(
    paths,
    (path, bytes) => {
      const name = readName(decode(path, bytes).text ?? '')
      if (name !== null) names.set(path, name)
    },
    () => {},
  )
  for (const path of paths) {
    const name = names.get(path)
    const directory = path.slice(0, Math.max(0, path.length - '/package.json'.length))
    if (name !== undefined && !packages.has(name)) packages.set(name, directory)
  }
  return packages
}

function readName(text: string): string | null {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && 'name' in json && typeof json.name === 'string'
      ? json.name
      : null
  } catch {
    return null
  }
}
