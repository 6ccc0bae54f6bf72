/*
 * SHA-256 as FIPS 180-4 gives it, for short texts: core is pure and may not import node:crypto.
 */

/** The first 32 bits of the fractional parts of the roots of the first `count` primes. */
const fractionsOfRoots = (count: number, root: (prime: number) => number): Uint32Array => {
  const words = new Uint32Array(count)
  for (let candidate = 2, found = 0; found < count; candidate++) {
    if (isPrime(candidate)) words[found++] = (root(candidate) % 1) * 0x1_0000_0000
  }
  return words
}

const isPrime = (candidate: number): boolean => {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) return false
  return true
}

const INITIAL = fractionsOfRoots(8, Math.sqrt)
const ROUND = fractionsOfRoots(64, Math.cbrt)

const ENCODER = new TextEncoder()

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** The digest of the text's UTF-8 bytes, as 64 lower-case hex digits. */
export const hashSha256 = (text: string): string => {
  const blocks = pad(ENCODER.encode(text))
  const state = INITIAL.slice()
  const words = new Uint32Array(64)
  for (let at = 0; at < blocks.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = blocks.getUint32(at + i * 4)
    mixBlock(state, words)
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('')
}

/** A one bit, zeros up to 8 bytes short of a whole block, then the length in bits. */
const pad = (bytes: Uint8Array): DataView => {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x2000_0000))
  view.setUint32(padded.length - 4, bytes.length << 3)
  return view
}

/** One round of compression over `words[0..15]`, in place. */
const mixBlock = (state: Uint32Array, words: Uint32Array): void => {
  const word = (index: number): number => words[index] ?? 0
  for (let i = 16; i < 64; i++) {
    const early = word(i - 15)
    const late = word(i - 2)
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    words[i] = word(i - 16) + s0 + word(i - 7) + s1
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (ROUND[i] ?? 0) + word(i)) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  const mixed = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) state[i] = (state[i] ?? 0) + (mixed[i] ?? 0)
}
