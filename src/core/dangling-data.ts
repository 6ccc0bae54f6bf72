/*
 * Input of tests. Files below a folder of such data are read, not run — often broken on purpose — unless something
 * outside of the folder imports them, directly or through others of the folder.
 */

const DATA_SEGMENT =
  /(?:^|\/)(?:\.semgrep|__(?:test)?fixtures?__|(?:test[-_]?)?fixtures?|[\w-]*test[-_]?data|testpkg[\w.-]*|test[-_]?(?:cases|files)|baselines?|snapshots|__snapshots__|test[-_]?inputs?|templates?|(?:tests?|docs?)\/(?:[\w.-]+\/)*(?:assets|cases|data|golden|inputs?|samples))\//

/** `routeTree.snapshot.ts`, `basic.input.ts`: a folder of its own, as it were. */
const SNAPSHOT =
  /\.(?:snap(?:shot)?|input|output)\.\w+$|(?:^|\/)(?:[\w-]+-)?tests?\/(?:[^/]+\/)*(?:input|output|actual|expected)\.\w+$/i

/** The outermost folder of test data above a path, with its slash, or the path itself; null: neither. */
export function dataFolderOf(path: string): string | null {
  const match = DATA_SEGMENT.exec(path)
  if (match === null && SNAPSHOT.test(path)) return path
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
