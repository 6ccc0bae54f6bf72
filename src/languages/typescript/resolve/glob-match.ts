import { matchSegments, type UnitTest } from '../../../core/segment-glob.ts'

/*
 * The glob dialect of tsconfig `include`/`exclude` and of workspace lists: `*`, `?` within a segment, `**` for any
 * number of segments; nothing else is special.
 */

const isAny = (): boolean => true

const readSegment = (segment: string): UnitTest[] =>
  Array.from({ length: segment.length }, (_, at): UnitTest => {
    const unit = segment[at]
    return unit === '*' ? null : unit === '?' ? isAny : (other) => other === unit
  })

/** @returns whether a whole path matches; with `isPrefix`, whether a leading run of its segments does. */
export const compileGlob = (glob: string): ((path: string, isPrefix?: boolean) => boolean) => {
  const parts = glob.split('/').filter((part) => part !== '' && part !== '.')
  const pattern = parts.map((part) => (part === '**' ? null : readSegment(part)))
  return (path, isPrefix) => matchSegments(pattern, path, isPrefix)
}

/** The directories a pattern can only match in or below: what stands before its first wildcard, with the slash. */
export const literalPrefix = (pattern: string): string => {
  const wild = pattern.search(/[*?]/)
  const end = wild === -1 ? pattern.length : wild
  return pattern.slice(0, pattern.lastIndexOf('/', end - 1) + 1)
}
