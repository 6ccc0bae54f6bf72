import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/*
 * Files of the command line itself: reports, baselines, a first manifest. They are named by the caller, may lie
 * anywhere, and are not part of a source.
 */

/** @param path absolute. Throws what the system says where it cannot be read. */
export const readTextFile = (path: string): Promise<string> => readFile(path, 'utf8')

/**
 * A reader sees the old text or the new one, never half of one. Missing directories are made.
 * @param path absolute. With `exclusive` an existing file is an error (`EEXIST`).
 */
export const writeTextFile = async (path: string, text: string, exclusive: boolean): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  if (exclusive) return writeFile(path, text, { flag: 'wx' })
  if (await isSpecialFile(path)) return writeFile(path, text)
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await writeFile(temporary, text)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Links, pipes and devices (`/dev/stderr`) are written to, not replaced. */
const isSpecialFile = async (path: string): Promise<boolean> => {
  const stat = await lstat(path).catch(() => null)
  return stat !== null && !stat.isFile()
}
