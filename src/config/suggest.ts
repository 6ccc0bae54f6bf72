import leven from 'leven'

/** What people write for these keys and values, coming from other tools or from memory. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['migrations', 'retired'],
  ['entries', 'retired'],
  ['rules', 'retired'],
  ['deprecated', 'retired'],
  ['extend', 'extends'],
  ['old', 'from'],
  ['source', 'from'],
  ['new', 'to'],
  ['target', 'to'],
  ['replacement', 'to'],
  ['with', 'to'],
  ['message', 'reason'],
  ['description', 'reason'],
  ['why', 'reason'],
  ['severity', 'level'],
  ['environments', 'levels'],
  ['path', 'module'],
  ['file', 'module'],
  ['package', 'module'],
  ['symbol', 'name'],
  ['export', 'name'],
  ['text', 'literal'],
  ['string', 'literal'],
  ['lang', 'language'],
  ['expires', 'deadline'],
  ['until', 'deadline'],
  ['due', 'deadline'],
  ['files', 'include'],
  ['ignore', 'exclude'],
  ['link', 'url'],
  ['docs', 'url'],
  ['py', 'python'],
  ['python3', 'python'],
  ['ts', 'typescript'],
  ['js', 'typescript'],
  ['tsx', 'typescript'],
  ['jsx', 'typescript'],
  ['javascript', 'typescript'],
  ['node', 'typescript'],
  ['warn', 'warning'],
  ['err', 'error'],
  ['fatal', 'error'],
  ['info', 'note'],
  ['notice', 'note'],
  ['hint', 'note'],
  ['none', 'off'],
  ['ignored', 'off'],
  ['disabled', 'off'],
  ['schema', '$schema'],
])

/** The known word that was most likely meant, or null. */
export function suggest(written: string, known: readonly string[]): string | null {
  const plain = written.toLowerCase().replace(/[-_ ]/g, '')
  const alike = known.find((word) => word.toLowerCase() === plain)
  if (alike !== undefined) return alike
  const synonym = SYNONYMS.get(plain)
  if (synonym !== undefined && known.includes(synonym)) return synonym
  if (plain.length > 40) return null
  const swapped = known.find((word) => sortLetters(word.toLowerCase()) === sortLetters(plain))
  if (swapped !== undefined) return swapped
  let best: { word: string; distance: number } | null = null
  for (const word of known) {
    const distance = leven(plain, word.toLowerCase())
    if (!best || distance < best.distance) best = { word, distance }
  }
  // a third of the letters may be wrong: `modul`, `retierd`, not `cat` for `to`
  return best && best.distance <= Math.max(1, Math.floor(Math.max(best.word.length, plain.length) / 3))
    ? best.word
    : null
}

const sortLetters = (word: string): string => [...word].sort().join('')
