/*
 * Names recur by the thousand, within a file and from one to the next. One string for each spares making it again,
 * hashing it again where it is a key, and keeping a file's text alive for the sake of a name in it.
 */

/** Names that fall on the same slot push each other out: memory stays bounded. */
const SLOTS = 1 << 14
/** Up to here a slice is a copy; beyond, it would refer to the text. */
const SHORT = 12
const names: string[] = new Array<string>(SLOTS).fill('')

/** `text[start, end)`, ASCII, as the one string that spells it. `hash` may be any hash of it. */
export function internName(text: string, start: number, end: number, hash: number): string {
  const slot = (hash ^ (hash >>> 14)) & (SLOTS - 1)
  const known = names[slot] as string
  if (isAt(text, start, end, known)) return known
  const name = end - start <= SHORT ? text.slice(start, end) : copy(text, start, end)
  names[slot] = name
  return name
}

function isAt(text: string, start: number, end: number, known: string): boolean {
  const { length } = known
  if (length !== end - start) return false
  for (let at = 0; at < length; at++) if (known.charCodeAt(at) !== text.charCodeAt(start + at)) return false
  return true
}

function copy(text: string, start: number, end: number): string {
  if (end - start > 1000) return text.slice(start, end)
  const codes: number[] = []
  for (let at = start; at < end; at++) codes.push(text.charCodeAt(at))
  return String.fromCharCode(...codes)
}
