/**
 * Byte search for many needles at once. With `wholeWords` (the default) a needle that begins or ends with a word
 * character counts only where the neighbouring byte is none. Bytes above 0x7F count as word characters.
 */
export interface ByteSearch {
  /** Whether any needle occurs. */
  test(bytes: Uint8Array): boolean
}

const WORD = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++)
  if (byte >= 0x80 || /[A-Za-z0-9_$]/.test(String.fromCharCode(byte))) WORD[byte] = 1

/**
 * One native search costs the same whatever the needle; the table costs the less the longer its shortest needle is.
 * Measured on 157 MB of TypeScript: 50 to 80 ms a native search; the table 315 ms with needles of 3 bytes, 117 with 8.
 */
const isTableFaster = (patterns: readonly Buffer[]): boolean => {
  const shortest = Math.min(...patterns.slice(0, MANY).map((pattern) => pattern.length))
  return patterns.length >= MANY || patterns.length * (shortest - 1) > 14
}
const MANY = 16

export function createByteSearch(needles: Iterable<string>, wholeWords = true): ByteSearch {
  const patterns = [...new Set(needles)].filter((needle) => needle !== '').map((needle) => Buffer.from(needle, 'utf8'))
  if (patterns.length === 0) return { test: () => false }
  if (!wholeWords) return { test: (bytes) => patterns.some((pattern) => asBuffer(bytes).includes(pattern)) }
  if (!isTableFaster(patterns)) return { test: (bytes) => testEach(patterns, bytes) }
  const single = patterns.filter((pattern) => pattern.length < 2)
  const table = buildTable(patterns.filter((pattern) => pattern.length >= 2))
  return { test: (bytes) => table(bytes) || testEach(single, bytes) }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function testEach(patterns: readonly Buffer[], bytes: Uint8Array): boolean {
  const buffer = asBuffer(bytes)
  for (const pattern of patterns)
    for (let at = buffer.indexOf(pattern); at !== -1; at = buffer.indexOf(pattern, at + 1))
      if (isWhole(bytes, pattern, at)) return true
  return false
}

function isWhole(bytes: Uint8Array, pattern: Uint8Array, at: number): boolean {
  const end = at + pattern.length
  const before = at === 0 ? 0 : (WORD[bytes[at - 1] ?? 0] ?? 0)
  const after = end >= bytes.length ? 0 : (WORD[bytes[end] ?? 0] ?? 0)
  return !(before && WORD[pattern[0] ?? 0]) && !(after && WORD[pattern[pattern.length - 1] ?? 0])
}

/**
 * Wu and Manber's multi-pattern search with blocks of two bytes (A fast algorithm for multi-pattern searching, 1994):
 * the shift table says how far the window may jump by its last two bytes; 0 means some needle's window ends here.
 */
function buildTable(patterns: readonly Buffer[]): (bytes: Uint8Array) => boolean {
  if (patterns.length === 0) return () => false
  const window = patterns.reduce((least, pattern) => Math.min(least, pattern.length), 255)
  const shifts = new Uint8Array(65536).fill(window - 1)
  const buckets = new Map<number, Buffer[]>()
  for (const pattern of patterns)
    for (let at = 1; at < window; at++) {
      const block = ((pattern[at - 1] ?? 0) << 8) | (pattern[at] ?? 0)
      const shift = window - 1 - at
      if (shift < (shifts[block] ?? 0)) shifts[block] = shift
      if (shift > 0) continue
      const bucket = buckets.get(block)
      if (bucket) bucket.push(pattern)
      else buckets.set(block, [pattern])
    }
  return (bytes) => {
    const last = bytes.length
    for (let at = window - 1; at < last; ) {
      const block = ((bytes[at - 1] as number) << 8) | (bytes[at] as number)
      const shift = shifts[block] as number
      if (shift > 0) {
        at += shift
        continue
      }
      const start = at - window + 1
      for (const pattern of buckets.get(block) ?? [])
        if (startsAt(bytes, pattern, start) && isWhole(bytes, pattern, start)) return true
      at++
    }
    return false
  }
}

function startsAt(bytes: Uint8Array, pattern: Uint8Array, start: number): boolean {
  if (start + pattern.length > bytes.length) return false
  for (let at = 0; at < pattern.length; at++) if (bytes[start + at] !== pattern[at]) return false
  return true
}
