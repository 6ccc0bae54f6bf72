/** V8 lets a heap grow to four times of what is alive before it collects; this is how much it may grow from now on, in percent. */
const GROWTH = 30

/** V8 complains aloud of flags that it does not know; up to this Node it knows this one. */
const LAST_KNOWN = 26

let isLimited = false

/**
 * For work on many files, whose facts come and go: a tenth more time for half of the memory.
 * Called after a language is loaded: compiled code is kept for the flags it was compiled with.
 */
export async function limitHeapGrowth(): Promise<void> {
  if (isLimited || Number.parseInt(process.versions.node, 10) > LAST_KNOWN) return
  isLimited = true
  const { setFlagsFromString } = await import('node:v8')
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`)
}
