import { fstatSync, statSync } from 'node:fs'
import { devNull } from 'node:os'

/** Variables that change what a check prints, besides those about git. */
const SPEAKING_VARIABLES = [
  'FORCE_COLOR',
  'HOME',
  'LANG',
  'NO_COLOR',
  'PATH',
  'REPOINT_DEBUG',
  'REPOINT_TODAY',
  'TERM',
  'USERPROFILE',
  'XDG_CONFIG_HOME',
]

/**
 * Everything outside of the work tree that decides what a command prints, as one text: two processes with the same
 * text, in front of the same tree, print the same. Made by the entry before anything else is loaded.
 * @param build tells one program from another.
 */
export function describeQuestion(argv: readonly string[], build: string): string {
  const { env } = process
  const variables = Object.keys(env)
    .filter((name) => SPEAKING_VARIABLES.includes(name) || /^(?:GIT|LC)_/.test(name))
    .sort()
    .map((name) => [name, env[name]])
  const today = new Date().toISOString().slice(0, 10)
  const program = [build, process.version, process.platform, process.getuid?.() ?? null]
  return JSON.stringify([program, argv, process.cwd(), today, variables, widthOf(1), widthOf(2)])
}

/** Columns of a terminal; null: none. The streams themselves are only made for what may be one. */
function widthOf(descriptor: 1 | 2): number | null {
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isCharacterDevice() || stat.rdev === statSync(devNull, { throwIfNoEntry: false })?.rdev) return null
  } catch {
    return null
  }
  const stream = descriptor === 1 ? process.stdout : process.stderr
  return stream.isTTY === true ? (stream.columns ?? 0) : null
}
