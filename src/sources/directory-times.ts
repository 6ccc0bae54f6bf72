import { lstatSync, type Stats } from 'node:fs'

/*
 * The directories of a work tree and when each was changed last, packed: all times, the place of each parent, then the
 * names joined by NUL. A path of its own for each of twenty thousand directories would be three times as much to read.
 */

/**
 * When it was changed last, in milliseconds: what unpacks archives or copies trees sets the one time back, which sets
 * the other to now.
 */
export const timeOfDirectory = ({ mtimeMs, ctimeMs }: Stats): number => Math.max(mtimeMs, ctimeMs)

/** @param directories relative to the root, each after its parent; the first is the root itself. @param times in milliseconds. */
export function packDirectories(directories: readonly string[], times: readonly number[]): Uint8Array {
  const places = new Map(directories.map((directory, at) => [directory, at]))
  const parents = directories.map((directory) =>
    places.get(directory.slice(0, Math.max(0, directory.lastIndexOf('/')))),
  )
  const names = directories.map((directory) => directory.slice(directory.lastIndexOf('/') + 1))
  return Buffer.concat([
    new Uint8Array(Float64Array.of(times.length, ...times).buffer),
    new Uint8Array(Uint32Array.from(parents, (place) => place ?? 0).buffer),
    Buffer.from(names.join('\0')),
  ])
}

/** Whether all of them are there, and have the same times. */
export function areDirectoriesSame(root: string, packed: Uint8Array): boolean {
  // Typed arrays begin at multiples of their elements' size.
  const { buffer } = new Uint8Array(packed)
  const count = buffer.byteLength < 8 ? 0 : (new Float64Array(buffer, 0, 1)[0] ?? 0)
  const start = 8 + count * 12
  if (count === 0 || start > buffer.byteLength) return false
  const times = new Float64Array(buffer, 8, count)
  const parents = new Uint32Array(buffer, 8 + count * 8, count)
  const names = Buffer.from(buffer, start).toString('utf8').split('\0')
  const paths: string[] = []
  for (let at = 0; at < count; at++) {
    const path = at === 0 ? root : `${paths[parents[at] as number]}/${names[at]}`
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory() !== true || timeOfDirectory(stat) !== times[at]) return false
    paths.push(path)
  }
  return names.length === count
}
