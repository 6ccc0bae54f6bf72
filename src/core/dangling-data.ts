/*
 * Input of tests. Files below a folder of such data are read, not run — often broken on purpose — unless something
 * outside of the folder imports them, directly or through others of the folder.
 */

const DATA_SEGMENT =
  /(?:^|\/)(?:__(?:test)?fixtures?__|(?:test[-_]?)?fixtures?|test[-_]?data|test[-_]?cases|baselines?|snapshots|__snapshots__|test[-_]?inputs?|templates?|tests?\/(?:[\w.-]+\/)*(?:assets|samples|inputs?|golden))\//

/** The outermost folder of test data above a path, with its slash; null: none. */
export function dataFolderOf(path: string): string | null {
  const match = DATA_SEGMENT.exec(path)
  return match === null ? null : path.slice(0, match.index + match[0].length)
}

/**
 * The files in folders of test data that code outside reaches by imports.
 * @param importsOf the files a file imports.
 */
export function reachedData(
  paths: Iterable<string>,
  importsOf: (path: string) => Iterable<string>,
): ReadonlySet<string> {
  const reached = new Set<string>()
  const open: string[] = []
  const follow = (path: string): void => {
    const folder = dataFolderOf(path)
    for (const target of importsOf(path)) {
      const other = dataFolderOf(target)
      if (other === null || reached.has(target)) continue
      // From inside of a folder only what is itself reached leads on.
      if (folder !== null && !reached.has(path)) continue
      reached.add(target)
      open.push(target)
    }
  }
  for (const path of paths) if (dataFolderOf(path) === null) follow(path)
  for (let next = open.pop(); next !== undefined; next = open.pop()) follow(next)
  return reached
}
