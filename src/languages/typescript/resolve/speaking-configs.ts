import type { ConfigFiles } from './config-files.ts'
import { isObject, type JsonObject } from './listing.ts'
import { directoryOf } from './repo-path.ts'

/*
 * Which of many configurations can give a bare specifier a meaning: by `paths` or `baseUrl` of its own, or by those of
 * a file it extends or refers to. It says yes too often, never too seldom, and makes no configuration of any: in a
 * tree of hundreds nearly all of them have nothing to say of a given name.
 */

/** Whether one file's own settings may catch the specifier. */
const speaksItself = (settings: JsonObject | null, spelled: string): boolean => {
  const options = settings?.['compilerOptions']
  if (!isObject(options)) return false
  const { baseUrl, paths } = options
  if (baseUrl !== undefined && baseUrl !== null) return true
  return isObject(paths) && Object.keys(paths).some((pattern) => catches(pattern, spelled))
}

const catches = (pattern: string, spelled: string): boolean => {
  const star = pattern.indexOf('*')
  if (star === -1) return pattern === spelled
  return spelled.startsWith(pattern.slice(0, star)) && spelled.endsWith(pattern.slice(star + 1))
}

/** Every configuration that can be reached, and by which others. */
interface Reach {
  readonly files: readonly string[]
  readonly usersOf: ReadonlyMap<string, readonly string[]>
}

const findReach = (files: ConfigFiles, roots: readonly string[]): Reach => {
  const found = new Set(roots)
  const usersOf = new Map<string, string[]>()
  // The set grows while it is walked.
  for (const path of found)
    for (const target of [...files.basesOf(path), ...files.referencesOf(path)]) {
      const users = usersOf.get(target)
      if (users === undefined) usersOf.set(target, [path])
      else users.push(path)
      found.add(target)
    }
  return { files: [...found], usersOf }
}

/**
 * @param roots the configurations that are asked about.
 * @returns the directories of those that may speak of a specifier, or cannot be read, so that others do in their place.
 */
export const createSpeakingConfigs = (
  files: ConfigFiles,
  roots: () => readonly string[],
): ((spelled: string) => ReadonlySet<string>) => {
  let reach: Reach | null = null
  return (spelled) => {
    reach ??= findReach(files, roots())
    const unread = roots().filter((path) => files.settingsOf(path) === null)
    const speaking = new Set(reach.files.filter((path) => speaksItself(files.settingsOf(path), spelled)))
    for (const path of speaking) for (const user of reach.usersOf.get(path) ?? []) speaking.add(user)
    return new Set([...speaking, ...unread].map(directoryOf))
  }
}
