/*
 * Arithmetic on repo-relative paths: forward slashes, no leading `./`, `''` is the root. A path that leaves the
 * root starts with `../`. Never touches a disk.
 */

/** The directory part; `''` for a file at the root. */
export const directoryOf = (path: string): string => {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '' : path.slice(0, slash)
}

export const baseNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** `relative` as seen from `directory`, with `.`, `..`, doubled and trailing slashes resolved. */
export const joinPath = (directory: string, relative: string): string => {
  const parts = directory === '' ? [] : directory.split('/')
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

/** How `to` is written from `directory`: `./x`, `../x`, `.` or `..`. */
export const relativePath = (directory: string, to: string): string => {
  const from = directory === '' ? [] : directory.split('/')
  const target = to === '' ? [] : to.split('/')
  let common = 0
  while (common < from.length && common < target.length && from[common] === target[common]) common++
  const up = from.length - common
  const down = target.slice(common)
  if (up === 0) return down.length === 0 ? '.' : `./${down.join('/')}`
  return [...Array<string>(up).fill('..'), ...down].join('/')
}

/** Whether `path` is `directory` or lies below it. */
export const isWithin = (path: string, directory: string): boolean =>
  directory === '' ? !isOutside(path) : path === directory || path.startsWith(`${directory}/`)

/** The part of `path` below `directory`, without a leading slash. Only for a path that lies within. */
export const belowDirectory = (path: string, directory: string): string =>
  directory === '' ? path : path.slice(directory.length + 1)

export const isOutside = (path: string): boolean => path === '..' || path.startsWith('../')

/** The directory and all above it up to the root, nearest first. */
export const ancestorsOf = (directory: string): string[] => {
  const found = [directory]
  let current = directory
  while (current !== '') {
    current = directoryOf(current)
    found.push(current)
  }
  return found
}
