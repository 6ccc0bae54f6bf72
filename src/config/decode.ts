/** Larger manifests are refused: 16 MB hold more than 50,000 entries. */
export const LARGEST_MANIFEST = 16 * 1024 * 1024

/** The text without its BOM, or what is wrong with the bytes, with the cure. */
export type Decoded = { readonly text: string } | { readonly problem: string }

export function decodeManifest(bytes: Uint8Array): Decoded {
  if (bytes.length > LARGEST_MANIFEST) {
    return { problem: `is larger than ${LARGEST_MANIFEST / 1024 / 1024} MB — split it and join the parts by "extends"` }
  }
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { problem: 'is written in UTF-16 — save it as UTF-8' }
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { problem: `is not UTF-8 (byte ${findBadByte(bytes) + 1}) — save it as UTF-8` }
  }
}

/** Offset of the first byte that breaks the encoding: the longest good prefix, found by halving. */
function findBadByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isGoodPrefix(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  // a character that broke off is at fault from its first byte on
  for (let back = 0; back < 3 && good > 0 && !isGoodPrefix(bytes.subarray(0, good), false); back++) good--
  return good
}

/** Streaming lets a prefix end inside a character. */
function isGoodPrefix(bytes: Uint8Array, stream = true): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream })
    return true
  } catch {
    return false
  }
}
